"""Gradient descent with a step below 2/L settles at a stationary point of the sine landscape."""

from collections.abc import Mapping

from theorybench.problems.functions.sin_sin import problem, random_starts
from theorybench.vocabulary import Comparison, Dynamics, Orbit, Source, gamma, gradient_descent
from theorybench.vocabulary import gradient_norm


def _observe(orbit: Orbit) -> Mapping[str, float]:
    slopes = [
        gradient_norm.of(orbit.problem, orbit.points[t]).max() for t in (20, len(orbit.points) - 1)
    ]
    return {
        "largest gradient norm after 20 steps": float(slopes[0]),
        "largest gradient norm at the end": float(slopes[1]),
        "longest last step": float((orbit.points[-1] - orbit.points[-2]).norm(dim=-1).max()),
    }


def _settles(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    # rounding: sin(pi) is 1e-16 in float64, times 100
    return (
        Comparison(
            "the gradient norm goes to 0",
            seen["largest gradient norm at the end"],
            0.0,
            "all starts",
            1e-5,
        ),
        Comparison("the iterates converge", seen["longest last step"], 0.0, "all starts", 1e-6),
    )


def _settles_fast(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    at = "all starts, 20 of 2000 steps"
    fast = Comparison(
        "convergence is very fast", seen["largest gradient norm after 20 steps"], 0.0, at, 1e-5
    )
    return (fast, *_settles(seen))


_source = Source("Zhang", 2022, "section 6.3")
entries = (
    Dynamics(
        name="zhang2022.sec-6.3.eta-0.01",
        source=_source,
        as_printed=True,
        statement=(
            "At eta = 0.01 the iterates converge to a fixed point very fast, and the gradient norm"
            " goes to 0."
        ),
        problem=problem,
        algorithm=gradient_descent,
        params={gamma: 0.01},
        starts=random_starts,
        steps=2000,
        observe=_observe,
        parts=_settles_fast,
        notes=(
            "x -> x - sin x: the minima attract with order 3 (sin x = x - x^3/6), every other fixed"
            " point repels."
        ),
    ),
    Dynamics(
        name="zhang2022.sec-6.3.eta-below-0.02",
        source=_source,
        as_printed=True,
        statement=(
            "Gradient descent with eta < 2/L_f = 0.02 converges to stationary points; put to the"
            " test just below, at 0.0199."
        ),
        problem=problem,
        algorithm=gradient_descent,
        params={gamma: 0.0199},
        starts=random_starts,
        steps=2000,
        observe=_observe,
        parts=_settles,
        notes=(
            "x -> x - 1.99 sin x: the minima attract with the factor -0.99 a step, 2e-9 over 2000"
            " steps."
        ),
    ),
)
