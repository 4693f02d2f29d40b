"""A function that shows its coordinates one after the other, and an oracle that hides the next one:
Zhang (2022), section 4.7.7.

Every coordinate is found only by luck, and as long as one is missing the gradient is long.
"""

import math
from itertools import product

import torch

from theorybench.core.scaling import rescaled, rescaled_oracle
from theorybench.vocabulary import G, L, Constant, Law, Oracle, Problem, Source, Tensor, alpha
from theorybench.vocabulary import bounded_gradient_moment, bounded_moment, lower_bounded, sigma
from theorybench.vocabulary import smooth, twice_differentiable, unbiased

SOURCE = Source("Zhang", 2022, "section 4.7.7; Arjevani et al. 2019")
SMOOTHNESS, SLOPE = 152.0, 23.0
"""Lemma 4.7.9: f_d is 152-smooth, and no partial derivative is longer than 23."""
PHI_MAX = math.sqrt(2 * math.pi * math.e)
"""Phi(infinity); Psi(infinity) = e."""
PSI_SLOPE = math.sqrt(54 / math.e)
"""sup Psi', at (2x-1)^2 = 2/3."""

p = Constant("p", "probability that the next coordinate is shown")


def psi(x: Tensor) -> Tensor:
    """Psi(x) = exp(1 - 1/(2x-1)^2) for x > 1/2, else 0; elementwise."""
    return torch.where(x > 0.5, torch.exp(1 - (2 * x - 1) ** -2.0), 0.0)


def psi_slope(x: Tensor) -> Tensor:
    """Psi'(x) = 4 Psi(x) / (2x-1)^3, formed in one exponential: near 1/2 the factors leave the
    range of numbers.
    """
    u = torch.where(x > 0.5, 2 * x - 1, 1.0)
    return torch.where(x > 0.5, 4 * torch.exp(1 - u**-2 - 3 * torch.log(u)), 0.0)


def phi(x: Tensor) -> Tensor:
    """Phi(x) = sqrt(e) times the integral of exp(-t^2/2) up to x; elementwise."""
    return PHI_MAX * torch.special.ndtr(x)


def phi_slope(x: Tensor) -> Tensor:
    """Phi'(x) = exp((1 - x^2)/2); elementwise."""
    return torch.exp((1 - x.square()) / 2)


def psi_curvature() -> float:
    """sup |Psi''| = (16 w^3 - 24 w^2) exp(1-w) at w = 1/(2x-1)^2 = (9 + sqrt 33)/4, where Psi'''
    = 0.
    """
    w = (9 + math.sqrt(33)) / 4
    return (16 * w**3 - 24 * w**2) * math.exp(1 - w)


def largest_row() -> float:
    """The sum of the entries of a row of the tridiagonal Hessian is at most this, and so is its
    norm.

    On the diagonal at most sup Psi sup |Phi''| + sup |Psi''| sup Phi = e + sup |Psi''| sqrt(2 pi
    e), beside it twice sup Psi' sup Phi'.
    """
    return math.e + psi_curvature() * PHI_MAX + 2 * PSI_SLOPE * math.sqrt(math.e)


def _before(x: Tensor) -> Tensor:
    """x_{i-1} in place of x_i, with x_0 = 1: (batch, d) -> (batch, d)."""
    return torch.cat([torch.ones_like(x[:, :1]), x[:, :-1]], dim=-1)


def _value(x: Tensor) -> Tensor:
    before = _before(x)
    return (psi(-before) * phi(-x) - psi(before) * phi(x)).sum(-1)


def _gradient(x: Tensor) -> Tensor:
    """Of Psi(x) and Psi(-x) one is 0, and Phi' is even."""
    slopes = psi(_before(x).abs()) * phi_slope(x)
    slopes[:, :-1] += psi_slope(x[:, :-1].abs()) * phi(x[:, :-1].sign() * x[:, 1:])
    return -slopes


def zero_chain(dim: int) -> Problem:
    """f_d, (batch, d) -> (batch,), from 0; the infimum -sqrt(2 pi e)(1 + e (d-1)) of all terms
    is approached for x_i -> infinity.
    """
    return Problem(
        name=f"zero-chain-{dim}",
        f=_value,
        gradient=_gradient,
        start=(0.0,) * dim,
        f_star=-PHI_MAX * (1 + math.e * (dim - 1)),
        constants={L: SMOOTHNESS},
        promises=(smooth, twice_differentiable, lower_bounded),
        source=SOURCE,
    )


