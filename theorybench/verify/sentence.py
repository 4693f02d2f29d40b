"""The sentence that an entry's fields say, by its kind; of kinds that hold functions in place of
formulas there is none to render.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import sympy

from theorybench.core.assumptions import Assumption, exact_gradients
from theorybench.core.symbols import Constant
from theorybench.entries.dynamics import Dynamics
from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.theorem import Mode, Theorem
from theorybench.run.recorders import reading


def of_theorem(entry: Theorem) -> str:
    """Assumptions, method with its parameters, measured quantity against the bound, conditions."""
    params = " and ".join(
        str(c) if c == e else f"{c} = {formula(e)}" for c, e in entry.params.items()
    )
    conditions = " and ".join(map(formula, entry.valid_when))
    where = " and ".join(f"{c} = {formula(e)}" for c, e in entry.where.items())
    return (
        f"{_assumed(entry.assumes)}{entry.algorithm.name}{params and f' with {params}'}"
        f" {_bounded(entry, '<=')}{conditions and f', for {conditions}'}"
        f"{where and f', where {where}'}."
    )


def of_lower_bound(entry: LowerBound) -> str:
    """Assumptions, measured quantity against the bound."""
    return (
        f"{_assumed(entry.assumes)}every method of the class, on some instance,"
        f" {_bounded(entry, '>=')}."
    )


def of_inequality(entry: Inequality) -> str:
    """Ranges, premises, and both sides of every part."""
    given = " and ".join(formula(p) for p in entry.premises)
    parts = (f"{formula(a)} <= {formula(b)} ({what})" for what, (a, b) in entry.parts.items())
    return f"For {_ranges(entry.variables)}{given and f' with {given}'}: {'; '.join(parts)}."


def of_dynamics(entry: Dynamics) -> str:
    """Method, parameters, problem, and how long it is followed."""
    params = ", ".join(f"{c} = {v:g}" for c, v in entry.params.items())
    return (
        f"Limit behaviour of {entry.algorithm.name} with {params} on {entry.problem.name},"
        f" {entry.steps} steps."
    )


def formula(expression: Any) -> str:
    """An expression on one line as it is written by hand: L R^2 / (4 n + 2)."""
    text = sympy.sstr(sympy.sympify(expression), full_prec=False)
    for sympys, by_hand in (("**", "^"), ("*", " "), ("/", " / ")):
        text = text.replace(sympys, by_hand)
    return re.sub(r"\b(Max|Min|Abs|E)\b", lambda name: name[0].lower(), text)


def _assumed(assumes: Iterable[Assumption]) -> str:
    names = ", ".join(a.name for a in assumes)
    return f"Assumed: {names}. Then " if names else "Always "


def _bounded(entry: Theorem | LowerBound, sign: str) -> str:
    """What a method does: the measured quantity against the bound, in the sense of the mode."""
    measured, bound = (
        reading(entry.metric).described(entry.metric, entry.horizon),
        formula(entry.bound),
    )
    chance = any(a.of_oracle and a is not exact_gradients for a in entry.assumes)
    match entry.mode:
        case Mode.COMPLEXITY:
            at = "most" if sign == "<=" else "least"
            return f"takes at {at} {bound} steps{' in the median' if chance else ''} {measured}"
        case Mode.EXPECTATION:
            return f"has E[{measured}] {sign} {bound}"
        case Mode.PROBABILITY:
            return f"has {measured} {sign} {bound} with probability at least 1 - delta"
        case Mode.INFINITE:
            return f"has E[{measured}] = infinity"
        case Mode.RATE:
            return f"has {f'E[{measured}]' if chance else measured} = O({bound})"
        case _:
            return f"has {measured} {sign} {bound}"


def _ranges(variables: Mapping[Constant, tuple[float, float]]) -> str:
    """The ranges of the variables, those of one range together."""
    groups: dict[tuple[float, float], list[str]] = {}
    for constant, limits in variables.items():
        groups.setdefault(limits, []).append(str(constant))
    return ", ".join(
        f"{', '.join(names)} in [{low:g}, {high:g}]" for (low, high), names in groups.items()
    )
