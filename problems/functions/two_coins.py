"""What samples tell of the hard pair: the gradient jumps with one of two probabilities, and the
number of jumps is all that a method learns.
"""

import math

import numpy as np
import torch
from scipy.stats import binom

from theorybench.problems.functions.two_point_hard_instance import probability, rarity
from theorybench.vocabulary import Comparison, Constant, Problem, Values, alpha, n

accuracy = Constant("epsilon", "target accuracy of x")
nu = Constant("nu", "which of the two functions")


def accuracy_of_proof(values: Values) -> float:
    """epsilon = 1/(16 k^((alpha-1)/alpha)), k = n: the choice of Zhang (2022), section 4.7.6."""
    return 1 / (16 * values[n] ** ((values[alpha] - 1) / values[alpha]))


def _counts(tail: float, eps: float, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers of jumps up to 400 and their probabilities for nu = 0 and nu = 1: (counts,) each."""
    m = np.arange(min(steps, 400) + 1)
    first, second = (binom.pmf(m, steps, probability(tail, eps, nu)) for nu in (0, 1))
    return m, first, second


def bayes_risk(tail: float, eps: float, steps: int) -> float:
    """min over methods of the mean of E f_b(x_k) over the fair coin nu.

    Given m jumps it is half the posterior variance of b, so the mean is epsilon^2/4 sum_m P_0(m)
    P_1(m) / (P_0(m) + P_1(m)).
    """
    _, first, second = _counts(tail, eps, steps)
    return float(eps**2 / 4 * np.sum(first * second / np.maximum(first + second, 1e-300)))


def best_guess(tail: float, eps: float, steps: int) -> float:
    """The largest P(nu' = nu) of all functions of k samples of Bern(p_nu) under a fair nu: 1/2 +
    1/2 total variation of the counts.

    The likelihood ratio rises with the count m, so that nu' = 0 for m > c with one c.
    """
    first, second = probability(tail, eps, 0), probability(tail, eps, 1)
    ones, zeros = np.log(first / second), np.log1p(-second) - np.log1p(-first)
    cut = np.floor(steps * zeros / (ones + zeros))
    return float(0.5 + 0.5 * (binom.cdf(cut, steps, second) - binom.cdf(cut, steps, first)))


def printed_guess(tail: float, eps: float, steps: int) -> float:
    """P(nu' = nu) of the proof's rule, nu' = 0 where x_k >= 3 epsilon/2, for the posterior mean
    x_k = epsilon (1 + P(nu = 0 | m)).
    """
    _, first, second = _counts(tail, eps, steps)
    zero = eps * (1 + first / np.maximum(first + second, 1e-300)) >= 1.5 * eps
    return float(0.5 * first[zero].sum() + 0.5 * second[~zero].sum())


def claimed_guess(values: Values) -> float:
    """1/2 + sqrt(k (4 epsilon)^(alpha/(alpha-1))) at the accuracy of the proof."""
    tail = values[alpha]
    return 0.5 + math.sqrt(values[n] * (4 * accuracy_of_proof(values)) ** (tail / (tail - 1)))


_BOUND = "gamma^alpha |x - 1/(2 gamma)|^alpha + x^alpha"


def pair_claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    """gamma in (0, 1/2], p_nu in (0, 1) and as printed, E g = grad f, E|g|^alpha <= 1, all in
    closed form on a grid of [0, 1/2].
    """
    tail, eps, which = values[alpha], values[accuracy], int(values[nu])
    gamma, p = rarity(tail, eps), probability(tail, eps, which)
    printed = (4 - 2 * which) * (4 * eps**tail) ** (1 / (tail - 1))
    x = torch.linspace(0.0, 0.5, 501, dtype=torch.float64)
    jump = x - 1 / (2 * gamma)
    bias = (p * jump + (1 - p) * x - problem.gradient(x[:, None])[:, 0]).abs().max()
    bound = gamma**tail * jump.abs() ** tail + x**tail
    beyond = (p * jump.abs() ** tail + (1 - p) * x**tail - bound).max()
    as_printed = "p_nu = (4 - 2 nu)(4 epsilon^alpha)^(1/(alpha-1))"
    return (
        Comparison("gamma > 0", 1e-300, gamma),
        Comparison("gamma <= 1/2", gamma, 0.5, slack=1e-15),
        Comparison("p_nu > 0", 1e-300, p),
        Comparison("p_nu < 1", p, 1 - 1e-16),
        Comparison(as_printed, abs(p - printed), 0.0, slack=1e-13 * p),
        Comparison("E g = grad f", float(bias), 0.0, slack=1e-15 / gamma),
        Comparison(f"E|g|^alpha <= {_BOUND}", float(beyond), 0.0, slack=1e-14),
        Comparison(f"{_BOUND} <= 1", float(bound.max()), 1.0, slack=1e-14),
    )
