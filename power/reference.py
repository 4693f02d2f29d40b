"""What a metric is at least, on one instance: by queries, a loop and readings of metrics that are
independent of the library's on purpose, by exact moments, or by many runs of its own.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from scipy.stats import binom

from power.methods import CALLS, Array, At, CannotJudge, bundled, method_of
from power.moments import second_moment
from power.mutant import Knowledge
from theorybench import numbers
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.entries.theorem import Mode, Theorem

RUNS = 1024
SURE = 1e-12
"""Probability with which a lower bound from runs may be wrong."""
LONGEST = 100
"""Steps up to which noisy runs are made; a lower bound may be had from the shorter horizons
alone.
"""
MOST = 3000
"""Steps up to which runs without noise are made."""

Values = Mapping[Any, Any]


@dataclass(frozen=True)
class Least:
    """The metric, its mean or its quantile is at least `value`: (rows,); slack: what rounding
    may have added to it.
    """

    value: Array
    slack: Array
    by: Knowledge


class _Asked:
    """Answers of a problem, in numpy; rng: draws the raw numbers of the oracle's noise."""

    def __init__(
        self, problem: Any, oracle: Oracle | None, rng: np.random.Generator | None
    ) -> None:
        self.problem, self.oracle, self.rng = problem, oracle, rng

    def gradient(self, x: Array) -> Array:
        at = torch.from_numpy(np.ascontiguousarray(x))
        if self.oracle is None or self.oracle.law is None or self.rng is None:
            return self.problem.gradient(at).numpy()
        law = self.oracle.law
        shape = (len(x), law.inputs, self.oracle.width(self.problem))
        raw = self.rng.standard_normal(shape) if law.raw == "normal" else self.rng.random(shape)
        return self.oracle.answer(self.problem, at, law.transform(torch.from_numpy(raw))).numpy()

    def value(self, x: Array) -> Array:
        return self.problem.value(torch.from_numpy(np.ascontiguousarray(x))).numpy()

    def gap(self, x: Array) -> Array:
        return self.value(x) - np.asarray(self.problem.f_star)

    def project(self, x: Array) -> Array:
        project = self.problem.project
        return x if project is None else project(torch.from_numpy(np.ascontiguousarray(x))).numpy()

    def prox(self, x: Array, gamma: Any) -> Array:
        if self.problem.prox is None:
            raise CannotJudge("asks for a prox, which the problem does not have")
        return self.problem.prox(torch.from_numpy(np.ascontiguousarray(x)), gamma).numpy()


