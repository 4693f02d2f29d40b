"""The steeper the start, the shorter a fixed step must be: clipped gradient descent does not
mind, as chapter 3 of Zhang (2022) proves.
"""

import numpy as np

from theorybench.problems.functions.fastest_growth import fastest_growth
from theorybench.problems.theorems.relaxed_smoothness.clipped_gradient_descent import theorem
from theorybench.problems.theorems.relaxed_smoothness.faster_than_fixed_step import remark
from theorybench.problems.theorems.relaxed_smoothness.fixed_step_lower_bound_proof import (
    corrected,
)
from theorybench.problems.theorems.relaxed_smoothness.race import race
from theorybench.vocabulary import GRADIENT, HEIGHT, L0, L1, M, Axis, Curve, Delta_0, Picture
from theorybench.vocabulary import Source, evaluate

STEEPNESS = np.geomspace(10, 3e4, 10)


def curves(seed: int) -> tuple[Curve, ...]:
    """Iterations over the height of the function they are counted on, the worse of the two;
    nothing is random.
    """
    settings = [{**remark.settings[0], M: m} for m in STEEPNESS]
    races = [race(fastest_growth(c[L0], c[L1], c[M]), 1 / (10 * c[L1]), c) for c in settings]
    least, most = (
        [evaluate(bound, c) / c[Delta_0] for c in settings]
        for bound in (corrected.bound, theorem.bound)
    )
    return (
        Curve(
            "gradient descent, the best fixed step",
            STEEPNESS,
            [(r.fixed.T / r.heights).max(1).min() for r in races],
            group="fixed",
        ),
        Curve("lower bound (Theorem 3.4.2, corrected)", STEEPNESS, least, "bound", "fixed"),
        Curve(
            "clipped gradient descent",
            STEEPNESS,
            [(r.clipped / r.heights).max() for r in races],
            group="clipped",
        ),
        Curve("upper bound (Theorem 3.4.1)", STEEPNESS, most, "bound", "clipped"),
    )


picture = Picture(
    name="zhang2022.clipping-against-fixed-step",
    source=Source(
        "Zhang", 2022, "Theorems 3.4.1 and 3.4.2, Remark 3.4.1, with L0 = L1 = epsilon = 1"
    ),
    title="A steep start slows a fixed step, but not a clipped one",
    x=Axis("largest gradient M from the start down", GRADIENT, log=True),
    y=Axis("iterations / (f(x_0) - f*), worst case", HEIGHT**-1, log=True),
    curves=curves,
    notes=(
        "Both bounds are proportional to f(x_0) - f*, and the steep function is about M / L1 high,"
        " hence the division by the height. The fixed step is the best for the worse of two"
        " functions: of one that grows as fast as |f''| <= L0 + L1 |f'| allows, from where f' = M,"
        " and of a slope of epsilon from the height 10. Clipping takes 91 iterations on the slope,"
        " fewer a unit of height on the other. L0 = L1 = epsilon = 1."
    ),
)
