"""Runs shared by claims: the same method, parameters and oracle on the same problem are
simulated once for all their metrics.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from theorybench import resolution
from theorybench.core.algorithm import Algorithm
from theorybench.core.blocks import BLOCK
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.symbols import Constant
from theorybench.run.runner import Run, simulate, simulate_exactly
from theorybench.statistics.seeds import torch_seeds
from theorybench.verify.prepare import Prepared


@dataclass(frozen=True, eq=False)
class Layout:
    """Settings of one claim laid out as rows and horizons of one run: setting j is row[j] read
    at horizon[j].
    """

    run: Run
    metric: Metric
    rows: tuple[int, ...]
    horizons: tuple[int, ...]

    def pick(self, values: np.ndarray) -> np.ndarray:
        """(horizons, rows, ...) -> (settings, ...)."""
        return values[list(self.horizons), list(self.rows)]

    @property
    def key(self) -> str:
        """Names the run: equal keys draw equal seeds and are simulated once."""
        run = self.run
        digest = hashlib.sha256(
            repr((run.horizons, sorted((c.name, v.shape) for c, v in run.params.items()))).encode()
        )
        for constant, table in sorted(run.params.items(), key=lambda item: item[0].name):
            digest.update(constant.name.encode() + table.tobytes())
        for levels in run.levels.values():
            digest.update(levels.tobytes())
        return (
            f"{run.problem.name}/{run.oracle.name}/{run.algorithm.name}/{digest.hexdigest()[:16]}"
        )


def layout(
    prepared: Sequence[Prepared], algorithm: Algorithm, oracle: Oracle, metric: Metric
) -> Layout:
    """One run for all settings on one problem: settings that differ in the horizon alone share a
    row.
    """
    horizons = sorted({p.steps for p in prepared})
    longest = max(horizons)
    unique: dict[bytes, int] = {}
    rows, chosen = [], []
    for p in prepared:
        level = p.values[metric.level] if metric.level is not None else 0.0
        # a schedule shared by two horizons is the longer one: compare the common part, keep the
        # longer
        table = {c: _padded(v, longest) for c, v in p.params.items()}
        identity = b"".join(v.tobytes() for v in table.values()) + np.float64(level).tobytes()
        if identity not in unique:
            unique[identity] = len(chosen)
            chosen.append((table, level))
        rows.append(unique[identity])
    params = {c: _stack([table[c] for table, _ in chosen]) for c in chosen[0][0]}
    levels = {metric: np.array([level for _, level in chosen])} if metric.level is not None else {}
    run = Run(prepared[0].problem, oracle, algorithm, params, tuple(horizons), (metric,), levels)
    return Layout(run, metric, tuple(rows), tuple(horizons.index(p.steps) for p in prepared))


def _padded(schedule: np.ndarray, length: int) -> np.ndarray:
    """A schedule as long as the longest run; its own run never reads the padding."""
    if schedule.shape[1] in (1, length):
        return schedule
    return np.pad(schedule, ((0, 0), (0, length - schedule.shape[1])), mode="edge")


def _stack(tables: list[np.ndarray]) -> np.ndarray:
    widest = max(t.shape[1] for t in tables)
    return np.concatenate([np.broadcast_to(t, (1, widest)) for t in tables])


Shared = tuple[Problem, Oracle, str]


def _shared(one: Layout) -> Shared:
    return one.run.problem, one.run.oracle, one.key


@dataclass
class SharedRuns:
    """Simulates a run once for all metrics that its claims need, and remembers the results.

    Two witnesses may have one name: only runs on the very same problem with the very same oracle
    are shared. drawn_as: key of a run -> key of another run whose random numbers it draws.
    """

    seed: int
    device: str
    metrics: dict[Shared, dict[Metric, np.ndarray | None]] = field(default_factory=dict)
    done: dict[tuple[Shared, int, int], dict[Metric, np.ndarray]] = field(default_factory=dict)
    drawn_as: Mapping[str, str] = field(default_factory=dict)

    def announce(self, layouts: Iterable[Layout]) -> None:
        """Say which metrics will be asked for."""
        for one in layouts:
            self.metrics.setdefault(_shared(one), {})[one.metric] = one.run.levels.get(one.metric)

    def _whole(self, one: Layout) -> Run:
        wanted = self.metrics.get(_shared(one), {}) | {one.metric: one.run.levels.get(one.metric)}
        return replace(
            one.run,
            metrics=tuple(wanted),
            levels={m: v for m, v in wanted.items() if v is not None},
        )

    def samples(self, one: Layout, first: int, last: int) -> np.ndarray:
        """(32 (last - first), settings) samples of the seed blocks first ... last - 1."""
        key = (_shared(one), first, last)
        if key not in self.done:
            self.done[key] = simulate(self._whole(one), self.seeds(one, first, last), self.device)
        return one.pick(self.done[key][one.metric]).T

    def seeds(self, one: Layout, first: int, last: int) -> list[int]:
        """The seeds of the blocks first ... last - 1 of a run."""
        name = self.drawn_as.get(one.key, one.key)
        return torch_seeds(self.seed, name, first, last)

    def exact(self, one: Layout) -> np.ndarray:
        """(settings,) values of a run without chance."""
        key = (_shared(one), -1, -1)
        if key not in self.done:
            self.done[key] = simulate_exactly(self._whole(one), self.device)
        return one.pick(self.done[key][one.metric])

    def copies(self, one: Layout) -> np.ndarray:
        """(settings, copies) a run without chance, rounded in other ways."""
        key = (_shared(one), -2, -2)
        if key not in self.done:
            moved = resolution.copies_of_run(self._whole(one))
            self.done[key] = {m: np.moveaxis(v, 0, -1) for m, v in moved.items()}
        return one.pick(self.done[key][one.metric])

    def resolution(self, one: Layout) -> np.ndarray:
        """(settings,) what float64 may have done to the values of a run without chance."""
        return resolution.spread(self.copies(one).T, self.exact(one))

    def sample_resolution(self, one: Layout) -> np.ndarray:
        """(settings, 2) what float64 may have done to samples, relative to |sample| + median, and
        to their mean, relative to it, as the first block shows it.
        """
        key = (_shared(one), -3, -3)
        if key not in self.done:
            whole, seeds = self._whole(one), self.seeds(one, 0, 1)
            plain = self._first_block(one, whole)
            self.done[key] = resolution.of_samples(whole, seeds, plain, self.device)
        return one.pick(self.done[key][one.metric])

    def _first_block(self, one: Layout, whole: Run) -> dict[Metric, np.ndarray]:
        """What the first seeds gave, where they have been run for all of the metrics."""
        for (name, first, last), found in self.done.items():
            if (
                name == _shared(one)
                and first == 0 < last
                and all(m in found for m in whole.metrics)
            ):
                return {m: found[m][..., :BLOCK] for m in whole.metrics}
        return simulate(whole, self.seeds(one, 0, 1), self.device)


def constants_json(values: dict[Constant, float]) -> dict[str, float]:
    """Constants by name."""
    return {c.name: float(v) for c, v in values.items() if isinstance(c, Constant)}
