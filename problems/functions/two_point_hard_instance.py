"""Two quadratics that a rare jump of the gradient tells apart: the hard pair of Zhang (2022),
section 4.7.6.
"""

import torch

from theorybench.vocabulary import D_2, G, L, D_inf, Law, Oracle, Problem, Source, alpha
from theorybench.vocabulary import bounded_domain, bounded_gradient_moment, has_minimiser
from theorybench.vocabulary import lower_bounded, mu, smooth, strongly_convex, unbiased

SOURCE = Source("Zhang", 2022, "section 4.7.6, eq. (4.2), (4.4), (4.5)")


def rarity(tail: float, accuracy: float) -> float:
    """gamma = (4 epsilon)^(1/(alpha-1)): a jump has the size 1/(2 gamma)."""
    return (4 * accuracy) ** (1 / (tail - 1))


def probability(tail: float, accuracy: float, nu: int) -> float:
    """p_nu = gamma^alpha - 2 nu gamma epsilon."""
    gamma = rarity(tail, accuracy)
    return gamma**tail - 2 * nu * gamma * accuracy


def shifted_square(accuracy: float, nu: int, start: float) -> Problem:
    """f_b(x) = (x - b)^2 / 2 on [0, 1/2] with b = (2 - nu) epsilon, nu in {0, 1}; (batch, 1) ->
    (batch,).
    """
    b = (2 - nu) * accuracy
    return Problem(
        name=f"shifted-square-{accuracy:.6g}-{nu}",
        f=lambda x: 0.5 * (x[:, 0] - b).square(),
        gradient=lambda x: x - b,
        start=(start,),
        f_star=0.0,
        minimiser=(b,),
        constants={mu: 1.0, L: 1.0, D_2: 0.5, D_inf: 0.5},
        promises=(strongly_convex, smooth, bounded_domain, has_minimiser, lower_bounded),
        project=lambda x: x.clamp(0.0, 0.5),
        box=(0.0, 0.5),
        source=SOURCE,
    )


def jumping_gradient(tail: float, accuracy: float, nu: int) -> Oracle:
    """g(x) = x - 1/(2 gamma) with probability p_nu, else x: the gradient of f_b in the mean; serves
    its own f_b only.

    E|g|^alpha is convex in x, so it is largest at x = 0 or x = 1/2: G is exact.
    """
    p, size = probability(tail, accuracy, nu), 1 / (2 * rarity(tail, accuracy))
    moments = (p * size**tail, p * abs(0.5 - size) ** tail + (1 - p) * 0.5**tail)

    def draw(raw: torch.Tensor) -> torch.Tensor:
        return (raw[..., 0, :] < p).double().mul_(size)

    return Oracle(
        name=f"jumps-{tail:g}-{accuracy:.6g}-{nu}",
        law=Law("uniform", draw),
        promises=(unbiased, bounded_gradient_moment),
        answer=lambda problem, x, noise: x - noise,
        constants=lambda problem: {alpha: tail, G: max(moments) ** (1 / tail)},
        only=lambda problem: problem.name == f"shifted-square-{accuracy:.6g}-{nu}",
        source=SOURCE,
    )
