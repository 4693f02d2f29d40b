"""From seeds to a verdict: draw in doubling batches, look after every sample, stop when decided.

REFUTED: the e-process of "the claim is true" reached 1/alpha. SUPPORTED: the e-process of "the
claim is false" reached 1/delta_s; for means this needs a declaration. Otherwise INCONCLUSIVE.
P(false REFUTED) <= alpha and P(false SUPPORTED) <= delta_s, however the run is stopped. Seeds are
drawn in blocks of 32 (`core.blocks.BLOCK`), so the data do not depend on the schedule of looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from theorybench.statistics.bounds import lower_bound, upper_bound
from theorybench.statistics.decision import (
    Decision,
    Design,
    Direction,
    Quantifier,
    make_decision,
)
from theorybench.statistics.declarations import Bounded, Declaration
from theorybench.statistics.efunctions import MeanAtMost
from theorybench.statistics.engine import Floats
from theorybench.statistics.panels import Draw, Pair, Panel, Trial, run
from theorybench.statistics.ranges import numbers, require


@dataclass(frozen=True)
class MeanClaim:
    """E X_j <= B_j (upper) or E X_j >= B_j (lower), for all or for some j."""

    bounds: Floats
    declarations: tuple[Declaration | None, ...]
    direction: Direction
    quantifier: Quantifier

    def panels(self, design: Design) -> tuple[Panel, Panel, Panel]:
        """The tests of the claim, of its negation, and of the negation within 1 + eta."""
        upper, every = self.direction == "upper", self.quantifier == "all"
        refute = self._at_most(1.0) if upper else self._at_least(1.0, not every)
        support = self._at_least(1.0, every) if upper else self._at_most(1.0)
        loose = 1.0 + design.eta
        within = self._at_least(loose, every) if upper else self._at_most(1.0 / loose)
        for name, pairs in (("refute", refute), ("support", support)):
            require(
                pairs is not None,
                f"bounds={self.bounds}, declaration={self.declarations}",
                f"the declaration alone gives E X < B, so there is nothing to {name}",
                "report the claim as vacuous (upper) or the declaration as inconsistent (lower)",
            )
        return (
            Panel.start(refute or [], not every, design.alpha),
            Panel.start(support or [], every, design.delta_s),
            Panel.start(within or [], every, design.delta_s),
        )

    def _at_most(self, factor: float) -> list[Pair] | None:
        return [(j, MeanAtMost(float(b) * factor)) for j, b in enumerate(self.bounds)]

    def _at_least(self, factor: float, every: bool) -> list[Pair] | None:
        """The nulls E X_j >= factor B_j; empty where no test exists, None where none is needed."""
        pairs: list[Pair] = []
        settled = 0
        for j, (b, declared) in enumerate(zip(self.bounds, self.declarations, strict=True)):
            if declared is None or b == 0:
                if every:
                    return []
                continue
            null = declared.null_at_least(float(b) * factor)
            if null is None:
                settled += 1
            else:
                pairs.append((j, null))
        return None if settled > (len(self.bounds) - 1 if every else 0) else pairs

    def intervals(self, trial: Trial, design: Design) -> tuple[Floats, Floats]:
        """Best bounds of each mean over the looks: shapes (J,), (J,)."""
        columns = len(self.bounds)
        refute, support = design.alpha, design.delta_s
        if self.quantifier == "all":
            refute /= columns
        else:
            support /= columns
        below, above = (refute, support) if self.direction == "upper" else (support, refute)
        low = [[lower_bound(x, below) for x in look.T] for look in trial.looks]
        high = [
            [self._upper_bound(x, above, j) for j, x in enumerate(look.T)] for look in trial.looks
        ]
        return np.max(low, axis=0), np.min(high, axis=0)

    def _upper_bound(self, x: Floats, level: float, j: int) -> float:
        declared = self.declarations[j]
        return (
            np.inf if declared is None else upper_bound(x, level, declared, float(self.bounds[j]))
        )

    def decision(self, trial: Trial, design: Design) -> Decision:
        """The verdict with its numbers."""
        low, high = self.intervals(trial, design)
        means = trial.x.mean(axis=0)
        if self.direction == "upper":
            closeness, excess = _quotient(low, self.bounds, 0.0), _quotient(means, low, np.inf)
        else:
            closeness, excess = _quotient(self.bounds, high, 0.0), _quotient(high, means, np.inf)
        pick = np.argmax if self.quantifier == "all" else np.argmin
        column = int(pick(closeness))
        sharpest = float(closeness[column]), column
        return make_decision(trial, (low, high), sharpest, float(excess.max()))


def _quotient(a: Floats, b: Floats, undefined: float) -> Floats:
    """a / b elementwise for a, b >= 0, with 0/0 = undefined and inf/inf = 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(np.isinf(a) & np.isinf(b), 1.0, a / b)
    return np.where(np.isnan(ratio), undefined, ratio)


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
