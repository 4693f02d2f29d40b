"""Wide batches: settings x seeds are rows, and Python is entered once per step.

A seed's numbers do not depend on the batch it runs in: 32 seeds form a block, a block owns its generator, and the number of draws
it makes at a time depends on the oracle alone. State and accumulators are float64.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch

from theorybench.algorithms.algorithm import Algorithm, Number, Params, Query, State
from theorybench.metrics import Metric
from theorybench.oracles import Oracle
from theorybench.problem import Problem
from theorybench.recorders import Recorder, recorder
from theorybench.symbols import Constant, k
from theorybench.types import EntryError, Tensor

BLOCK = 32
"""Seeds in a block."""

_DRAW = 20480  # raw numbers a block draws at once: large enough that the call is free, small enough for the cache
_ROWS = {"cpu": 1 << 17, "cuda": 1 << 22}  # elements of one state tensor


@dataclass(frozen=True, eq=False)
class Run:
    """One method on one problem with one oracle.

    params: constant -> array that broadcasts to (settings, steps); horizons: numbers of steps at which metrics are read;
    levels: metric -> (settings,) for hitting times. Without noise and without own randomness one row a setting is enough.
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
        sizes = [np.atleast_2d(v).shape[0] for v in self.params.values()] + [np.size(v) for v in self.levels.values()]
        return max(sizes, default=1)


