"""The formulas that an entry is made of, by its kind: heading, text, and the expressions in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.theorem import Theorem

Formula = tuple[str, str, tuple[Any, ...]]


def of_theorem(entry: Theorem) -> Iterator[Formula]:
    """Method, parameters, abbreviations, conditions, metric and bound; declarations, oracles."""
    source = f" ({entry.algorithm.source})" if entry.algorithm.source else ""
    yield "method", entry.algorithm.name + source, ()
    for heading, formulas in (("parameter", entry.params), ("where", entry.where)):
        for constant, expression in formulas.items():
            text = f"{constant.name} = {expression}    {latex(constant)} = {latex(expression)}"
            yield heading, text, (constant, expression)
    for condition in entry.valid_when:
        yield "valid when", str(condition), (condition,)
    yield from of_bound(entry)
    for declared in entry.declares:
        yield "declared", declared.reason, ()
    if entry.oracles is not None:
        names = ", ".join(o.name for o in entry.oracles)
        yield "oracles", names or "none: put to its witness alone", ()


def of_bound(entry: Theorem | LowerBound) -> Iterator[Formula]:
    """Metric and bound."""
    yield "metric", f"{entry.metric} [{entry.metric.unit}], {entry.mode.value}", ()
    yield "bound", f"{entry.bound}    {latex(entry.bound)}", (entry.bound,)


def of_inequality(entry: Inequality) -> Iterator[Formula]:
    """Both sides of every part, premises, ranges."""
    for what, (lhs, rhs) in entry.parts.items():
        text = f"{what}: {lhs} <= {rhs}    {latex(lhs)} \\le {latex(rhs)}"
        yield "part", text, (lhs, rhs)
    for premise in entry.premises:
        yield "premise", str(premise), (premise,)
    for constant, (low, high) in entry.variables.items():
        yield "range", f"{low:g} <= {constant.name} <= {high:g}", (constant,)


def latex(expression: Any) -> str:
    """An expression in LaTeX, between dollar signs."""
    return f"${sympy.latex(expression)}$"
