"""Lower bounds attacked: more methods of the class, between those that the entry names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.stats import qmc

from theorybench.attack.result import AttackResult, Budget
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.types import Values
from theorybench.entries.lower_bound import LowerBound
from theorybench.verify.lower_bounds import verify_lower_bound
from theorybench.verify.profile import Options

NO_OTHER_METHODS = (
    "none of its methods has a parameter with several values, so that nothing says which others are"
    " in the class"
)

_METHODS = 64
"""Methods that are put between those that a lower bound names."""


def run_lower_bound(entry: LowerBound, budget: Budget, options: Options) -> AttackResult:
    """More methods, between those that the entry names, on its instances."""
    count = _METHODS if budget.evaluations is None else min(budget.evaluations, _METHODS)
    wider = swept(entry, count)
    assert wider is not None
    evidence = verify_lower_bound(Claim(wider), options)
    return AttackResult(
        evidence,
        f"{count} more of each method, between those named: {evidence.detail}",
        {"entry": entry.name, "methods": count},
        no_reproducer="the instances are those of the entry",
    )


def swept(entry: LowerBound, count: int) -> LowerBound | None:
    """The lower bound with `count` more of each method whose parameters the entry varies: each
    between its least and largest value.

    What lies between is in the class as well, because the entry names a class by its ends;
    schedules of steps are left as they are. None where no method has a parameter with several
    values: then nothing says which others are in the class.
    """

    def methods(values: Values) -> Any:
        return tuple(
            (algorithm, _more(params, count)) for algorithm, params in entry.methods(values)
        )

    varies = any(
        _varying(_numbers(params) or {})
        for setting in entry.settings
        for _, params in entry.methods(setting)
    )
    return replace(entry, methods=methods) if varies else None


def _varying(numbers: Mapping[s.Constant, np.ndarray]) -> dict[s.Constant, np.ndarray]:
    """The parameters with several positive values."""
    return {c: v for c, v in numbers.items() if len(np.unique(v[v > 0])) > 1}


def _numbers(params: Mapping[s.Constant, Any]) -> dict[s.Constant, np.ndarray] | None:
    """One number a method, (methods,); None where a parameter is a schedule of steps."""
    tables = {c: np.asarray(v, dtype=float) for c, v in params.items()}
    if any(v.ndim == 2 and v.shape[1] > 1 for v in tables.values()):
        return None
    rows = max(v.size for v in tables.values()) if tables else 0
    return {c: np.broadcast_to(v.reshape(-1), (rows,)) for c, v in tables.items()}


def _more(params: Mapping[s.Constant, Any], count: int) -> Mapping[s.Constant, Any]:
    """The given methods and then the new ones, spread evenly over the logarithms."""
    numbers = _numbers(params)
    varying = _varying(numbers or {})
    if not numbers or not varying:
        return params
    spread = (
        np.linspace(0, 1, count)[:, None]
        if len(varying) == 1
        else qmc.Sobol(len(varying), rng=0).random(count)
    )
    new = {c: np.full(count, v[0]) for c, v in numbers.items()}
    for (c, v), x in zip(varying.items(), spread.T, strict=True):
        low, high = np.log(v[v > 0].min()), np.log(v.max())
        new[c] = np.exp(low + x * (high - low))
    return {c: np.concatenate([v, new[c]]) for c, v in numbers.items()}