@dataclass
class Reference:
    """Values are computed once for all mutants that leave the method, its parameters and the
    problem as they are.
    """

    seed: int
    done: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    kept: list[Any] = field(default_factory=list)
    refusals: set[str] = field(default_factory=set)
    """What could not be judged, and why."""

    def least(
        self, theorem: Theorem, problem: Any, oracle: Oracle, values: Values, steps: int
    ) -> Least | None:
        """What the bounded quantity is at least after the steps; None where this reference does
        not know the method or the oracle.
        """
        try:
            return self._least(theorem, problem, oracle, values, steps)
        except CannotJudge as reason:
            self._refuse(theorem, reason)
            return None

    def _refuse(self, theorem: Theorem, reason: CannotJudge) -> None:
        self.refusals.add(
            f"{theorem.algorithm.name} {reason}, and no second implementation is known"
        )

    def _least(
        self, theorem: Theorem, problem: Any, oracle: Oracle, values: Values, steps: int
    ) -> Least | None:
        if theorem.metric.along == "return time":
            return self._calls(theorem, problem, oracle, values)
        if theorem.metric.along in ("hitting", "returned"):
            return None
        if oracle.law is None:
            value = self._once(theorem, problem, oracle, values, steps)
            baseline = self._trivial_baseline(theorem.metric, problem, values)
            return (
                None
                if value is None
                else Least(
                    value, 1e-9 * np.abs(baseline) + 1e-13 * _f_scale(problem), "exact value"
                )
            )
        return self._by_chance(theorem, problem, oracle, values, steps)

    def hits(self, theorem: Theorem, problem: Any, values: Values) -> Array | None:
        """The metric along the run without noise, as long as it is worth while: (MOST + 1,)."""
        key = (
            "along",
            id(problem),
            theorem.algorithm,
            theorem.metric,
            _digest(theorem, values, 1),
        )
        if key not in self.done:
            metric = theorem.metric.at(values)
            try:
                with np.errstate(all="ignore"):
                    run = list(_points(theorem, problem, None, values, None, 1, MOST))
                along = metric.of(problem, torch.from_numpy(np.concatenate(run))).numpy()
            except CannotJudge as reason:
                self._refuse(theorem, reason)
                along = None
            self._keep(key, along, problem)
        return self.done[key]

    def _once(
        self, theorem: Theorem, problem: Any, oracle: Oracle, values: Values, steps: int
    ) -> Array | None:
        key = (
            "once",
            id(problem),
            theorem.algorithm,
            theorem.metric,
            steps,
            _digest(theorem, values, steps),
        )
        if key not in self.done:
            with np.errstate(all="ignore"):
                read = _read(
                    theorem.metric,
                    problem,
                    values,
                    _points(theorem, problem, None, values, None, 1, steps),
                    steps,
                )
            self._keep(key, read, problem)
        return self.done[key]

    def _by_chance(
        self, theorem: Theorem, problem: Problem, oracle: Oracle, values: Values, steps: int
    ) -> Least | None:
        key = (
            "chance",
            id(problem),
            id(oracle),
            theorem.algorithm,
            theorem.metric,
            steps,
            _digest(theorem, values, steps),
        )
        key += (values.get(s.delta),)
        if key not in self.done:
            self._keep(
                key, self._estimate(theorem, problem, oracle, values, steps), problem, oracle
            )
        return self.done[key]

    def _estimate(
        self, theorem: Theorem, problem: Problem, oracle: Oracle, values: Values, steps: int
    ) -> Least | None:
        exact = (
            second_moment(theorem, problem, oracle, values, steps)
            if theorem.mode is Mode.EXPECTATION
            else None
        )
        if exact is not None:
            return Least(np.array([exact]), np.array([1e-9 * exact]), "exact value")
        if (
            steps == 1
            and theorem.metric.along in ("best", "mean", "average")
            and theorem.metric.first == 0
        ):
            return Least(
                self._trivial_baseline(theorem.metric, problem, values), np.zeros(1), "exact value"
            )
        if steps > LONGEST or theorem.mode not in (Mode.EXPECTATION, Mode.PROBABILITY):
            return None
        name = f"{self.seed}/{problem.name}/{oracle.name}/{_digest(theorem, values, steps).hex()}"
        rng = np.random.default_rng(
            int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
        )
        with np.errstate(all="ignore"):
            points = _points(theorem, problem, oracle, values, rng, RUNS, steps)
            x = np.nan_to_num(_read(theorem.metric, problem, values, points, steps), nan=np.inf)
        low = (
            mean_at_least(x)
            if theorem.mode is Mode.EXPECTATION
            else quantile_at_least(x, float(values[s.delta]))
        )
        return Least(np.array([low]), np.zeros(1), "reference runs")

    def _calls(
        self, theorem: Theorem, problem: Problem, oracle: Oracle, values: Values
    ) -> Least | None:
        """Oracle calls until the method returns, in a few runs: what it returns may be worse than
        asked for, then it took for ever.
        """
        calls_of_run = CALLS.get(theorem.algorithm.name) if bundled(theorem.algorithm) else None
        if calls_of_run is None or oracle.law is not None or problem.directional is None:
            return None
        key = ("calls", id(problem), _digest(theorem, values, 1))
        if key not in self.done:
            tables = _tables(theorem, values, 1)
            rng = np.random.default_rng(
                int.from_bytes(
                    hashlib.sha256(f"{self.seed}/{problem.name}".encode()).digest()[:8], "big"
                )
            )
            calls = np.array(
                [
                    calls_of_run(problem, {c: float(v) for c, v in tables.items()}, rng)
                    for _ in range(64)
                ]
            )
            self._keep(
                key,
                Least(
                    np.array([quantile_at_least(calls, float(values[s.delta]))]),
                    np.zeros(1),
                    "reference runs",
                ),
                problem,
            )
        return self.done[key]

    def _trivial_baseline(self, metric: Metric, problem: Any, values: Values) -> Array:
        """The metric at x_0."""
        return metric.at(values).of(problem, problem.start_point()).numpy()

    def _keep(self, key: tuple[Any, ...], value: Any, *alive: Any) -> None:
        self.done[key] = value
        self.kept += alive  # an id names an object only while it lives


def _f_scale(problem: Any) -> Array:
    return np.abs(problem.value(problem.start_point()).numpy()) + np.abs(np.asarray(problem.f_star))


def _digest(theorem: Theorem, values: Values, steps: int) -> bytes:
    digest = hashlib.sha256()
    for constant, table in sorted(
        _tables(theorem, values, steps).items(), key=lambda item: item[0].name
    ):
        digest.update(constant.name.encode() + np.ascontiguousarray(table).tobytes())
    return digest.digest()


