"""Taylor's theorem in the proof of Theorem 3.4.1: the mean of the Hessian along a step does not
bound the second-order term.
"""

from collections.abc import Callable
from dataclasses import replace

import torch

from theorybench.core.scaling import rescaled
from theorybench.problems.functions.ripple import ripple
from theorybench.vocabulary import L, L0, L1, Comparison, Construction, Problem, Source, Tensor
from theorybench.vocabulary import Values, eta_c, lower_bounded, relaxed_smooth
from theorybench.vocabulary import twice_differentiable


def _ripples(c: Values) -> Problem:
    """8 x^2 + 1 - cos(4 x) from 5 pi, f'' = 16 (1 + cos(4 x)): the step of 1 / (10 L0) leads
    from the top of a ripple to a trough.
    """
    plain = rescaled(replace(ripple(1.0, (1.0,)), start=(20 * torch.pi,)), 1.0, 0.25)
    constants = {L0: c[L0], L1: c[L1], L: c[L0]}
    return replace(plain, constants=constants, promises=(*plain.promises, relaxed_smooth))


def _against(words: str, weight: Callable[[Tensor], Tensor], slack: float):
    """f(x_{k+1}) - f(x_k) + h ||grad||^2 against r^2 times the weighted mean of ||hess f||."""

    def parts(problem: Problem, c: Values) -> tuple[Comparison, ...]:
        x, t = problem.start_point(), torch.linspace(0, 1, 20001, dtype=torch.float64)
        slope = problem.gradient(x)
        after = x - c[eta_c] * slope
        bend = 16 * (1 + torch.cos(4 * (x + t[:, None] * (after - x))))[:, 0]
        excess = problem.value(after) - problem.value(x) + c[eta_c] * slope.square().sum(-1)
        bound = float((after - x) ** 2) * float(torch.trapezoid(weight(t) * bend, t))
        what = f"f(x_{{k+1}}) - f(x_k) + h ||grad||^2 against {words}"
        return (Comparison(what, float(excess), bound, "x_k = 5 pi, h = 1/320", slack),)

    return parts


printed, corrected = Construction(
    name="zhang2022.proof-3.4.1.taylor",
    source=Source("Zhang", 2022, "proof of Theorem 3.4.1"),
    statement=(
        "f(x_{k+1}) <= f(x_k) - h_k ||grad f(x_k)||^2 + ||x_{k+1} - x_k||^2 / 2 int_0^1 ||hess"
        " f(gamma(t))|| dt"
    ),
    build=_ripples,
    settings=({L0: 32.0, L1: 0.1, eta_c: 1 / 320},),
    promises=(lower_bounded, twice_differentiable, relaxed_smooth),
    parts=_against("half the mean Hessian", lambda t: 0.5 + 0 * t, 1e-9),
    as_printed=True,
).corrected(
    what=(
        "Taylor's remainder is ||x_{k+1} - x_k||^2 int_0^1 (1 - t) hess f(gamma(t)) dt: where the"
        " Hessian is large at the beginning of a step, half of its mean is less. Half of its"
        " largest value would do, and is all that the proof then uses"
    ),
    statement=(
        "f(x_{k+1}) <= f(x_k) - h_k ||grad f(x_k)||^2 + ||x_{k+1} - x_k||^2 int_0^1 (1 - t) ||hess"
        " f(gamma(t))|| dt"
    ),
    parts=_against("the weighted mean", lambda t: 1 - t, 1e-6),
)