def progress(x: Tensor, beta: float) -> Tensor:
    """prog_beta(x) = max{i : |x_i| > beta}, 0 if there is none: (batch, d) -> (batch,)."""
    index = torch.arange(1, x.shape[-1] + 1, device=x.device)
    return ((x.abs() > beta) * index).amax(-1)


def _shown(probability: float):
    """g_d(x)_i = (1 + 1{i = prog_{1/4}(x) + 1} (z/p - 1)) d_i f_d(x), with one z (rows, 1) in
    {0, 1} for all coordinates.
    """

    def answer(problem: Problem, x: Tensor, z: Tensor) -> Tensor:
        g = problem.gradient(x)
        index = torch.arange(1, x.shape[-1] + 1, device=x.device)
        return torch.where(index == progress(x, 0.25)[:, None] + 1, z / probability * g, g)

    return answer


def coin_moment(probability: float, tail: float) -> float:
    """E|z/p - 1|^alpha for z ~ Bern(p)."""
    return probability * (1 / probability - 1) ** tail + 1 - probability


def next_shown(probability: float, tail: float) -> Oracle:
    """The oracle of probability-p zero chains, for f_d only; promises moments of order `tail`.

    sigma is exact: at the coordinate that is hidden the slope is Psi(|x_{i-1}|) Phi'(x_i), at most
    e sqrt(e), or sqrt(e) for d = 1. G is a bound: E||g||^alpha <= (||grad f||^2 - (d_i
    f)^2)^(alpha/2) + p^(1-alpha) |d_i f|^alpha, as t -> t^(alpha/2) is subadditive.
    """

    def constants(problem: Problem) -> dict[Constant, float]:
        hidden = math.exp(1.5 if problem.dim > 1 else 0.5)
        others = SLOPE * math.sqrt(problem.dim)
        return {
            alpha: tail,
            sigma: hidden * coin_moment(probability, tail) ** (1 / tail),
            G: (others**tail + probability ** (1 - tail) * hidden**tail) ** (1 / tail),
        }

    return Oracle(
        name=f"next-shown-{probability:.6g}-{tail:g}",
        law=Law("uniform", lambda raw: (raw[..., 0, :] < probability).double()),
        promises=(unbiased, bounded_moment, bounded_gradient_moment),
        answer=_shown(probability),
        constants=constants,
        width=lambda problem: 1,
        only=lambda problem: problem.name.startswith("zero-chain-"),
        source=SOURCE,
    )


def scaled_chain(
    dim: int, smoothness: float, accuracy: float, probability: float, tail: float
) -> tuple[Problem, Oracle]:
    """f = (L lambda^2/152) f_d(x/lambda) with lambda = 304 epsilon/L, whose gradient is 2
    epsilon grad f_d(x/lambda), and g likewise.
    """
    length = 304 * accuracy / smoothness
    height = smoothness * length**2 / SMOOTHNESS
    return rescaled(zero_chain(dim), height, length), rescaled_oracle(
        next_shown(probability, tail), height, length
    )


def points(dim: int) -> Tensor:
    """Where the lemmas about f_d are tight, (rows, d): coordinates at the edges of prog, at the
    extrema of Psi' and Psi'', far out, and between; the coordinates differ, or are all the same."""
    count = min(4096, 2**15 // dim)
    special = torch.tensor(
        [0, 0.25, 0.2501, 0.5, 0.5001, 0.7604, 0.782, 0.9043, 1, 1.0001, 2, 9], dtype=torch.float64
    )
    special = torch.cat([special, -special[1:]])
    generator = torch.Generator().manual_seed(dim)
    if len(special) ** dim <= count:
        chosen = torch.tensor(list(product(special.tolist(), repeat=dim)), dtype=torch.float64)
    else:
        chosen = special[torch.randint(len(special), (count, dim), generator=generator)]
    return torch.cat(
        [
            special[:, None].expand(-1, dim),
            chosen,
            1.5 * torch.randn(count, dim, generator=generator, dtype=torch.float64),
        ]
    )
