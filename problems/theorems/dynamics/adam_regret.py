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
    return {
        "average regret of the run from the worse end, least over whole rounds": float(
            average[2::3, -1].min()
        ),
        "average regret, least over the starts": float(average[-1].min()),
        "average regret over the last half, least over the starts": float(
            ((regret[-1] - regret[len(regret) // 2 - 1]) * 2 / len(regret)).min()
        ),
        "last iterate of a round, least over the starts": float(orbit.points[-1].min()),
    }


def _parts(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    worse, half = (
        "average regret of the run from the worse end, least over whole rounds",
        "average regret over the last half, least over the starts",
    )
    return (
        Comparison(
            "the average regret from x_1 = 1 is at least (2 C - 4) / 3 after every round",
            LIMIT,
            seen[worse],
            slack=1e-12,
        ),
        Comparison(
            "every start ends at the worse end 1",
            1.0,
            seen["last iterate of a round, least over the starts"],
        ),
        Comparison(
            "there the average regret is (2 C - 4) / 3 again",
            LIMIT,
            seen[half],
            "all starts",
            1e-12,
        ),
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
    notes=(
        "The figure is from Reddi, Kale, Kumar (2018); this is their Theorem 1: f_t(x) = C x for t"
        " mod 3 = 1, else -x, on [-1, 1], with b1 = 0, b2 = 1 / (1 + C^2), steps alpha / sqrt(t),"
        " alpha < sqrt(1 - b2). The best point is -1. At the start of each round x = 1: the step"
        " down is less than the two steps up, which the domain cuts off. So each round costs more"
        " than at -1 by C - x_2 - x_3 + C - 2 >= 2 C - 4."
    ),
)