def simulate(run: Run, seeds: Sequence[int], device: str = "cpu") -> dict[Metric, np.ndarray]:
    """Run 32 rows per seed and setting; metric -> (len(horizons), settings, 32 len(seeds)), in the order of the seeds.

    Raises EntryError if an iterate is NaN (the message says at which step), or a parameter is missing.
    """
    _check(run)
    per_block = max(1, run.settings * run.problem.dim * BLOCK)
    width = max(1, _ROWS["cuda" if device.startswith("cuda") else "cpu"] // per_block)
    parts = [_simulate(run, seeds[i : i + width], BLOCK, device) for i in range(0, len(seeds), width)]
    return {m: np.concatenate([p[m] for p in parts], axis=-1) for m in run.metrics}


def simulate_exactly(run: Run, device: str = "cpu") -> dict[Metric, np.ndarray]:
    """Run one row a setting, for methods and oracles without chance: metric -> (len(horizons), settings)."""
    _check(run)
    return {m: v[..., 0] for m, v in _simulate(run, (0,), 1, device).items()}


def _check(run: Run) -> None:
    lacking = [c.name for c in run.algorithm.parameters if c not in run.params]
    if lacking:
        raise EntryError(f"{run.algorithm.name}: no value for the parameter {', '.join(lacking)}; add it to the theorem's params")
    if not run.horizons or min(run.horizons) < 0:
        raise EntryError(f"horizons={run.horizons}: give at least one number of steps, none negative")


class _Chance:
    """Noise of the oracle and uniforms for the method, from the blocks' generators."""

    def __init__(self, run: Run, seeds: Sequence[int], rows: int, device: str) -> None:
        self.run, self.rows, self.device = run, rows, device
        self.generators = [torch.Generator(device=device).manual_seed(seed) for seed in seeds]
        self.noise, self.uniforms = _Tape(), _Tape()

    def next_noise(self) -> Tensor:
        """(len(seeds) * rows, width)."""
        if self.noise.empty:
            law, width = self.run.oracle.law, self.run.oracle.width(self.run.problem)
            assert law is not None
            steps = max(1, min(64, _DRAW // (BLOCK * width)))
            raw = torch.empty(len(self.generators), steps, self.rows, law.inputs, width, dtype=law.dtype, device=self.device)
            for part, generator in zip(raw, self.generators, strict=True):
                law.fill(part, generator)
            self.noise.load(law.transform(raw))
        return self.noise.next()

    def next_uniform(self) -> Tensor:
        """(len(seeds) * rows, 1)."""
        if self.uniforms.empty:
            raw = torch.empty(len(self.generators), 64, self.rows, 1, dtype=torch.float64, device=self.device)
            for part, generator in zip(raw, self.generators, strict=True):
                part.uniform_(generator=generator)
            self.uniforms.load(raw)
        return self.uniforms.next()


class _Tape:
    """Draws of many steps, handed out one step at a time."""

    def __init__(self) -> None:
        self.steps: Tensor | None = None
        self.at = 0

    @property
    def empty(self) -> bool:
        return self.steps is None or self.at == len(self.steps)

    def load(self, drawn: Tensor) -> None:
        """(blocks, steps, rows, width) -> steps first, so that a step is contiguous."""
        self.steps, self.at = drawn.transpose(0, 1).contiguous().flatten(1, 2), 0

    def next(self) -> Tensor:
        assert self.steps is not None
        self.at += 1
        return self.steps[self.at - 1]


class _Query:
    """What a method may ask; see algorithms.algorithm.Query."""

    def __init__(self, run: Run, chance: _Chance) -> None:
        self.problem, self.oracle, self.settings, self.chance = run.problem, run.oracle, run.settings, chance

    def _spread(self, drawn: Tensor) -> Tensor:
        """The same draws for every setting: rows are setting-major."""
        return drawn if self.settings == 1 else drawn.repeat(self.settings, 1)

    def gradient(self, x: Tensor) -> Tensor:
        if self.oracle.law is None:
            return self.problem.gradient(x)
        return self.oracle.answer(self.problem, x, self._spread(self.chance.next_noise()))

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        if self.problem.directional is None:
            raise EntryError(f"problem {self.problem.name}: the method asks for directional gradients; give the problem `directional=`")
        return self.problem.directional(x, direction)

    def value(self, x: Tensor) -> Tensor:
        return self.problem.value(x)

    def project(self, x: Tensor) -> Tensor:
        return x if self.problem.project is None else self.problem.project(x)

    def uniform(self) -> Tensor:
        return self._spread(self.chance.next_uniform())


def bare_query(problem: Problem, oracle: Oracle, seed: int = 0) -> Query:
    """What a method may ask of a problem outside a run: one row, own seed."""
    run = Run(problem, oracle, _NO_METHOD, {}, (0,), ())
    return _Query(run, _Chance(run, (seed,), 1, "cpu"))


_NO_METHOD = Algorithm("none", (), lambda x0, params: {"x": x0}, lambda state, query, params: state)


def _simulate(run: Run, seeds: Sequence[int], rows: int, device: str, careful: bool = False) -> dict[Metric, np.ndarray]:
    count = len(seeds) * rows
    query = _Query(run, _Chance(run, seeds, rows, device))
    schedule = _Schedule(run.params, run.settings, count, device)
    x0 = run.problem.start_point(device).repeat(run.settings * count, 1)
    state = run.algorithm.init(x0, schedule.at(1))
    recorders = {m: recorder(run.problem, m, _level(run, m, count, device)) for m in run.metrics}
    results: dict[Metric, list[Tensor]] = {m: [] for m in run.metrics}
    before = x0
    last, horizons = max(run.horizons), sorted(set(run.horizons))
    for t in range(last + 1):
        x = _look(run, recorders, state, t)
        if careful:
            _forbid_nan(run, before, x, t)
            before = x
        elif t % 256 == 255 or t == last:
            if bool(torch.isnan(x).any()):
                return _simulate(run, seeds, rows, device, careful=True)
        if t % 256 == 255 and all(r.settled() for r in recorders.values()):
            break
        if t in horizons:
            _read(results, recorders, t)
        if t < last:
            state = run.algorithm.step(state, query, schedule.at(t + 1))
    for t in horizons[len(next(iter(results.values()))) :]:
        _read(results, recorders, t)
    where = [horizons.index(n) for n in run.horizons]
    return {m: torch.stack(v)[where].reshape(len(where), run.settings, count).cpu().numpy() for m, v in results.items()}


def _look(run: Run, recorders: Mapping[Metric, Recorder], state: State, t: int) -> Tensor:
    x = run.algorithm.point(state)
    running = None if run.algorithm.finished is None else ~run.algorithm.finished(state)
    for one in recorders.values():
        one.see(t, x, running)
    return x


def _forbid_nan(run: Run, before: Tensor, x: Tensor, t: int) -> None:
    """An iterate that overflows is a diverged run, which is legal; one that turns NaN from moderate numbers is an error of the entry."""
    sudden = torch.isnan(x).any(-1) & (before.abs().amax(-1) < 1e100)
    if bool(sudden.any()):
        where = before[sudden][0]
        answer = run.problem.gradient(where[None])[0].tolist()
        raise EntryError(
            f"{run.algorithm.name} on {run.problem.name}: iterate {t} is NaN; the one before was x = {where.tolist()}, where the gradient is "
            f"{answer}; mend the gradient or the parameters"
        )


def _read(results: Mapping[Metric, list[Tensor]], recorders: Mapping[Metric, Recorder], n: int) -> None:
    for metric, one in recorders.items():
        # NaN: the run has overflowed
        results[metric].append(torch.nan_to_num(one.read(n), nan=torch.inf, posinf=torch.inf))


def _level(run: Run, metric: Metric, count: int, device: str) -> Tensor | None:
    if metric.along != "hitting":
        return None
    level = np.broadcast_to(np.asarray(run.levels[metric], dtype=float), (run.settings,))
    return torch.as_tensor(level.copy(), device=device).repeat_interleave(count)


class _Schedule:
    """Parameters of a step: constants are made once, schedules are looked up."""

    def __init__(self, params: Mapping[Constant, np.ndarray], settings: int, count: int, device: str) -> None:
        self.settings, self.count, self.device = settings, count, device
        arrays = {c: np.atleast_2d(np.asarray(v, dtype=float)) for c, v in params.items()}
        self.fixed = {c: self._number(v[:, 0]) for c, v in arrays.items() if v.shape[1] == 1}
        self.varying = {c: v for c, v in arrays.items() if v.shape[1] > 1}

    def _number(self, column: np.ndarray) -> Number:
        if len(column) == 1:
            return float(column[0])
        return torch.as_tensor(column.copy(), device=self.device).repeat_interleave(self.count)[:, None]

    def at(self, step: int) -> Params:
        """Parameters of the given step, counted from 1."""
        return {**self.fixed, k: float(step), **{c: self._number(v[:, min(step, v.shape[1]) - 1]) for c, v in self.varying.items()}}
