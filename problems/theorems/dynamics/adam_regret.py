"""Adam's average regret stays away from 0 on three linear functions in turn."""

from collections.abc import Mapping

import torch

from theorybench.problems.functions.reddi import in_turn, line
from theorybench.vocabulary import Comparison, Dynamics, Orbit, Source, adam_reddi, beta_1, beta_2
from theorybench.vocabulary import eta_X

STEEP, CYCLES, STEP = 3.0, 1000, 0.25
SLOPES = (STEEP, -1.0, -1.0)
LIMIT = (2 * STEEP - 4) / 3


def _observe(orbit: Orbit) -> Mapping[str, float]:
    """R_t / t = (sum_{s <= t} f_s(x_s) - min_x sum_{s <= t} f_s(x)) / t, for x_1, ..., x_t of
    every start.
    """
    played = orbit.points[:-1, :, 0]
    times = torch.arange(1, len(played) + 1, dtype=played.dtype)[:, None]
    slopes = torch.tensor(SLOPES, dtype=played.dtype).repeat(CYCLES)[:, None]
    regret = (slopes * played).cumsum(0) + slopes.cumsum(0).abs()
    average = regret / times
    half = (regret[-1] - regret[len(regret) // 2 - 1]) * 2 / len(regret)
    return {
        "average regret of the run from the worse end, least over whole rounds": float(
            average[2::3, -1].min()
        ),
        "average regret, least over the starts": float(average[-1].min()),
        "average regret over the last half, least over the starts": float(half.min()),
        "last iterate of a round, least over the starts": float(orbit.points[-1].min()),
    }


def _parts(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    worse, _, half, last = seen.values()
    every_round = "the average regret from x_1 = 1 is at least (2 C - 4) / 3 after every round"
    again = "there the average regret is (2 C - 4) / 3 again"
    return (
        Comparison(every_round, LIMIT, worse, slack=1e-12),
        Comparison("every start ends at the worse end 1", 1.0, last),
        Comparison(again, LIMIT, half, "all starts", 1e-12),
    )


entry = Dynamics(
    name="zhang2022.fig-2-3",
    source=Source("Zhang", 2022, "Figure 2-3"),
    as_printed=True,
    statement="The average regret of Adam does not converge to zero even for convex losses.",
    problem=line((STEEP - 2) / 3),
    algorithm=in_turn(adam_reddi, SLOPES),
    params={eta_X: STEP, beta_1: 0.0, beta_2: 1 / (1 + STEEP**2)},
    starts=lambda: torch.linspace(-1.0, 1.0, 9, dtype=torch.float64)[:, None],
    steps=3 * CYCLES,
    observe=_observe,
    parts=_parts,
)
