"""Who comes near the minimiser of the hard pair can tell which of the two it is."""

import numpy as np
from scipy.stats import binom

from theorybench.problems.functions.two_point_hard_instance import probability, shifted_square
from theorybench.problems.theorems.heavy_tails.construction_two_point import accuracy
from theorybench.problems.theorems.heavy_tails.strongly_convex_lower_bound_all_methods import (
    bayes_risk,
)
from theorybench.vocabulary import Comparison, Construction, Problem, Source, Values, alpha, n


def best_guess(tail: float, eps: float, steps: int) -> float:
    """The largest P(nu' = nu) of all functions of k samples of Bern(p_nu) under a fair nu: 1/2 +
    1/2 total variation of the counts.

    The likelihood ratio rises with the count m, so that nu' = 0 for m > c with one c.
    """
    first, second = probability(tail, eps, 0), probability(tail, eps, 1)
    ones, zeros = np.log(first / second), np.log1p(-second) - np.log1p(-first)
    cut = np.floor(steps * zeros / (ones + zeros))
    return float(0.5 + 0.5 * (binom.cdf(cut, steps, second) - binom.cdf(cut, steps, first)))


def threshold(tail: float, eps: float, steps: int) -> float:
    """P(nu' = nu) of the proof's rule, nu' = 0 where x_k >= 3 epsilon/2, for the posterior mean
    x_k = epsilon (1 + P(nu = 0 | m)).
    """
    m = np.arange(min(steps, 400) + 1)
    first, second = (binom.pmf(m, steps, probability(tail, eps, nu)) for nu in (0, 1))
    zero = eps * (1 + first / np.maximum(first + second, 1e-300)) >= 1.5 * eps
    return float(0.5 * first[zero].sum() + 0.5 * second[~zero].sum())


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    tail, eps, steps = values[alpha], values[accuracy], int(values[n])
    return (
        Comparison(
            "the premise: least error of all methods < epsilon^2/64",
            bayes_risk(tail, eps, steps) - eps**2 / 64,
            -1e-9 * eps**2,
        ),
        Comparison(
            "3/4 <= P(nu' = nu) of the best function of k samples",
            0.75,
            best_guess(tail, eps, steps),
        ),
        Comparison(
            "3/4 <= P(nu' = nu) of the proof's rule", 0.75, threshold(tail, eps, steps), slack=1e-12
        ),
    )


construction = Construction(
    name="zhang2022.lem-4.7.7",
    source=Source("Zhang", 2022, "Lemma 4.7.7"),
    as_printed=True,
    statement=(
        "In constr-4.4.3: if a deterministic method has the expected error < epsilon^2/64 after k"
        " gradients, then a function of k samples of Bern(p_nu) outputs nu with probability >= 3/4."
    ),
    build=lambda values: shifted_square(values[accuracy], 0, start=0.0),
    settings=tuple(
        {alpha: tail, accuracy: eps, n: round(jumps * (4 * eps) ** (-tail / (tail - 1)))}
        for tail, eps in ((1.3, 0.125), (1.5, 0.02), (2.0, 0.125), (2.0, 0.001))
        for jumps in (36, 60, 100)
    ),
    parts=_claims,
    notes=(
        "The premise can be met if and only if the posterior mean meets it, and the conclusion if"
        " and only if the test of the likelihoods meets it; both are summed exactly, from about"
        " where the premise begins to hold, some 36 expected jumps. The lemma has room: an error of"
        " x_k beyond epsilon/2 costs epsilon^2/8, so that the proof's rule is right with"
        " probability > 7/8."
    ),
)
