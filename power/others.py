"""Mutants of constructions, identities, limit behaviour and resisting oracles, each made with
the reason why it is false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from power.methods import CannotJudge
from power.mutant import Kind, Mutant, ReferenceValue
from power.reference import orbit_points
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    Assumption,
    coordinate_smooth,
    everything,
    lipschitz,
    smooth,
    strongly_convex,
)
from theorybench.core.problem import Problem
from theorybench.entries.construction import Construction
from theorybench.entries.dynamics import Dynamics, Orbit
from theorybench.entries.entry import Entry
from theorybench.entries.identity import Identity
from theorybench.entries.resisting import Resisting

SHARES = (0.99, 0.9, 0.5)

_PAIRED = {
    smooth: (s.L,),
    lipschitz: (s.L_f,),
    strongly_convex: (s.mu,),
    coordinate_smooth: (s.L_sum,),
}
"""Constants that are suprema, or an infimum, of difference quotients."""

Known = tuple[Mutant, ReferenceValue | None]


def mutants(entry: Entry) -> Iterator[Known]:
    """Mutants with what is known of them."""
    if isinstance(entry, Construction):
        yield from _constants_claimed(entry)
    elif isinstance(entry, Identity):
        yield from _one_side(entry)
    elif isinstance(entry, Dynamics):
        yield from _steps(entry)
    elif isinstance(entry, Resisting):
        yield from _accuracies(entry)


def _named(entry: Entry, kind: Kind, number: int, what: str, **fields: Any) -> Mutant:
    return Mutant(
        kind,
        entry.name,
        what,
        replace(entry, name=f"{entry.name}~{kind}-{number}", as_printed=True, expects={}, **fields),
    )


def _constants_claimed(entry: Construction) -> Iterator[Known]:
    """A claimed constant times a share of the least value that pairs of points allow (strong
    convexity: over the largest).
    """
    for i, (assumption, constant) in enumerate(
        (a, c) for a in sorted(everything(entry.promises), key=str) for c in a.introduces
    ):
        least = (
            _least(entry.build(entry.settings[0]), assumption)
            if constant in _PAIRED.get(assumption, ())
            else None
        )
        for share in SHARES if least is not None else ():
            assert least is not None
            claimed = least / share if assumption is strongly_convex else least * share
            setting = entry.settings[0]
            mutant = _named(
                entry,
                "factor",
                10 * i + SHARES.index(share),
                f"{constant} = {claimed:.6g} claimed",
                settings=({**setting, constant: claimed} if constant in setting else setting,),
                build=lambda values, c=constant, v=claimed, was=setting: _claiming(
                    entry.build(was), c, v
                ),
                parts=lambda problem, values: (),
            )
            yield (
                mutant,
                ReferenceValue(
                    "exact value",
                    f"two points show that '{assumption}' needs {constant} = {least:.6g}",
                ),
            )


def _claiming(problem: Problem, constant: s.Constant, value: float) -> Problem:
    return replace(problem, constants={**problem.constants, constant: value})


def _least(problem: Problem, assumption: Assumption) -> float:
    """What the constant of an assumption must be at least (mu: at most), from difference
    quotients between points of a sequence.
    """
    x, y = _pairs(problem)
    f, g = (
        (lambda v: problem.value(torch.from_numpy(v)).numpy()),
        (lambda v: problem.gradient(torch.from_numpy(v)).numpy()),
    )
    apart, change = np.linalg.norm(x - y, axis=1), g(x) - g(y)
    if assumption is lipschitz:
        return float(np.max(np.abs(f(x) - f(y)) / apart))
    if assumption is smooth:
        return float(np.max(np.linalg.norm(change, axis=1) / apart))
    if assumption is strongly_convex:
        return float(np.min(np.sum(change * (x - y), axis=1) / apart**2))
    return float(np.max(np.sum(np.abs(change), axis=1) / np.max(np.abs(x - y), axis=1)))


def _pairs(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Points around the start and their partners near and far, all in the box of the problem:
    (20000, d) each.
    """
    rng = np.random.default_rng(20_000)
    low, high = problem.box or (min(problem.start) - 3.0, max(problem.start) + 3.0)
    x = rng.uniform(low, high, (20_000, problem.dim))
    direction = rng.standard_normal(x.shape)
    direction[: len(x) // 2] = np.sign(direction[: len(x) // 2])
    y = np.clip(x + direction * (high - low) * 10.0 ** rng.uniform(-4, 0, (len(x), 1)), low, high)
    apart = np.linalg.norm(x - y, axis=1) > 1e-9 * (high - low)
    return x[apart], y[apart]


def _one_side(entry: Identity) -> Iterator[Known]:
    """On f = x^2 / 2 with step D both sides are x D + D^2: any other multiple of one of them, or
    of the step in one, is something else.
    """
    why = ReferenceValue(
        "exact value", "on x^2/2 both sides are x D + D^2, and the changed one is not"
    )

    def scaled(c: float) -> Any:
        return lambda problem, x, step, draw: (
            entry.sides(problem, x, step, draw)[0],
            c * entry.sides(problem, x, step, draw)[1],
        )

    def stepped(c: float) -> Any:
        return lambda problem, x, step, draw: (
            entry.sides(problem, x, step, draw)[0],
            entry.sides(problem, x, step, c * draw)[1],
        )

    for i, c in enumerate((1.01, 0.9, 0.5)):
        yield _named(entry, "factor", i, f"right side times {c}", sides=scaled(c)), why
    for i, c in enumerate((2.0, 0.5)):
        yield (
            _named(entry, "step", i, f"s times {c} on the right side alone", sides=stepped(c)),
            why,
        )


def _steps(entry: Dynamics) -> Iterator[Known]:
    """The step doubled and halved; false where orbits computed once more fail the claim's own
    comparisons.
    """
    (parameter, value), *_ = entry.params.items()
    for i, c in enumerate((2.0, 0.5)):
        changed = _named(
            entry,
            "step",
            i,
            f"{parameter} times {c}",
            params={**entry.params, parameter: c * value},
        )
        yield changed, _orbit_reference_value(changed.entry)


def _orbit_reference_value(entry: Entry) -> ReferenceValue | None:
    assert isinstance(entry, Dynamics)
    try:
        points = orbit_points(
            entry.algorithm, entry.problem, entry.starts().numpy(), entry.params, entry.steps
        )
    except CannotJudge:
        return None
    if not np.isfinite(points).all():
        return None
    failed = [
        c
        for c in entry.parts(entry.observe(Orbit(entry.problem, torch.from_numpy(points))))
        if not c.lhs <= c.rhs + 2 * c.slack
    ]
    clear = [c for c in failed if c.lhs > c.rhs + 1e-3 * max(abs(c.lhs), abs(c.rhs))]
    return (
        ReferenceValue(
            "exact value", f"{clear[0].statement}: {clear[0].lhs:.6g} > {clear[0].rhs:.6g}"
        )
        if clear
        else None
    )


def _accuracies(entry: Resisting) -> Iterator[Known]:
    """With epsilon >= L every point of an L-Lipschitz function is epsilon-stationary."""
    for i, c in enumerate((1.0,)):
        settings = tuple(
            {**one, s.epsilon: c * one[s.L_f]}
            for one in entry.settings
            if s.epsilon in one and s.L_f in one
        )
        if settings:
            why = ReferenceValue(
                "exact value",
                "a subgradient is no longer than L, so every point is epsilon-stationary",
            )
            yield _named(entry, "constant", i, f"epsilon = {c} L", settings=settings), why
