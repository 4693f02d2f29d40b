"""Several e-processes on the columns of one sample, joined into one test, and fed until decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from theorybench.core.blocks import BLOCK
from theorybench.statistics.engine import (
    EFunction,
    Floats,
    Process,
    log_sum_exp,
)
from theorybench.statistics.ranges import numbers, require

Draw = Callable[[int, int], ArrayLike]
"""draw(first_block, last_block): the samples of blocks first ... last - 1, shape (32 blocks, J)."""

Verdict = Literal["refuted", "supported", "supported-within", "inconclusive"]

Pair = tuple[int, EFunction]
"""A column and the null that is tested on it."""


@dataclass(frozen=True)
class Panel:
    """One test made of e-processes on columns.

    Joined by averaging, it rejects the null "all hold" (any dependence between columns). Joined by
    `every`, it needs each process to reach the threshold, at its own time, and rejects the null
    "one of them holds" (intersection-union) without any correction.

    Attributes:
        columns: the column of each process.
        processes: the e-processes.
        every: how they are joined.
        log_threshold: log(1/level).
        log_e: log evidence: running supremum of the average, or least of the running suprema.
        crossed: sample size at which log_e reached the threshold, or None.
    """

    columns: tuple[int, ...]
    processes: tuple[Process, ...]
    every: bool
    log_threshold: float
    log_e: float = 0.0
    crossed: int | None = None

    @classmethod
    def start(cls, pairs: Sequence[Pair], every: bool, level: float) -> Panel:
        """A panel before any sample; without pairs it never rejects.

        Args:
            pairs: columns and nulls.
            every: join by "every" instead of by averaging.
            level: error probability.
        """
        columns = tuple(column for column, _ in pairs)
        processes = tuple(Process.start(efunction) for _, efunction in pairs)
        return cls(columns, processes, every, float(-np.log(level)))

    def advance(self, x: Floats) -> Panel:
        """Feed further samples, shape (m, J).

        Raises:
            ValueError: NaN, or a value that a null excludes by declaration.
        """
        if not self.processes:
            return self
        fed = [p.advance(x[:, c]) for p, c in zip(self.processes, self.columns, strict=True)]
        evidence = self._evidence([path for _, path in fed])
        hits = np.flatnonzero(evidence >= self.log_threshold)
        crossed = self.crossed
        if crossed is None and len(hits):
            crossed = self.processes[0].n + int(hits[0]) + 1
        processes = tuple(process for process, _ in fed)
        return replace(self, processes=processes, log_e=float(evidence[-1]), crossed=crossed)

    def _evidence(self, fresh: list[Floats]) -> Floats:
        """log_e after each new sample: paths of shape (m,) -> (m,)."""
        if self.every:
            suprema = [
                np.maximum(np.maximum.accumulate(path), process.log_sup)
                for process, path in zip(self.processes, fresh, strict=True)
            ]
            return np.min(suprema, axis=0)
        average = log_sum_exp(np.stack(fresh, axis=-1)) - np.log(len(fresh))
        return np.maximum(np.maximum.accumulate(average), self.log_e)


@dataclass(frozen=True)
class Trial:
    """What was drawn, and the panels after it.

    Attributes:
        x: all samples, shape (n, J).
        refute: test of the claim.
        support: test of its negation.
        within: test of the negation of a weaker claim; it never stops the run.
    """

    x: Floats
    refute: Panel
    support: Panel
    within: Panel

    @property
    def verdict(self) -> Verdict:
        """REFUTED comes before SUPPORTED, and both before a weaker support."""
        if self.refute.crossed is not None:
            return "refuted"
        if self.support.crossed is not None:
            return "supported"
        return "inconclusive" if self.within.crossed is None else "supported-within"

    @property
    def crossed(self) -> int | None:
        """Sample size at which the run was decided, or None."""
        first = self.refute.crossed
        return self.support.crossed if first is None else first

    @property
    def looks(self) -> list[Floats]:
        """The samples at the end, and those at the time the run was decided: shapes (n, J)."""
        return [self.x] if self.crossed is None else [self.x, self.x[: self.crossed]]


def _batch(draw: Draw, start: int, end: int, columns: int) -> Floats:
    """The samples number start ... end - 1, checked: shape (end - start, columns)."""
    first, last = start // BLOCK, end // BLOCK
    x = numbers(draw(first, last))
    x = x[:, None] if x.ndim == 1 else x
    require(
        x.shape == (end - start, columns),
        f"draw({first}, {last}) of shape {x.shape}",
        f"shape ({end - start}, {columns}) is needed: {BLOCK} rows a block, a column a bound",
        "return one row per seed",
    )
    return x


def run(
    draw: Draw, columns: int, panels: tuple[Panel, Panel, Panel], sizes: Iterable[int]
) -> Trial:
    """Draw until the refuting or the supporting panel crosses, or the sizes are used up.

    Args:
        draw: the samples of blocks of seeds.
        columns: J.
        panels: refute, support, within; before any sample.
        sizes: increasing sample sizes, multiples of BLOCK, at least one.

    Raises:
        ValueError: draw returns NaN or another shape, or a value that a null excludes.
    """
    trial = Trial(np.empty((0, columns)), *panels)
    for end in sizes:
        fresh = _batch(draw, len(trial.x), end, columns)
        before = trial.refute, trial.support, trial.within
        refute, support, within = (panel.advance(fresh) for panel in before)
        trial = Trial(np.concatenate([trial.x, fresh]), refute, support, within)
        if trial.crossed is not None:
            break
    return trial
