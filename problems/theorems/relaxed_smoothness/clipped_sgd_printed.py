"""Clipped SGD on (L0, L1)-smooth functions as printed: its clipping sets in far too late."""

from dataclasses import replace

import sympy

from theorybench.vocabulary import HEIGHT, L0, L1, T, Constant, Delta_0, Erratum, Mode, Oracle
from theorybench.vocabulary import Problem, Source, Steps, Theorem, bounded_noise, clipped_sgd, coin
from theorybench.vocabulary import epsilon, eta, gradient_norm, hitting_time, lower_bounded
from theorybench.vocabulary import relaxed_smooth, tau, twice_differentiable


Delta = Constant("Delta", "f(x_0) - f* and what the noise may add", HEIGHT, "\\Delta")

printed = {Delta: Delta_0 + (5 * L0 + 2 * L1 * tau) * tau**2 + 9 * tau * L0**2 / L1}
bound = Delta * sympy.Max(
    128 * L1 / epsilon, 4 * Delta / epsilon**4, (80 * L0 + 512 * L1 * tau) / epsilon**2
)
params = {eta: sympy.Min(1 / (20 * L0), 1 / (128 * L1 * tau), 1 / sympy.sqrt(T)), L1: L1, tau: tau}


def noisy(size: float, *names: str) -> Oracle:
    """Coins of a size (F/X) on the problems whose names begin so."""

    def only(problem: Problem) -> bool:
        return problem.name.startswith(names)

    return replace(coin(size, f"coin-{size:g}-here"), only=only)


theorem = Theorem(
    name="zhang2022.thm-3.4.4",
    source=Source("Zhang", 2022, "Theorem 3.4.4"),
    statement=(
        "With h = min{1 / (16 eta L1 (||g_k|| + tau)), eta}, eta = min{1 / (20 L0), 1 / (128 L1"
        " tau), 1 / sqrt(T)}, the gradient norm has been at most eps within Delta max{128 L1 / eps,"
        " 4 Delta / eps^4, (80 L0 + 512 L1 tau) / eps^2} steps with probability 1/2, Delta = f(x_0)"
        " - f* + (5 L0 + 2 L1 tau) tau^2 + 9 tau L0^2 / L1"
    ),
    as_printed=True,
    erratum=Erratum(
        "the eta in the denominator does not belong there (units tell: then both terms of the"
        " minimum are steps). With it gradients are not clipped before ||g_k|| is 1 / (16 eta^2"
        " L1), steps are up to 1 / (16 eta) times 1/L1 long, and the run jumps over the valley and"
        " back for ever. The proof computes without it: its (3.15) has ||g_k|| = 1 / (16 L1 h_k)"
        " - tau",
        corrected="zhang2022.thm-3.4.4.corrected",
        on="fastest-growth-*",
    ),
    assumes=(lower_bounded, twice_differentiable, relaxed_smooth, bounded_noise),
    algorithm=clipped_sgd,
    params=params,
    metric=hitting_time(gradient_norm, epsilon),
    mode=Mode.COMPLEXITY,
    bound=bound,
    where={**printed, T: bound},
    settings=({epsilon: Steps(300)},),
    oracles=(noisy(0.01, "fastest-growth", "slope-into-bend"),),
    notes=(
        "On fastest-growth-15-1-5000 no noise is needed: x_0 = 5.81 goes to about -10.9 and from"
        " there on by steps of 18.75 from one side to the other, where |f'| > 30000. eta = 1 / (20"
        " L0) there; what fails is not a constant."
    ),
)
