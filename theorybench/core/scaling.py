"""The same problem in other units: f -> height f(x / length), with every constant, point and
oracle to match.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import replace
from numbers import Real
from typing import Any

import numpy as np

from theorybench.core import symbols as s
from theorybench.core.oracles import Law, Oracle, add_noise
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError, Tensor


def rescaled_values(
    values: Mapping[s.Constant, Any], height: float, length: float
) -> dict[s.Constant, Any]:
    """Numbers, and lists and arrays of numbers, times height^F length^X of their constant's
    unit; anything else (`Steps`) stays.
    """
    numbers = {c: float(v) for c, v in values.items() if isinstance(v, Real)}
    sized: dict[s.Constant, Any] = {
        c: v
        for c, v in values.items()
        if isinstance(v, Real | np.ndarray | list | tuple) and c.unit != s.ONE
    }
    return {
        **values,
        **{
            c: np.multiply(v, _factor(c.unit, numbers, height, length))[()]
            for c, v in sized.items()
        },
    }


def rescaled(problem: Problem, height: float, length: float) -> Problem:
    """g(y) = height f(y / length), height in units of f and length in units of x; powers of two
    change no digit of a run.

    Raises EntryError unless both are positive and finite.
    """
    _require_positive(problem.name, height, length)
    slope, of = height / length, problem
    directional, project, prox, goldstein = of.directional, of.project, of.prox, of.goldstein
    return replace(
        problem,
        name=of.name + _suffix(height, length),
        f=lambda y: height * of.f(y / length),
        gradient=lambda y: slope * of.gradient(y / length),
        start=tuple(length * v for v in of.start),
        f_star=height * of.f_star,
        minimiser=None if of.minimiser is None else tuple(length * v for v in of.minimiser),
        constants=rescaled_values(of.constants, height, length),
        project=None if project is None else lambda y: length * project(y / length),
        prox=(
            None
            if prox is None
            else lambda y, gamma: length * prox(y / length, gamma * height / length**2)
        ),
        directional=(
            None
            if directional is None
            else lambda y, direction: slope * directional(y / length, direction)
        ),
        goldstein=(
            None
            if goldstein is None
            else lambda y, radius: slope * goldstein(y / length, radius / length)
        ),
        box=None if of.box is None else (length * of.box[0], length * of.box[1]),
    )


def rescaled_oracle(oracle: Oracle, height: float, length: float) -> Oracle:
    """The oracle that answers for rescaled(problem, height, length) what `oracle` answers for the
    problem, times height / length.

    It draws the same raw numbers. Raises EntryError unless both are positive and finite.
    """
    _require_positive(oracle.name, height, length)
    if oracle.law is None:
        return oracle
    slope, original = height / length, _original(height, length)

    def answer(problem: Problem, y: Tensor, noise: Tensor) -> Tensor:
        return slope * oracle.answer(original(problem), y / length, noise)

    additive = oracle.answer is add_noise
    return replace(
        oracle,
        name=oracle.name + _suffix(height, length),
        law=_times(oracle.law, slope) if additive else oracle.law,
        answer=add_noise if additive else answer,
        constants=lambda problem: rescaled_values(
            oracle.constants(original(problem)), height, length
        ),
        width=lambda problem: oracle.width(original(problem)),
        only=lambda problem: oracle.only(original(problem)),
    )


def _original(height: float, length: float) -> Any:
    @functools.lru_cache(maxsize=16)
    def undo(problem: Problem) -> Problem:
        return replace(
            rescaled(problem, 1 / height, 1 / length),
            name=problem.name.removesuffix(_suffix(height, length)),
        )

    return undo


def _times(law: Law, slope: float) -> Law:
    """The law of slope z."""
    stable = None if law.stable is None else (law.stable[0], slope * law.stable[1])
    return replace(law, transform=lambda raw: law.transform(raw).mul_(slope), stable=stable)


def _factor(
    unit: s.Unit, numbers: Mapping[s.Constant, float], height: float, length: float
) -> float:
    return height ** float(s.evaluate(unit.f, numbers)) * length ** float(
        s.evaluate(unit.x, numbers)
    )


def _suffix(height: float, length: float) -> str:
    return f" ({height:g} f(x / {length:g}))"


def _require_positive(name: str, height: float, length: float) -> None:
    if not all(0 < v < math.inf for v in (height, length)):
        raise EntryError(
            f"{name}: height={height}, length={length}: to rescale f -> height f(x / length) give"
            " two positive finite numbers"
        )
