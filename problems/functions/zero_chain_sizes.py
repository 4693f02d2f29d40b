"""How a zero chain is scaled into a class: its dimension and its probability for given constants,
what its oracle answers, and how long it holds out.
"""

import math

import torch
from scipy.stats import binom

from theorybench.problems.functions.zero_chain import next_shown, scaled_chain
from theorybench.vocabulary import G, GRADIENT, L, Constant, Delta_0, Instance, Problem, Tensor
from theorybench.vocabulary import Values, alpha, d, epsilon, n, sigma

C = Constant(
    "C",
    "what Omega hides: (29184 (5000/sigma)^(alpha/(alpha-1)) / (Delta L))^(-(alpha-1)/(3 alpha-2))",
    GRADIENT,
)


def dimension(values: Values) -> int:
    """d = floor(Delta L / (7296 epsilon^2)), beyond rounding."""
    return math.floor(values[Delta_0] * values[L] / (7296 * values[epsilon] ** 2) * (1 + 1e-12))


def rarity(values: Values) -> float:
    """5000 epsilon / (G - 4 sqrt(Delta L))."""
    return 5000 * values[epsilon] / (values[G] - 4 * math.sqrt(values[Delta_0] * values[L]))


def sized(
    tail: float, chain: float, rare: float, accuracy: float = 1.0, smoothness: float = 1.0
) -> Values:
    """The constants for which Delta L / (7296 epsilon^2) = chain and 5000 epsilon / (G - 4
    sqrt(Delta L)) = rare.
    """
    height = 7296 * chain * accuracy**2 / smoothness
    size = 4 * math.sqrt(height * smoothness) + 5000 * accuracy / rare
    return {alpha: tail, epsilon: accuracy, L: smoothness, Delta_0: height, G: size}


def sized_for(values: Values, steps: float) -> Values:
    """The constants with the chain's dimension, and as many steps, beyond rounding."""
    return {**values, d: dimension(values), n: math.floor(steps * (1 + 1e-12))}


def chance(values: Values) -> float:
    """p = (5000 epsilon/sigma)^(alpha/(alpha-1))."""
    return (5000 * values[epsilon] / values[sigma]) ** (values[alpha] / (values[alpha] - 1))


def hidden(tail: float, height: float, smoothness: float, noise: float) -> float:
    """C: solve k = (sigma/(5000 epsilon))^(alpha/(alpha-1)) Delta L / (4 x 7296 epsilon^2) for
    epsilon = C k^(-(alpha-1)/(3 alpha-2)).
    """
    power = tail / (tail - 1)
    return (29184 * (5000 / noise) ** power / (height * smoothness)) ** (-1 / (2 + power))


def certain(values: Values, accuracy: float) -> float:
    """2 epsilon P(Bin(k, p) < d): what the scaled chain keeps E||grad f(x_k)|| above, for every
    method that waits to be shown.
    """
    scaled = {**values, epsilon: accuracy}
    return 2 * accuracy * float(binom.cdf(dimension(scaled) - 1, values[n], chance(scaled)))


def hard_chain(values: Values, probability: float) -> tuple[Instance, ...]:
    """The chain of d coordinates, scaled to the accuracy, with the oracle of that probability."""
    return (
        Instance(
            *scaled_chain(int(values[d]), values[L], values[epsilon], probability, values[alpha])
        ),
    )


def answers(problem: Problem, probability: float, x: Tensor) -> tuple[Tensor, Tensor]:
    """g_d(x) for z = 0 and for z = 1, (batch, d) each."""
    oracle = next_shown(probability, 2.0)
    one = torch.ones(len(x), 1, dtype=torch.float64)
    return oracle.answer(problem, x, 0 * one), oracle.answer(problem, x, one)


def bias(problem: Problem, probability: float, x: Tensor) -> float:
    """The largest |E g_d(x)_i - d_i f_d(x)| of all points and coordinates."""
    unseen, shown = answers(problem, probability, x)
    mean = (1 - probability) * unseen + probability * shown
    return float((mean - problem.gradient(x)).abs().max())


def moment(problem: Problem, probability: float, tail: float, x: Tensor) -> Tensor:
    """E||g_d(x)||^alpha, exactly: (batch,)."""
    unseen, shown = (g.norm(dim=-1) ** tail for g in answers(problem, probability, x))
    return (1 - probability) * unseen + probability * shown
