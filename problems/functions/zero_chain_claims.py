"""What Zhang (2022), section 4.7.7, says of the zero chain, as numbers at the points where it is
tight.
"""

import math

import torch

from theorybench.problems.functions.zero_chain import PHI_MAX, PSI_SLOPE, SLOPE, SMOOTHNESS
from theorybench.problems.functions.zero_chain import largest_row, p, phi, points, progress, psi
from theorybench.problems.functions.zero_chain import zero_chain
from theorybench.problems.functions.zero_chain_sizes import answers, bias, moment, rarity
from theorybench.vocabulary import G, L, Comparison, Delta_0, Problem, Tensor, Values, alpha
from theorybench.vocabulary import epsilon

_SLOPE_TERM = "8 eps^alpha ||grad f_d||^alpha"


def infimum_and_progress(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    """The infimum is only approached, prog_beta falls in beta, and Psi and Phi are as printed."""
    x, least = points(problem.dim), problem.f_star
    nearer = torch.stack([progress(x, beta) for beta in (0.0, 0.25, 0.5, 1.0)])
    falls = float((nearer[1:] - nearer[:-1]).max())
    one = torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64)
    steps = float((psi(one) - torch.tensor([0.0, 0.0, 1.0])).abs().max())
    half = abs(float(phi(one)[0]) - math.sqrt(2 * math.pi * math.e) / 2)
    far = float(problem.value(torch.full((1, problem.dim), 1e8, dtype=torch.float64)))
    rounding = -1e-12 * least
    return (
        Comparison("-f_d <= -inf f_d, far out", -far, -least, slack=rounding),
        Comparison("-f_d <= -inf f_d", float((-problem.value(x)).max()), -least),
        Comparison("inf f_d is approached", far - least, 0.0, slack=rounding),
        Comparison("prog_beta falls in beta", falls, 0.0),
        Comparison("Psi(0) = Psi(1/2) = 0, Psi(1) = 1", steps, 0.0),
        Comparison("Phi(0) = Phi(infinity)/2 = sqrt(2 pi e)/2", half, 0.0, slack=1e-15),
    )


def _change(problem: Problem, x: Tensor) -> float:
    """The largest ||grad f(x) - grad f(y)|| / (152 ||x - y||) for points y near x."""
    y = x + 1e-3 * torch.randn(
        x.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64
    )
    change = (problem.gradient(x) - problem.gradient(y)).norm(dim=-1)
    return float((change / (SMOOTHNESS * (x - y).norm(dim=-1))).max())


def five_properties(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    """The five parts of Lemma 4.7.9."""
    x = points(problem.dim)
    g = problem.gradient(x)
    height = -PHI_MAX / 2 - problem.f_star
    slope = math.exp(1.5) + PHI_MAX * PSI_SLOPE
    further = float((progress(g, 0.0) - progress(x, 0.5) - 1).max())
    steep = float(g.square().sum(-1)[progress(x, 1.0) < problem.dim].min())
    return (
        Comparison("(1) f_d(0) - inf f_d <= 12 d", height, 12.0 * problem.dim),
        Comparison("(2) the rows of the Hessian sum to at most 152", largest_row(), SMOOTHNESS),
        Comparison("(2) 152-smooth, on pairs of points", _change(problem, x), 1.0),
        Comparison("(3) e sup Phi' + sqrt(2 pi e) sup Psi' <= 23", slope, SLOPE),
        Comparison("(3) ||grad f_d||_inf <= 23, on points", float(g.abs().max()), SLOPE),
        Comparison("(4) prog_0(grad f_d) - prog_1/2 - 1 <= 0", further, 0.0),
        Comparison("(5) 1 <= ||grad f_d||^2 where prog_1 < d", 1.0, steep, slack=1e-14),
    )


def one_coin_shows_one(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    """The oracle is unbiased, and no answer shows more than one coordinate."""
    probability, x = float(values[p]), points(problem.dim)
    reached = progress(x, 0.25)
    further = [progress(g, 0.0) - reached for g in answers(problem, probability, x)]
    weights = (1 - probability, probability)
    chance = sum(w * bool((f == 1).any()) for f, w in zip(further, weights, strict=True))
    beyond = float(torch.cat(further).max()) - 1
    return (
        Comparison("P(exists x: prog_0(g) = prog_1/4(x) + 1) <= p", chance, probability),
        Comparison("P(exists x: prog_0(g) > prog_1/4(x) + 1) = 0", beyond, 0.0),
        Comparison("E g = grad f_d", bias(problem, probability, x), 0.0, slack=1e-14),
    )


def moments_bounded(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    """Lemma 4.7.10: unbiased, and a bound of the moment of order alpha."""
    probability, tail = float(values[p]), float(values[alpha])
    x = points(problem.dim)
    of_gradient = 2 * problem.gradient(x).norm(dim=-1) ** tail
    bound = of_gradient + SLOPE**tail * 2 / probability ** (tail - 1)
    return (
        Comparison("E g_d = grad f_d", bias(problem, probability, x), 0.0, slack=1e-14),
        Comparison(
            "E||g_d||^alpha <= 2 ||grad f_d||^alpha + 23^alpha 2/p^(alpha-1)",
            float((moment(problem, probability, tail, x) / bound).max()),
            1.0,
        ),
    )


def scaled_into_the_class(problem: Problem, c: Values) -> tuple[Comparison, ...]:
    """What the proof of Theorem 4.4.4 says of the scaled chain before it counts steps."""
    tail, eps, chance = c[alpha], c[epsilon], rarity(c) ** c[alpha]
    x, chain = points(problem.dim), zero_chain(problem.dim)
    slope, root = chain.gradient(x), math.sqrt(c[Delta_0] * c[L])
    noisy = (2 * eps) ** tail * moment(chain, chance, tail, x)
    first = 8 * eps**tail * slope.norm(dim=-1) ** tail
    ratio = float((noisy / (first + 5000 * eps**tail / chance ** (tail - 1))).max())
    apart = float((problem.gradient(304 * eps / c[L] * x) - 2 * eps * slope).abs().max())
    off = abs(problem.constants[L] - c[L])
    return (
        Comparison("f is L-smooth", off, 0.0, slack=1e-12 * c[L]),
        Comparison("f(0) - inf f <= Delta", problem.constants[Delta_0], c[Delta_0]),
        Comparison("grad f(x) = 2 epsilon grad f_d(x/lambda)", apart, 0.0, slack=1e-10 * eps),
        Comparison("2 (2 epsilon)^alpha <= 8 epsilon^alpha", 2 * 2**tail, 8.0),
        Comparison("2 (46 epsilon)^alpha <= 5000 epsilon^alpha", 2 * 46**tail, 5000.0),
        Comparison(f"E||g||^alpha <= {_SLOPE_TERM} + 5000 eps^alpha/p^(alpha-1)", ratio, 1.0),
        Comparison(
            f"{_SLOPE_TERM} <= (4 sqrt(Delta L))^alpha", float(first.max()), (4 * root) ** tail
        ),
        Comparison("E||g||^alpha <= G^alpha", float(noisy.max()), c[G] ** tail),
    )
