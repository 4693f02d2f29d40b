"""Gradient descent with a short step settles at a stationary point of the sine landscape."""

from collections.abc import Mapping

from theorybench.problems.functions.sin_sin import problem, random_starts
from theorybench.vocabulary import Comparison, Dynamics, Orbit, Source, gamma, gradient_descent
from theorybench.vocabulary import gradient_norm


def _observe(orbit: Orbit) -> Mapping[str, float]:
    early, late = (gradient_norm.of(orbit.problem, orbit.points[t]).max() for t in (20, -1))
    return {
        "largest gradient norm after 20 steps": float(early),
        "largest gradient norm at the end": float(late),
        "longest last step": float((orbit.points[-1] - orbit.points[-2]).norm(dim=-1).max()),
    }


def settles(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    """With 1e-5 for rounding: sin(pi) is 1e-16 in float64, times 100."""
    slope, step = seen["largest gradient norm at the end"], seen["longest last step"]
    return (
        Comparison("the gradient norm goes to 0", slope, 0.0, "all starts", 1e-5),
        Comparison("the iterates converge", step, 0.0, "all starts", 1e-6),
    )


def _settles_fast(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    slope, at = seen["largest gradient norm after 20 steps"], "all starts, 20 of 2000 steps"
    return (Comparison("convergence is very fast", slope, 0.0, at, 1e-5), *settles(seen))


entry = Dynamics(
    name="zhang2022.sec-6.3.eta-0.01",
    source=Source("Zhang", 2022, "section 6.3"),
    as_printed=True,
    statement="At eta = 0.01 the iterates converge to a fixed point very fast, and the gradient"
    " norm goes to 0.",
    problem=problem,
    algorithm=gradient_descent,
    params={gamma: 0.01},
    starts=random_starts,
    steps=2000,
    observe=_observe,
    parts=_settles_fast,
)
