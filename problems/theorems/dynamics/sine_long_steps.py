"""Gradient descent with a step above 2/L on the sine landscape: twelve small patches in turn,
but no cycle (Zhang 2022, section 6.3).
"""

from collections.abc import Callable, Mapping

import torch

from theorybench.entries.orbits import (
    clusters,
    lyapunov,
    recurrence,
    running_averages,
)
from theorybench.problems.functions.sin_sin import problem, random_starts
from theorybench.vocabulary import Comparison, Dynamics, Erratum, Orbit, Source, gamma
from theorybench.vocabulary import gradient_descent, gradient_norm

STEP, ITERATIONS, LONG, LAST, RADIUS = 0.04, 2000, 8000, 500, 0.05
WINDOWS = (LONG // 8, LONG // 4, LONG // 2, LONG)
FEW = LAST // 20


def observing(step: float) -> Callable[[Orbit], Mapping[str, float]]:
    """What is measured of the orbits of gradient descent with this step."""
    return lambda orbit: _observe(orbit, step)


def _observe(orbit: Orbit, step: float) -> Mapping[str, float]:
    printed, late = orbit.points[ITERATIONS - LAST : ITERATIONS + 1], orbit.points[-LAST - 1 :]
    rows = orbit.points.flatten(0, 1)
    slopes, losses = (
        v.reshape(orbit.points.shape[:2])
        for v in (gradient_norm.of(orbit.problem, rows), orbit.problem.value(rows))
    )
    exponent = lyapunov(lambda x: x - step * orbit.problem.gradient(x), orbit.points[-LONG // 2 :])
    patches = [clusters(part, RADIUS, 2 * FEW) for part in (printed, late)]
    returns = torch.stack([recurrence(late, lag) for lag in range(1, LAST // 2 + 1)]).amin(0)
    averages = {
        "loss": running_averages(losses, WINDOWS),
        "gradient norm": running_averages(slopes, WINDOWS),
    }
    drift = {what: means.diff(dim=0).abs().median(-1).values for what, means in averages.items()}
    return {
        "patches, median start": float(patches[0].median()),
        "share of starts that have reached the patches": float((patches[0] <= FEW).double().mean()),
        "patches late, least": float(patches[1].min()),
        "patches late, most": float(patches[1].max()),
        "return after 12 steps, median start": float(recurrence(printed, 12).median()),
        "return after 12 steps late, largest": float(recurrence(late, 12).max()),
        "nearest return of a whole orbit within 250 steps, least": float(returns.min()),
        "Lyapunov exponent, least": float(exponent.min()),
        "Lyapunov exponent, median": float(exponent.median()),
        "least gradient norm": float(slopes[ITERATIONS - LAST :].min()),
        "average gradient norm, least": float(slopes.mean(0).min()),
        "average gradient norm, largest": float(slopes.mean(0).max()),
        **{
            f"{what} average, {when} change": float(d[i])
            for what, d in drift.items()
            for when, i in (("first", 0), ("last", 2))
        },
    }


def _averages(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    """Two doublings later the running averages move at most half as far, on the median start;
    1/4 is what a finite transient leaves.
    """
    changes = {
        what: [seen[f"{what} average, {when} change"] for when in ("last", "first")]
        for what in ("loss", "gradient norm")
    }
    moved = [
        Comparison(f"the running average of the {what} converges", last, first / 2)
        for what, (last, first) in changes.items()
    ]
    return (
        *moved,
        Comparison(
            "the average gradient norm does not go to 0",
            50.0,
            seen["average gradient norm, least"],
            "all starts",
        ),
        Comparison(
            "no start converges to a stationary point",
            1.0,
            seen["least gradient norm"],
            "all starts",
        ),
    )


def _printed(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    return (
        *_averages(seen),
        Comparison(
            "the last 500 iterates stay around a few points",
            seen["patches, median start"],
            FEW,
            "the median start",
        ),
        Comparison(
            "they follow a periodic pattern",
            seen["return after 12 steps, median start"],
            RADIUS,
            "the median start",
        ),
        Comparison(
            "the empirical law converges to a discrete one: the orbit approaches a cycle",
            seen["nearest return of a whole orbit within 250 steps, least"],
            1e-6,
            "the start that comes closest, iterations 7500 to 8000",
        ),
        Comparison(
            "a cycle attracts: the Lyapunov exponent is not positive",
            seen["Lyapunov exponent, least"],
            0.0,
            "the least start",
        ),
    )


def _corrected(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    return (
        *_averages(seen),
        Comparison("at most twelve patches", seen["patches late, most"], 12.0, "all starts"),
        Comparison("at least twelve patches", 12.0, seen["patches late, least"], "all starts"),
        Comparison(
            "each is met again after twelve steps",
            seen["return after 12 steps late, largest"],
            0.016,
            "all starts",
        ),
        Comparison(
            "but never the same point",
            0.005,
            seen["nearest return of a whole orbit within 250 steps, least"],
            "all starts",
        ),
        Comparison("nearby orbits part", 0.06, seen["Lyapunov exponent, least"], "all starts"),
        Comparison(
            "nearby orbits part slowly",
            seen["Lyapunov exponent, median"],
            0.095,
            "the median start",
        ),
    )


_shared = {
    "source": Source("Zhang", 2022, "section 6.3"),
    "problem": problem,
    "algorithm": gradient_descent,
    "params": {gamma: STEP},
    "starts": lambda: random_starts(128),
    "steps": LONG,
    "observe": observing(STEP),
}
entries = (
    Dynamics(
        name="zhang2022.sec-6.3.eta-0.04",
        as_printed=True,
        statement=(
            "At eta = 0.04 the last 500 of 2000 iterates stay around a few points, which they visit"
            " periodically; the empirical law converges to a discrete one on these points; the"
            " running averages of loss and gradient norm converge, the latter not to 0."
        ),
        parts=_printed,
        erratum=Erratum(
            what=(
                "the limit law is not discrete: the iterates visit twelve small patches in turn,"
                " and within a patch the motion is chaotic (Lyapunov exponent 0.082 a step); no"
                " cycle of moderate length attracts"
            ),
            corrected="zhang2022.sec-6.3.eta-0.04.corrected",
        ),
        notes=(
            "'A few' is read as at most 1 in 20 of the 500 iterates. The start of the printed"
            " figure is unknown: what it shows is held against the median of 128 random starts (a"
            " few in a hundred are still on their way after 1500 steps), limits against all of"
            " them."
        ),
        **_shared,
    ),
    Dynamics(
        name="zhang2022.sec-6.3.eta-0.04.corrected",
        statement=(
            "At eta = 0.04 almost every orbit ends on twelve patches of diameter below 0.016,"
            " visited in turn; it returns to each patch after twelve steps, to no point ever; the"
            " running averages of loss and gradient norm converge, the latter not to 0, to limits"
            " that depend on the start."
        ),
        parts=_corrected,
        notes=(
            "t1 + t2 and t1 - t2 + pi follow x -> x - 4 sin x. Its Schwarzian derivative is"
            " negative, so that an attracting cycle would attract the critical point arccos(1/4)"
            " (Singer 1978). The critical orbit enters twelve intervals, visited in turn and"
            " invariant by interval arithmetic, and comes near no cycle of length up to 1000. The"
            " two coordinates may be out of step by any of twelve phases, on which the averages"
            " depend. A cycle attracts for 2 < 100 eta < sqrt(2 + pi^2) = 3.445: {x, -x} up to pi,"
            " {x, x - pi} beyond."
        ),
        **_shared,
    ),
)
