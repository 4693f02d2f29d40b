"""Heavy ball, tuned for quadratics, ends on three points, none of which is the minimiser."""

from collections.abc import Mapping

import torch

from theorybench.entries.orbits import recurrence
from theorybench.problems.functions.lessard import CYCLE, problem
from theorybench.vocabulary import L, Comparison, Dynamics, Orbit, Source, distance, gamma
from theorybench.vocabulary import heavy_ball, momentum, mu

_high, _low = problem.constants[L] ** 0.5, problem.constants[mu] ** 0.5


def _observe(orbit: Orbit) -> Mapping[str, float]:
    """How the last 99 iterates of every start lie to the three points, to each other and to the
    minimiser 0.
    """
    late = orbit.points[-99:]
    cycle = torch.tensor(CYCLE, dtype=late.dtype)
    away = torch.stack([distance.of(problem, x) for x in late])
    return {
        "distance from the cycle, largest": float((late - cycle).abs().amin(-1).max()),
        "return after 3 steps, largest": float(recurrence(late, 3).max()),
        "distance from the minimiser, least": float(away.min()),
        "gap, least": float(problem.value(late.flatten(0, 1)).min()),
    }


def _parts(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    off, back, away, _ = seen.values()
    three = "the three points are 792/1225, -2208/1225, 2592/1225"
    return (
        Comparison(
            "no iterate comes nearer to the minimiser", 792 / 1225, away, "all starts", 1e-9
        ),
        Comparison("every third iterate is the same", back, 0.0, "all starts", 1e-9),
        Comparison(three, off, 0.0, slack=1e-9),
    )


entry = Dynamics(
    name="zhang2022.sec-2.2.1.heavy-ball",
    source=Source("Zhang", 2022, "section 2.2.1 and Figure 2-1"),
    as_printed=True,
    statement="There is evidence that heavy ball may not be stable for general strongly convex"
    " functions beyond quadratics.",
    problem=problem,
    algorithm=heavy_ball,
    params={gamma: 4 / (_high + _low) ** 2, momentum: ((_high - _low) / (_high + _low)) ** 2},
    starts=lambda: torch.linspace(3.07, 3.46, 40, dtype=torch.float64)[:, None],
    steps=300,
    observe=_observe,
    parts=_parts,
)
