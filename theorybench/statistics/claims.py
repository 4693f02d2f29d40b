"""The claims a sequential run can be put to: which tests they need, and how their numbers are
reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from theorybench.statistics.bounds import lower_bound, upper_bound
from theorybench.statistics.decision import (
    Decision,
    Design,
    Direction,
    Quantifier,
    make_decision,
)
from theorybench.statistics.declarations import Declaration
from theorybench.statistics.efunctions import MeanAtMost
from theorybench.statistics.engine import Floats
from theorybench.statistics.panels import Pair, Panel, Trial
from theorybench.statistics.ranges import require


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