def _tables(theorem: Theorem, values: Values, steps: int) -> dict[s.Constant, Array]:
    """Parameters: (steps,) where they depend on k, else whatever shape the values have."""
    known, tables = dict(values), {}
    for constant, expression in theorem.params.items():
        table = np.asarray(
            numbers.evaluate(expression, {**known, s.k: np.arange(1.0, max(steps, 1) + 1)}),
            dtype=float,
        )
        known[constant] = tables[constant] = table
    return tables


def _points(
    theorem: Theorem,
    problem: Any,
    oracle: Oracle | None,
    values: Values,
    rng: np.random.Generator | None,
    rows: int,
    steps: int,
) -> Iterator[Array]:
    """x_0 .. x_steps, (rows, d) each."""
    x = np.repeat(problem.start_point().numpy(), rows, axis=0)
    method, at = method_of(theorem.algorithm), _at(_tables(theorem, values, steps))
    return itertools.islice(method(x, _Asked(problem, oracle, rng), at), steps + 1)


def _at(tables: Mapping[s.Constant, Array]) -> At:
    def at(constant: s.Constant, step: int) -> Any:
        table = tables[constant]
        if table.ndim == 2:
            return table
        return float(table if table.ndim == 0 else table[min(step, len(table)) - 1])

    return at


def _read(
    metric: Metric, problem: Any, values: Values, points: Iterator[Array], steps: int
) -> Array:
    """The metric after the steps, read along the run as it says: (rows,)."""
    of = metric.at(values).of

    def seen(x: Array) -> Array:
        return of(problem, torch.from_numpy(np.ascontiguousarray(x))).numpy()

    run = list(enumerate(points))
    if metric.along == "last":
        return seen(run[-1][1])
    chosen = [x for t, x in run if metric.first <= t < metric.first + steps]
    if metric.along == "average":
        weights = np.arange(1.0, len(chosen) + 1) if metric.weighted else np.ones(len(chosen))
        return seen(sum(w * x for w, x in zip(weights, chosen, strict=True)) / weights.sum())
    along = np.array([seen(x) for x in chosen])
    return along.min(axis=0) if metric.along == "best" else along.mean(axis=0)


def mean_at_least(x: Array) -> float:
    """A lower confidence bound at level SURE for the mean of X >= 0, of which x (n,) are samples;
    infinite samples are cut.

    Cut at a number that a quarter of the samples choose, X is bounded: the empirical Bernstein
    bound of Maurer and Pontil (2009), Theorem 4, on the others.
    """
    pilot, rest = x[: len(x) // 4], x[len(x) // 4 :]
    finite = pilot[np.isfinite(pilot)]
    if not len(finite) or finite.max() <= 0:
        return 0.0
    cuts = [2 * finite.max(), *(c for c in np.quantile(finite, (0.9, 0.97, 0.99, 1.0)) if c > 0)]
    cut = max(cuts, key=lambda c: _bernstein(np.minimum(pilot, c), c, len(rest)))
    return max(0.0, _bernstein(np.minimum(rest, cut), cut, len(rest)))


def _bernstein(x: Array, cut: float, n: int) -> float:
    log = math.log(2 / SURE)
    return float(x.mean() - math.sqrt(2 * x.var(ddof=1) * log / n) - 7 * cut * log / (3 * (n - 1)))


def quantile_at_least(x: Array, share: float) -> float:
    """A number that X exceeds with a probability of more than `share`, at level SURE; 0 if the
    samples x (n,) show none.
    """
    more = int(binom.isf(SURE, len(x), share)) + 1
    # if P(X > v) <= share, more than that many samples above v are as improbable as SURE
    return float(np.nextafter(np.sort(x)[len(x) - more], -np.inf)) if more <= len(x) else 0.0


def along_run(
    algorithm: Algorithm,
    problem: Problem,
    params: Mapping[s.Constant, Array],
    metric: Metric,
    steps: int,
) -> Array:
    """The metric at x_0 .. x_steps of a method without noise, params: constant -> (1,) or
    (steps,); up to where it is no number.
    """
    ask, start = _Asked(problem, None, None), problem.start_point().numpy()
    points = method_of(algorithm)(start, ask, _at(params))
    with np.errstate(all="ignore"):
        run = np.concatenate(list(itertools.islice(points, steps + 1)))
    return metric.of(problem, torch.from_numpy(run)).numpy()


def orbit_points(
    algorithm: Algorithm,
    problem: Problem,
    starts: Array,
    params: Mapping[s.Constant, float],
    steps: int,
) -> Array:
    """x_0 .. x_steps of a method without noise from many starts (starts, d): (steps + 1, starts,
    d).
    """
    points = method_of(algorithm)(
        starts,
        _Asked(problem, None, None),
        _at({c: np.asarray(v, dtype=float) for c, v in params.items()}),
    )
    with np.errstate(all="ignore"):
        return np.stack(list(itertools.islice(points, steps + 1)))
