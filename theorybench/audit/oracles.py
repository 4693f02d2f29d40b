"""Grades the moments that an oracle declares: from the formula of its law, or by enumerating
what it can answer at many points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from theorybench.audit.formula.nodes import Undecided
from theorybench.audit.grade import ROUNDING, Grade, Level
from theorybench.audit.moments import Moments, moments_of
from theorybench.audit.prove.answer import Answer
from theorybench.audit.search import (
    SMALL,
    Score,
    WorstPair,
    climb,
)
from theorybench.audit.support import Support, support_of
from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.assumptions import everything
from theorybench.core.oracles import Oracle, add_noise
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor

QUADRATURE = 1e-6
"""Relative error to which quadrature is trusted."""

Values = Mapping[s.Constant, float]


@dataclass(frozen=True)
class _True:
    """The value that a declared constant must not be below; `attained`: no smaller one will do."""

    value: float
    attained: bool = True


def audit_oracle(oracle: Oracle, problems: Iterable[Problem]) -> list[Grade]:
    """A grade for every moment of an oracle, on all the problems it serves: of each constant the
    one that is nearest to being exceeded.
    """
    served = [p for p in problems if oracle.only(p)]
    if oracle.law is None or not served:
        return []
    try:
        if oracle.answer is add_noise:
            return list(_additive(oracle, served, moments_of(oracle.law)))
        return list(_enumerated(oracle, served, support_of(oracle.law)))
    except Undecided as reason:
        return list(_unknown(oracle, served, str(reason)))


def _additive(oracle: Oracle, served: list[Problem], law: Moments) -> Iterator[Grade]:
    """Noise that is added to the gradient, independent and of one law on every coordinate."""
    promised, level = everything(oracle.promises), Level.CERTIFIED if law.exact else Level.SEARCHED
    if a.unbiased in promised:
        size = law.absolute(1.0)
        wrong = abs(law.mean) > ROUNDING * size
        yield Grade(
            oracle.name,
            str(a.unbiased),
            a.unbiased.statement,
            None,
            Level.EXCEEDED if wrong else level,
            law.mean,
            None,
            law.how,
        )
    if a.infinite_variance in promised:
        second = law.absolute(2.0)
        grade = level if second == math.inf else Level.EXCEEDED
        yield Grade(
            oracle.name,
            str(a.infinite_variance),
            a.infinite_variance.statement,
            None,
            grade,
            second,
            None,
            law.how,
        )
    least: dict[s.Constant, Callable[[Problem, Values], _True]] = {
        s.sigma: lambda p, c: _central(law, p, c.get(s.alpha, 2.0)),
        s.sigma_2: lambda p, c: _True(math.sqrt(c[s.batch] * p.dim * law.absolute(2.0))),
        s.sigma_sum: lambda p, c: _True(p.dim * math.sqrt(c[s.batch] * law.absolute(2.0))),
        s.tau: lambda p, c: _True(math.sqrt(p.dim) * law.largest),
        s.G: lambda p, c: _whole(law, p, c[s.alpha]),
    }
    for constant, value in least.items():
        found = [
            (p, c[constant], value(p, c)) for p in served if constant in (c := oracle.constants(p))
        ]
        if found:
            yield _tightest(
                oracle, constant, found, level, law.how, ROUNDING if law.exact else QUADRATURE
            )


def _central(law: Moments, problem: Problem, order: float) -> _True:
    """E||z||^p <= d E|z_i|^p for p <= 2, an equality for p = 2 and in one dimension."""
    return _True((problem.dim * law.absolute(order)) ** (1 / order), order == 2 or problem.dim == 1)


def _whole(law: Moments, problem: Problem, order: float) -> _True:
    """E||g||^p for gradients up to L_f: Minkowski, or with factor 1 (symmetric noise, Clarkson)
    or 2^(2 - p) (von Bahr, Esseen).
    """
    steep, root = problem.constants.get(s.L_f, math.inf), _central(law, problem, order).value
    factor = 1.0 if law.symmetric else 2 ** (2 - order)
    return _True(
        min(steep + root, (steep**order + factor * root**order) ** (1 / order)), order == 2
    )


def _tightest(
    oracle: Oracle,
    constant: s.Constant,
    found: list[tuple[Problem, float, _True]],
    level: Level,
    how: str,
    rounding: float,
) -> Grade:

    def room(one: tuple[Problem, float, _True]) -> tuple[float, bool]:
        return round(one[1] / one[2].value, 9) if one[2].value else math.inf, not one[2].attained

    problem, declared, least = min(found, key=room)
    where = f"{how}; on {problem.name}, the tightest of {len(found)} problems"
    if least.value > declared * (1 + rounding):
        level = Level.EXCEEDED if least.attained else Level.SEARCHED
        where = where if least.attained else f"{where}; the bound at hand is {least.value:.6g}"
    reached = least.value if least.attained else None
    return Grade(
        oracle.name, constant.name, constant.meaning, declared, level, reached, None, where
    )


def _enumerated(oracle: Oracle, served: list[Problem], support: Support) -> Iterator[Grade]:
    """Oracles with finitely many answers: their moments at a point are exact, points are
    searched.
    """
    for problem in served:
        known = oracle.constants(problem)
        batch = oracle.width(problem)
        if batch > 1 and known.get(s.batch) != batch:
            raise Undecided("its answers depend on several raw numbers")
        yield _unbiased(oracle, problem, support)
        searches: dict[Score, WorstPair] = {}
        for constant, (score, share) in _scores(oracle, support, known, batch).items():
            if constant in known:
                found = searches[score] = searches.get(score) or climb(problem, score, SMALL)
                how = f"{found.pairs} points, all {len(support.values)} draws at each"
                answer = _held(known[constant], found.value * share, found.x, how)
                name = f"{constant.name} on {problem.name}" if len(served) > 1 else constant.name
                yield Grade(
                    oracle.name,
                    name,
                    constant.meaning,
                    known[constant],
                    answer.level,
                    answer.reached,
                    answer.at,
                    answer.how,
                )


def _held(declared: float, reached: float, at: tuple[float, ...], how: str) -> Answer:
    return Answer(
        Level.EXCEEDED if reached > declared * (1 + QUADRATURE) else Level.SEARCHED,
        reached,
        at,
        how,
    )


def _unbiased(oracle: Oracle, problem: Problem, support: Support) -> Grade:
    x, _ = problem.sample(256)
    size = problem.gradient(x).norm(dim=-1) + problem.constants[s.G_0]
    off = (support.mean(oracle, problem, x) - problem.gradient(x)).norm(dim=-1) / size
    worst = int(off.argmax())
    level = Level.EXCEEDED if float(off[worst]) > ROUNDING else Level.SEARCHED
    how = f"the mean of all {len(support.values)} draws at {len(x)} points"
    return Grade(
        oracle.name,
        str(a.unbiased),
        a.unbiased.statement,
        None,
        level,
        float(off[worst]),
        tuple(x[worst].tolist()),
        how,
    )


def _scores(
    oracle: Oracle, support: Support, known: Values, batch: int
) -> dict[s.Constant, tuple[Score, float]]:
    """The least value of each constant at x is a score times a number; a mini-batch has the
    variance of a draw over its size.
    """
    order = known.get(s.alpha, 2.0)

    def central(p: Problem, x: Tensor, y: Tensor) -> Tensor:
        return support.average(oracle, p, x, lambda g, mean: (g - mean).norm(dim=-1) ** order) ** (
            1 / order
        )

    def deviations(p: Problem, x: Tensor, y: Tensor) -> Tensor:
        return support.average(oracle, p, x, lambda g, mean: (g - mean).square()).sqrt().sum(-1)

    def whole(p: Problem, x: Tensor, y: Tensor) -> Tensor:
        return support.average(oracle, p, x, lambda g, mean: g.norm(dim=-1) ** order) ** (1 / order)

    scores: dict[s.Constant, tuple[Score, float]] = {s.sigma_sum: (deviations, 1.0)}
    if order == 2:
        scores |= {s.sigma_2: (central, 1.0)}
    if batch == 1 or order == 2:
        scores |= {s.sigma: (central, batch**-0.5)}
    if batch == 1:
        scores |= {s.tau: (lambda p, x, y: support.largest(oracle, p, x), 1.0), s.G: (whole, 1.0)}
    return scores


def _unknown(oracle: Oracle, served: list[Problem], reason: str) -> Iterator[Grade]:
    """Every moment, unchecked."""
    known = oracle.constants(served[0])
    for constant in known:
        if constant not in (s.alpha, s.batch):
            how = f"{reason}; its draws are held against it in every verification"
            yield Grade(
                oracle.name,
                constant.name,
                constant.meaning,
                known[constant],
                Level.UNCHECKED,
                None,
                None,
                how,
            )
