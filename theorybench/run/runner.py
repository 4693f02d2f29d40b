"""Wide batches: settings x seeds are rows, and Python is entered once per step.

A seed's numbers do not depend on the batch it runs in: 32 seeds form a block, a block owns its
generator, and the number of draws it makes at a time depends on the oracle alone. So a method must
ask as often in a step whatever the answers are: it masks rows, and does not wait for some of them.
State and accumulators are float64.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch

from theorybench.core.algorithm import Algorithm, State
from theorybench.core.blocks import BLOCK
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.symbols import Constant
from theorybench.core.types import EntryError, Tensor
from theorybench.run.iterate import Schedule, iterate
from theorybench.run.query import seeded
from theorybench.run.recorders import Recorder, reading, recorder

_ROWS = {"cpu": 1 << 14, "cuda": 1 << 22}  # elements of one state tensor
_STRIDE = 256  # steps between two looks at whether all rows are settled or some iterate is NaN


@dataclass(frozen=True, eq=False)
class Run:
    """One method on one problem with one oracle.

    params: constant -> array that broadcasts to (settings, steps); horizons: numbers of steps at
    which metrics are read; levels: metric -> (settings,) for hitting times. Without noise and
    without own randomness one row a setting is enough.
    """

    problem: Problem
    oracle: Oracle
    algorithm: Algorithm
    params: Mapping[Constant, np.ndarray]
    horizons: tuple[int, ...]
    metrics: tuple[Metric, ...]
    levels: Mapping[Metric, np.ndarray] = field(default_factory=dict)

    @property
    def settings(self) -> int:
        sizes = [np.atleast_2d(v).shape[0] for v in self.params.values()] + [
            np.size(v) for v in self.levels.values()
        ]
        return max(sizes, default=1)


def simulate(run: Run, seeds: Sequence[int], device: str = "cpu") -> dict[Metric, np.ndarray]:
    """Run 32 rows per seed and setting; metric -> (len(horizons), settings, 32 len(seeds)), in the
    order of the seeds.

    A run that overflows has diverged: its metrics are infinite from then on. Raises EntryError if
    an iterate or a metric turns NaN without overflow (the message says at which step), or if the
    run is incomplete: a parameter or a level is missing, sizes do not fit.
    """
    _check(run)
    width = max(1, _ROWS[torch.device(device).type] // (run.settings * run.problem.dim * BLOCK))
    parts = [
        _simulate(run, seeds[i : i + width], BLOCK, device) for i in range(0, len(seeds), width)
    ]
    return {m: np.concatenate([p[m] for p in parts], axis=-1) for m in run.metrics}


def simulate_exactly(run: Run, device: str = "cpu") -> dict[Metric, np.ndarray]:
    """Run one row a setting, for methods and oracles without chance: metric -> (len(horizons),
    settings). Raises like `simulate`.
    """
    _check(run)
    if run.oracle.law is not None:
        raise EntryError(
            f"{run.algorithm.name} on {run.problem.name}: its oracle {run.oracle.name} is random;"
            " use simulate"
        )
    return {m: v[..., 0] for m, v in _simulate(run, (), 1, device).items()}


def _check(run: Run) -> None:
    for fault in _faults(run):
        raise EntryError(f"{run.algorithm.name} on {run.problem.name}: {fault}")


def _faults(run: Run) -> Iterator[str]:
    lacking = [c.name for c in run.algorithm.parameters if c not in run.params]
    if lacking:
        yield f"no value for the parameter {', '.join(lacking)}; add it to the theorem's params"
    if not run.horizons or min(run.horizons) < 0 or not run.metrics:
        yield (
            f"horizons={run.horizons}, metrics={run.metrics}: give at least one number of steps,"
            " none negative, and one metric"
        )
    for constant, value in run.params.items():
        rows, steps = np.atleast_2d(value).shape
        if rows not in (1, run.settings) or 1 < steps < max(run.horizons):
            yield (
                f"{constant.name} has the shape {np.shape(value)}; it must broadcast to"
                f" ({run.settings}, {max(run.horizons)})"
            )
    for metric in run.metrics:
        yield from _misfit(run, metric)


def _misfit(run: Run, metric: Metric) -> Iterator[str]:
    if metric.level is not None and np.size(run.levels.get(metric, ())) not in (1, run.settings):
        yield f"'{metric}' needs one level a setting; give levels={{metric: ({run.settings},)}}"
    if metric.radius is not None and metric.radius not in run.params:
        yield (
            f"'{metric}' needs {metric.radius.name} ({metric.radius.meaning}), which is no"
            " parameter of the method; add it to the params"
        )
    if reading(metric).waits and run.algorithm.finished is None:
        yield (
            f"'{metric}' is read when the method has returned, which it never does; give the"
            " algorithm `finished=`"
        )
    if reading(metric).window and (min(run.horizons) < 1 or metric.first not in (0, 1)):
        yield (
            f"'{metric}' from x_{metric.first} on, horizons={run.horizons}: it is over n of x_0 .."
            " x_n; give n >= 1 and first = 0 or 1"
        )


def _simulate(
    run: Run, seeds: Sequence[int], rows: int, device: str, careful: bool = False
) -> dict[Metric, np.ndarray]:
    count = max(1, len(seeds)) * rows
    query = seeded(run.problem, run.oracle, seeds, rows, run.settings, device)
    schedule = Schedule(run.params, count, device)
    recorders = {
        m: recorder(run.problem, m.at(schedule.at(1)), _level(run, m, count, device))
        for m in run.metrics
    }
    watching = [r for r in recorders.values() if r.every_step]
    x = run.problem.start_point(device).repeat(run.settings * count, 1)
    states = iterate(run.algorithm, query, x, schedule.at, max(run.horizons))
    guard, at = _Guard(run, x), -1
    values: dict[int, dict[Metric, Tensor]] = {}
    for stop in _stops(run, careful):
        state = _advance(run.algorithm, states, watching, range(at + 1, stop + 1))
        x, at = run.algorithm.point(state), stop
        running = None if run.algorithm.finished is None else ~run.algorithm.finished(state)
        done = all(r.settled(running) for r in recorders.values())
        due = {n for n in run.horizons if n == stop or (done and n > stop)}
        now = {m: r.read(stop, x, running) for m, r in recorders.items()} if due else {}
        values |= dict.fromkeys(due, now)
        if careful:
            guard.look(stop, x, now)
        elif any(bool(v.isnan().any()) for v in (x, *now.values())):
            return _simulate(run, seeds, rows, device, careful=True)
        if done:
            break
    return {
        m: _table([values[n][m] for n in run.horizons], (run.settings, count)) for m in run.metrics
    }


def _stops(run: Run, careful: bool) -> Sequence[int]:
    """Numbers of steps after which the run is looked at."""
    last = max(run.horizons)
    return range(last + 1) if careful else sorted({*range(0, last, _STRIDE), *run.horizons})


def _advance(
    algorithm: Algorithm, states: Iterator[State], watching: Sequence[Recorder], steps: range
) -> State:
    """The last of the states after so many steps; the recorders are shown all of them."""
    point, finished = algorithm.point, algorithm.finished
    for t in steps:
        state = next(states)
        if watching:
            x, running = point(state), None if finished is None else ~finished(state)
            for one in watching:
                one.see(t, x, running)
    return state  # pyright: ignore[reportPossiblyUnboundVariable]: steps are never none


class _Guard:
    """Tells a run that overflows, which is legal, from a NaN made of moderate numbers, which is
    an error of the entry.
    """

    def __init__(self, run: Run, x: Tensor) -> None:
        self.run, self.before = run, x
        self.moderate = torch.ones(len(x), dtype=torch.bool, device=x.device)

    def look(self, t: int, x: Tensor, values: Mapping[Metric, Tensor]) -> None:
        """Raise EntryError if x_t (rows, d), or a metric (rows,) after t steps, is the first NaN
        of a row that was moderate until then.
        """
        self._forbid(f"iterate {t}", x.isnan().any(-1))
        self.before, self.moderate = x, self.moderate & (x.abs().amax(-1) < 1e100)
        for metric, value in values.items():
            self._forbid(f"'{metric}' after {t} steps", value.isnan())

    def _forbid(self, what: str, nan: Tensor) -> None:
        sudden = nan & self.moderate
        if bool(sudden.any()):
            problem, x = self.run.problem, self.before[sudden][:1]
            raise EntryError(
                f"{self.run.algorithm.name} on {problem.name}: {what} is NaN; the last iterate"
                f" before was x = {x[0].tolist()}, where f = {problem.value(x).item()}, grad f ="
                f" {problem.gradient(x)[0].tolist()}; mend f, its gradient or the parameters"
            )


def _table(values: Sequence[Tensor], shape: tuple[int, int]) -> np.ndarray:
    """(horizons, settings, seeds); what is NaN has overflowed."""
    return (
        torch.stack(list(values))
        .reshape(-1, *shape)
        .nan_to_num(nan=torch.inf, posinf=torch.inf, neginf=-torch.inf)
        .cpu()
        .numpy()
    )


def _level(run: Run, metric: Metric, count: int, device: str) -> Tensor | None:
    if metric.level is None:
        return None
    level = np.broadcast_to(np.asarray(run.levels[metric], dtype=float), (run.settings,))
    return torch.as_tensor(level.copy(), device=device).repeat_interleave(count)
