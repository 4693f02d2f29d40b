"""Clipped SGD on (L0, L1)-smooth functions: as printed its clipping sets in far too late;
corrected it has the step of its proof, the printed constants, and a unit for 1 / sqrt(T).
"""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.noisy_steps import Delta, eta_0, noise, noisy
from theorybench.vocabulary import L0, L1, T, Delta_0, Mode, Source, Steps, Theorem, bounded_noise
from theorybench.vocabulary import clipped_sgd, clipped_sgd_of_proof, epsilon, eta, gradient_norm
from theorybench.vocabulary import hitting_time, lower_bounded, relaxed_smooth, tau
from theorybench.vocabulary import twice_differentiable


def longest_step(step):
    """eta, from the step size that is divided by sqrt(T)."""
    return sympy.Min(1 / (20 * L0), 1 / (128 * L1 * tau), step / sympy.sqrt(T))


def steps(step):
    """The number of steps, which is also the T of their size."""
    last = (80 * L0 + 512 * L1 * tau) / epsilon**2
    return Delta * sympy.Max(128 * L1 / epsilon, 4 * Delta / (step**2 * epsilon**4), last)


printed, corrected = Theorem(
    name="zhang2022.thm-3.4.4",
    source=Source("Zhang", 2022, "Theorem 3.4.4"),
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_noise),
    algorithm=clipped_sgd,
    params={eta: longest_step(1), L1: L1, tau: tau},
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=steps(1),
    where={Delta: Delta_0 + noise, T: steps(1)},
    settings=({epsilon: Steps(300)},),
    oracles=(noisy(0.01, "fastest-growth", "slope-into-bend"),),
    as_printed=True,
).corrected(
    what=(
        "the eta in the denominator does not belong there (units tell: then both terms of the"
        " minimum are steps). With it gradients are not clipped before ||g_k|| is 1 / (16 eta^2"
        " L1), steps are up to 1 / (16 eta) times 1/L1 long, and the run jumps over the valley and"
        " back for ever. The proof computes without it: its (3.15) has ||g_k|| = 1 / (16 L1 h_k)"
        " - tau"
    ),
    on="fastest-growth-*",
    source=Source("Zhang", 2022, "Theorem 3.4.4, corrected"),
    algorithm=clipped_sgd_of_proof,
    params={eta: longest_step(eta_0), L1: L1, tau: tau},
    bound=steps(eta_0),
    where={Delta: Delta_0 + eta_0**2 * noise, T: steps(eta_0)},
    settings=(
        *({epsilon: Steps(budget), eta_0: 1.0} for budget in (900, 1640, 3240, 5950)),
        {epsilon: Steps(900), eta_0: 0.3},
    ),
    oracles=(
        noisy(0.01, "fastest-growth", "slope-into-bend", "steep"),
        noisy(0.5, "slope-into-bend-1-0.3-20"),
    ),
)
