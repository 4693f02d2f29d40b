"""Straight slopes that bend into a valley, with the constants on which one term after the other
of a bound under noise dominates.
"""

from dataclasses import replace

from theorybench.problems.functions.quartic_linear import quartic_linear_of_height
from theorybench.vocabulary import Problem, bounded_gradient_on_sublevel, has_minimiser, lipschitz
from theorybench.vocabulary import lower_bounded, relaxed_smooth, twice_differentiable


def slope_into_bend(slope: float, curvature: float, height: float, rate: float) -> Problem:
    """The quartic-linear function of slope s (F/X), curvature L0 = 3 s / (2 w) (F/X^2), height
    Delta_0 (F) and rate L1 (1/X).

    Convex and smooth too, which is not promised: it is here for noise under relaxed smoothness.
    Raises EntryError if the height is less than that of the bend, 15 s^2 / (16 L0).
    """
    return replace(
        quartic_linear_of_height(slope, 1.5 * slope / curvature, height, rate),
        name=f"slope-into-bend-{slope:g}-{curvature:g}-{height:g}-{rate:g}",
        promises=(
            twice_differentiable,
            lower_bounded,
            has_minimiser,
            relaxed_smooth,
            bounded_gradient_on_sublevel,
            lipschitz,
        ),
    )


# high; sharply bent; with a large rate; for louder noise
problems = (
    slope_into_bend(1.0, 0.5, 20.0, 0.1),
    slope_into_bend(1.0, 2.0, 5.0, 1.0),
    slope_into_bend(1.0, 1.0, 5.0, 5.0),
    slope_into_bend(1.0, 0.3, 20.0, 1.0),
)
# low, of the height of its bend: noise keeps the gradient large
valley = slope_into_bend(2.0, 1.0, 3.75, 0.001)
