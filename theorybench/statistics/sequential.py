"""From seeds to a verdict: draw in doubling batches, look after every sample, stop when decided.

REFUTED: the e-process of "the claim is true" reached 1/alpha. SUPPORTED: the e-process of "the
claim is false" reached 1/delta_s; for means this needs a declaration. Otherwise INCONCLUSIVE.
P(false REFUTED) <= alpha and P(false SUPPORTED) <= delta_s, however the run is stopped. Seeds are
drawn in blocks of 32 (`core.blocks.BLOCK`), so the data do not depend on the schedule of looks.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from theorybench.statistics.claims import MeanClaim
from theorybench.statistics.decision import (
    Decision,
    Design,
    Direction,
    Quantifier,
)
from theorybench.statistics.declarations import Bounded, Declaration
from theorybench.statistics.engine import Floats
from theorybench.statistics.panels import Draw, run
from theorybench.statistics.ranges import numbers, require


def decide(
    draw: Draw,
    bounds: ArrayLike,
    declaration: Declaration | Sequence[Declaration | None] | None,
    design: Design,
    *,
    direction: Direction = "upper",
    quantifier: Quantifier = "all",
) -> Decision:
    """Decide "E X_j <= bounds_j for all j" (or >=, or for some j), for metrics X >= 0.

    Upper claims are refuted without assumptions (also by +inf) and supported under a declaration;
    lower claims the other way round. Columns may depend on each other.

    Args:
        draw: samples of blocks of seeds, shape (32 * blocks, J); (32 * blocks,) if J = 1.
        bounds: B, a number or shape (J,), finite and >= 0 (> 0 for lower claims).
        declaration: what is known, for all columns or one per column; None for nothing.
        design: levels and sizes.
        direction: "upper" for E X <= B, "lower" for E X >= B.
        quantifier: "all" columns, or "some" column.

    Returns:
        The decision; its means, low and high have the unit of the bounds.

    Raises:
        ValueError: a bound is out of range; the declaration alone settles the claim; draw returns
            NaN or a wrong shape.
        DeclarationViolated: a sample is negative or above its declared bound.
    """
    b = np.atleast_1d(numbers(bounds))
    require(direction in ("upper", "lower"), f"direction={direction!r}", "upper or lower", "choose")
    require(quantifier in ("all", "some"), f"quantifier={quantifier!r}", "all or some", "choose")
    floor = "> 0" if direction == "lower" else ">= 0"
    valid = np.isfinite(b) & ((b > 0) | ((b == 0) & (direction == "upper")))
    require(
        b.ndim == 1 and b.size > 0 and bool(valid.all()),
        f"bounds={bounds}",
        f"{direction} bounds of non-negative metrics are finite and {floor}, of shape (J,)",
        "other claims are settled without data",
    )
    each = tuple(declaration) if isinstance(declaration, Sequence) else (declaration,) * len(b)
    require(
        len(each) == len(b),
        f"{len(each)} declarations for {len(b)} bounds",
        "one declaration per bound is needed",
        "give one for all, or a sequence of that length",
    )
    claim = MeanClaim(b, each, direction, quantifier)
    return claim.decision(run(draw, len(b), claim.panels(design), design.sizes()), design)


def decide_probability(
    draw: Draw, delta: ArrayLike, design: Design, *, direction: Direction = "upper"
) -> Decision:
    """Decide "P(Z_j = 1) <= delta_j for all j" (or >=), both ways without assumptions.

    Args:
        draw: zeros and ones (Z = 1 is a failure), shape (32 * blocks, J) or (32 * blocks,).
        delta: bounds on the probabilities, a number or shape (J,), in [0, 1) ((0, 1] for lower).
        design: levels and sizes; the tolerance eta multiplies delta.
        direction: "upper" or "lower".

    Returns:
        The decision; means are frequencies.

    Raises:
        ValueError: as `decide`, or a sample is neither 0 nor 1.
    """

    def indicators(first: int, last: int) -> Floats:
        z = numbers(draw(first, last))
        require(
            bool(np.isin(z, (0.0, 1.0)).all()),
            f"draw({first}, {last}) with values in [{z.min():.6g}, {z.max():.6g}]",
            "zeros and ones are needed",
            "return the indicator of the event",
        )
        return z

    declared = Bounded(1.0, reason="an indicator is at most 1")
    return decide(indicators, delta, declared, design, direction=direction)
