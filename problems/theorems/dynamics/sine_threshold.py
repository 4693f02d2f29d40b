"""Just above the step 2/L gradient descent leaves stationary points for a cycle of length two."""

import math
from collections.abc import Mapping

from scipy.optimize import root_scalar

from theorybench.entries.orbits import period
from theorybench.problems.functions.sin_sin import problem, random_starts
from theorybench.vocabulary import Comparison, Dynamics, Orbit, Source, gamma, gradient_descent
from theorybench.vocabulary import gradient_norm

AMPLITUDE = root_scalar(lambda x: 2.01 * math.sin(x) - 2 * x, bracket=(0.1, 0.3)).root
"""The cycle {x, -x} of x -> x - 2.01 sin x; there ||grad f|| = 100 sin x."""


def _observe(orbit: Orbit) -> Mapping[str, float]:
    late = orbit.points[-101:]
    cycle = period(late, 1e-9, 50)
    return {
        "least gradient norm": float(gradient_norm.of(orbit.problem, late.flatten(0, 1)).min()),
        "shortest cycle": float(cycle.min()),
        "longest cycle": float(cycle.max()),
    }


def _parts(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    slope, shortest, longest = seen.values()
    no_longer = "gradient descent no longer converges to stationary points"
    return (
        Comparison(no_longer, 100 * math.sin(AMPLITUDE), slope, "all starts", 1e-6),
        Comparison("the iterates oscillate among a few points", longest, 2.0, "all starts"),
        Comparison("they do not converge", 2.0, shortest, "all starts"),
    )


entry = Dynamics(
    name="zhang2022.sec-6.3.eta-above-0.02",
    source=Source("Zhang", 2022, "section 6.3"),
    as_printed=True,
    statement="When eta > 2/L_f = 0.02, gradient descent no longer converges to stationary points;"
    " put to the test just above, at 0.0201.",
    problem=problem,
    algorithm=gradient_descent,
    params={gamma: 0.0201},
    starts=random_starts,
    steps=2000,
    observe=_observe,
    parts=_parts,
)
