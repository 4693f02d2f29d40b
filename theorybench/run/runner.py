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

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
)
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Law, Oracle, add_noise
from theorybench.core.problem import Problem
from theorybench.core.symbols import Constant, k
from theorybench.core.types import EntryError, Number, Tensor
from theorybench.run.recorders import Recorder, recorder

BLOCK = 32
"""Seeds in a block."""

_DRAW, _STEPS = (
    5120,
    64,
    # a block draws at once for at most 64 steps, and about 5120 numbers: the call is free, they
    # stay in
    # the cache
)
_TOGETHER = {"cpu": 1 << 16, "cuda": 1 << 30}  # raw numbers transformed at once
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
    if metric.along in ("returned", "return time") and run.algorithm.finished is None:
        yield (
            f"'{metric}' is read when the method has returned, which it never does; give the"
            " algorithm `finished=`"
        )
    if metric.along in ("best", "mean", "average") and (
        min(run.horizons) < 1 or metric.first not in (0, 1)
    ):
        yield (
            f"'{metric}' from x_{metric.first} on, horizons={run.horizons}: it is over n of x_0 .."
            " x_n; give n >= 1 and first = 0 or 1"
        )


def _draws(
    law: Law, width: int, generators: Sequence[torch.Generator], rows: int
) -> Iterator[Tensor]:
    """Noise of one step after the other, (len(generators) * rows, width), in memory that is used
    again for later steps.
    """
    device, tape = generators[0].device, None
    steps = max(1, min(_STEPS, _DRAW // (BLOCK * width)))
    together = max(1, _TOGETHER[device.type] // (steps * rows * law.inputs * width))
    raw = torch.empty(
        min(together, len(generators)),
        steps,
        rows,
        law.inputs,
        width,
        dtype=law.dtype,
        device=device,
    )
    parts = raw.unbind(0)
    while True:
        for i in range(0, len(generators), together):
            group = generators[i : i + together]
            for part, generator in zip(parts, group, strict=False):
                law.fill(part, generator)
            noise = law.transform(raw[: len(group)])
            if tape is None:
                kind = torch.float64 if noise.is_floating_point() else noise.dtype
                tape = torch.empty(steps, len(generators), rows, width, dtype=kind, device=device)
            tape[:, i : i + together] = noise.transpose(0, 1)
        assert tape is not None
        yield from tape.flatten(1, 2).unbind(0)


_UNIFORM = Law("uniform", lambda raw: raw[..., 0, :])


class _Query:
    """What a method may ask; see algorithms.algorithm.Query."""

    def __init__(self, run: Run, seeds: Sequence[int], rows: int, device: str) -> None:
        self.problem, self.answer, self.settings, law = (
            run.problem,
            run.oracle.answer,
            run.settings,
            run.oracle.law,
        )
        self.generators = [torch.Generator(device=device).manual_seed(seed) for seed in seeds]
        self.noise = (
            None
            if law is None
            else _draws(law, run.oracle.width(run.problem), self.generators, rows)
        )
        self.uniforms = _draws(_UNIFORM, 1, self.generators, rows)
        self.lent = (
            self.settings == 1 and self.answer is add_noise
        )  # which keeps nothing of the noise

    def gradient(self, x: Tensor) -> Tensor:
        if self.noise is None:
            return self.problem.gradient(x)
        noise = next(self.noise)
        return self.answer(self.problem, x, noise if self.lent else noise.repeat(self.settings, 1))

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        if self.problem.directional is None:
            raise EntryError(
                f"problem {self.problem.name}: the method asks for directional gradients; give the"
                " problem `directional=`"
            )
        if self.noise is not None:
            raise EntryError(
                f"{self.problem.name}: directional gradients are answered without noise; use exact"
                " gradients"
            )
        return self.problem.directional(x, direction)

    def value(self, x: Tensor) -> Tensor:
        return self.problem.value(x)

    def gap(self, x: Tensor) -> Tensor:
        return self.problem.value(x) - self.problem.f_star

    def prox(self, x: Tensor, gamma: Number) -> Tensor:
        if self.problem.prox is None:
            raise EntryError(
                f"problem {self.problem.name}: the method asks for proximal points; give the"
                " problem `prox=`"
            )
        return self.problem.prox(x, gamma)

    def project(self, x: Tensor) -> Tensor:
        return x if self.problem.project is None else self.problem.project(x)

    def uniform(self) -> Tensor:
        if not self.generators:
            raise EntryError(
                f"problem {self.problem.name}: the method draws random numbers; run it with seeds,"
                " by simulate"
            )
        return next(self.uniforms).repeat(self.settings, 1)


def bare_query(problem: Problem, oracle: Oracle, seed: int = 0) -> Query:
    """What a method may ask of a problem outside a run: one row, own seed."""
    return _Query(Run(problem, oracle, _NO_METHOD, {}, (0,), ()), (seed,), 1, "cpu")


_NO_METHOD = Algorithm("none", (), lambda x0, params: {"x": x0}, lambda state, query, params: state)


def _simulate(
    run: Run, seeds: Sequence[int], rows: int, device: str, careful: bool = False
) -> dict[Metric, np.ndarray]:
    count = max(1, len(seeds)) * rows
    query, schedule = _Query(run, seeds, rows, device), _Schedule(run.params, count, device)
    recorders = {
        m: recorder(run.problem, m.at(schedule.at(1)), _level(run, m, count, device))
        for m in run.metrics
    }
    x = run.problem.start_point(device).repeat(run.settings * count, 1)
    state, guard, at = run.algorithm.init(x, schedule.at(1)), _Guard(run, x), -1
    values: dict[int, dict[Metric, Tensor]] = {}
    for stop in _stops(run, careful):
        state = _advance(
            run, query, schedule, [r for r in recorders.values() if r.always], state, at, stop
        )
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
    run: Run,
    query: Query,
    schedule: _Schedule,
    watching: Sequence[Recorder],
    state: State,
    after: int,
    stop: int,
) -> State:
    """The state after `stop` steps; the recorders are shown the iterates after x_after."""
    step, point, finished = run.algorithm.step, run.algorithm.point, run.algorithm.finished
    for t in range(after + 1, stop + 1):
        if t:
            state = step(state, query, schedule.at(t))
        if watching:
            x, running = point(state), None if finished is None else ~finished(state)
            for one in watching:
                one.see(t, x, running)
    return state


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


class _Schedule:
    """Parameters of a step: constants are made once, schedules are looked up."""

    def __init__(self, params: Mapping[Constant, np.ndarray], count: int, device: str) -> None:
        tables = {c: np.atleast_2d(np.asarray(v, dtype=float)).T for c, v in params.items()}
        rows = {
            c: v[:, 0] if v.shape[1] == 1 else self._spread(v, count, device)
            for c, v in tables.items()
        }
        self.fixed = {c: self._number(v[0]) for c, v in rows.items() if len(v) == 1}
        self.varying = {c: v for c, v in rows.items() if len(v) > 1}

    @staticmethod
    def _spread(table: np.ndarray, count: int, device: str) -> Tensor:
        """(steps, settings) -> (steps, settings, count), in the memory of the table."""
        return torch.as_tensor(table.copy(), device=device)[:, :, None].expand(-1, -1, count)

    @staticmethod
    def _number(entry: np.ndarray | Tensor) -> Number:
        return entry.reshape(-1, 1) if isinstance(entry, Tensor) else float(entry)

    def at(self, step: int) -> Params:
        """Parameters of the given step, counted from 1."""
        params: dict[Constant, Number] = {**self.fixed, k: float(step)}
        for constant, table in self.varying.items():
            params[constant] = self._number(table[step - 1])
        return params
