"""What is measured of the orbits of gradient descent on the sine landscape: patches, returns,
Lyapunov exponents and running averages (Zhang 2022, section 6.3).
"""

from collections.abc import Callable, Mapping

import torch

from theorybench.entries.orbits import clusters, lyapunov, recurrence, running_averages
from theorybench.vocabulary import Comparison, Orbit, gradient_norm

ITERATIONS, LONG, LAST, RADIUS = 2000, 8000, 500, 0.05
WINDOWS = (LONG // 8, LONG // 4, LONG // 2, LONG)
FEW = LAST // 20


def observing(step: float) -> Callable[[Orbit], Mapping[str, float]]:
    """What is measured of the orbits of gradient descent with this step."""
    return lambda orbit: {**_patches(orbit, step), **_averages(orbit)}


def _patches(orbit: Orbit, step: float) -> Mapping[str, float]:
    printed, late = orbit.points[ITERATIONS - LAST : ITERATIONS + 1], orbit.points[-LAST - 1 :]
    exponent = lyapunov(lambda x: x - step * orbit.problem.gradient(x), orbit.points[-LONG // 2 :])
    patches = [clusters(part, RADIUS, 2 * FEW) for part in (printed, late)]
    returns = torch.stack([recurrence(late, lag) for lag in range(1, LAST // 2 + 1)]).amin(0)
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
    }


def _averages(orbit: Orbit) -> Mapping[str, float]:
    rows, shape = orbit.points.flatten(0, 1), orbit.points.shape[:2]
    slopes = gradient_norm.of(orbit.problem, rows).reshape(shape)
    averages = {
        "loss": running_averages(orbit.problem.value(rows).reshape(shape), WINDOWS),
        "gradient norm": running_averages(slopes, WINDOWS),
    }
    drift = {what: means.diff(dim=0).abs().median(-1).values for what, means in averages.items()}
    return {
        "least gradient norm": float(slopes[ITERATIONS - LAST :].min()),
        "average gradient norm, least": float(slopes.mean(0).min()),
        "average gradient norm, largest": float(slopes.mean(0).max()),
        **{
            f"{what} average, {when} change": float(d[i])
            for what, d in drift.items()
            for when, i in (("first", 0), ("last", 2))
        },
    }


def averages_converge(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    """Two doublings later the running averages move at most half as far, on the median start (1/4
    is what a finite transient leaves), and the gradient norm does not go to 0.
    """
    slope = seen["average gradient norm, least"]
    least = seen["least gradient norm"]
    return (
        *(
            Comparison(
                f"the running average of the {what} converges",
                seen[f"{what} average, last change"],
                seen[f"{what} average, first change"] / 2,
            )
            for what in ("loss", "gradient norm")
        ),
        Comparison("the average gradient norm does not go to 0", 50.0, slope, "all starts"),
        Comparison("no start converges to a stationary point", 1.0, least, "all starts"),
    )
