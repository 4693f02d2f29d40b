"""Taylor's theorem in the proof of Theorem 3.4.1: the mean of the Hessian along a step does not
bound the second-order term.
"""

from dataclasses import replace

import torch

from theorybench.core.scaling import rescaled
from theorybench.problems.functions.ripple import ripple
from theorybench.vocabulary import L, L0, L1, Comparison, Construction, Erratum, Problem, Source
from theorybench.vocabulary import Values, eta_c, lower_bounded, relaxed_smooth
from theorybench.vocabulary import twice_differentiable


def _built(c: Values) -> Problem:
    """8 x^2 + 1 - cos(4 x) from 5 pi, f'' = 16 (1 + cos(4 x)): the step of 1 / (10 L0) leads
    from the top of a ripple to a trough.
    """
    plain = rescaled(replace(ripple(1.0, (1.0,)), start=(20 * torch.pi,)), 1.0, 0.25)
    return replace(
        plain,
        constants={L0: c[L0], L1: c[L1], L: c[L0]},
        promises=(*plain.promises, relaxed_smooth),
    )


def _sides(problem: Problem, c: Values) -> tuple[float, float, float]:
    """f(x_{k+1}) - f(x_k) + h ||grad||^2; r^2 / 2 times the mean of ||hess f||; r^2 times its
    mean with weight 1 - t.
    """
    x = problem.start_point()
    slope = problem.gradient(x)
    after = x - c[eta_c] * slope
    t = torch.linspace(0, 1, 20001, dtype=torch.float64)
    bend = 16 * (1 + torch.cos(4 * (x + t[:, None] * (after - x))))[:, 0]
    moved = float((after - x) ** 2)
    excess = problem.value(after) - problem.value(x) + c[eta_c] * slope.square().sum(-1)
    return (
        float(excess),
        moved / 2 * float(torch.trapezoid(bend, t)),
        moved * float(torch.trapezoid((1 - t) * bend, t)),
    )


def _printed(problem: Problem, c: Values) -> tuple[Comparison, ...]:
    excess, mean, _ = _sides(problem, c)
    return (
        Comparison(
            "f(x_{k+1}) - f(x_k) + h ||grad||^2 against half the mean Hessian",
            excess,
            mean,
            "x_k = 5 pi, h = 1/320",
            1e-9,
        ),
    )


def _weighted(problem: Problem, c: Values) -> tuple[Comparison, ...]:
    excess, _, weighted = _sides(problem, c)
    return (
        Comparison(
            "f(x_{k+1}) - f(x_k) + h ||grad||^2 against the weighted mean",
            excess,
            weighted,
            "x_k = 5 pi, h = 1/320",
            1e-6,
        ),
    )


printed = Construction(
    name="zhang2022.proof-3.4.1.taylor",
    source=Source("Zhang", 2022, "proof of Theorem 3.4.1"),
    statement=(
        "f(x_{k+1}) <= f(x_k) - h_k ||grad f(x_k)||^2 + ||x_{k+1} - x_k||^2 / 2 int_0^1 ||hess"
        " f(gamma(t))|| dt"
    ),
    as_printed=True,
    erratum=Erratum(
        "Taylor's remainder is ||x_{k+1} - x_k||^2 int_0^1 (1 - t) hess f(gamma(t)) dt: where the"
        " Hessian is large at the beginning of a step, half of its mean is less. Half of its"
        " largest value would do, and is all that the proof then uses",
        corrected="zhang2022.proof-3.4.1.taylor.corrected",
    ),
    build=_built,
    settings=({L0: 32.0, L1: 0.1, eta_c: 1 / 320},),
    promises=(lower_bounded, twice_differentiable, relaxed_smooth),
    parts=_printed,
)

corrected = replace(
    printed,
    name="zhang2022.proof-3.4.1.taylor.corrected",
    statement=(
        "f(x_{k+1}) <= f(x_k) - h_k ||grad f(x_k)||^2 + ||x_{k+1} - x_k||^2 int_0^1 (1 - t) ||hess"
        " f(gamma(t))|| dt"
    ),
    as_printed=False,
    erratum=None,
    parts=_weighted,
    notes=(
        "Taylor's theorem with integral remainder; an equality where the Hessian is positive along"
        " the step."
    ),
)
