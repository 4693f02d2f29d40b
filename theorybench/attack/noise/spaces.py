"""Which functions and which noise are put to a theorem about noise."""

from __future__ import annotations

import numpy as np

from theorybench.attack.batch import can_run
from theorybench.attack.families import domains, line, several
from theorybench.attack.families.family import Family
from theorybench.attack.noise.noise import Direction, constants_of_noise, slopes
from theorybench.attack.noise.shapes import FAMILIES, NoiseFamily, serves
from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.assumptions import everything
from theorybench.entries.theorem import Mode, Theorem

_AMONG = (*domains.families, *line.families, *several.families)


def why_not(theorem: Theorem) -> str:
    """Why no search for noise can meet the theorem; empty if one can."""
    if theorem.mode not in (Mode.EXPECTATION, Mode.PROBABILITY, Mode.COMPLEXITY):
        return f"its mode is '{theorem.mode.value}'"
    if a.exact_gradients in everything(theorem.assumes) or not any(
        x.of_oracle for x in theorem.assumes
    ):
        return "it is not about noise"
    if not can_run(theorem.algorithm, theorem.metric):
        return f"'{theorem.metric}' is no function of the iterates alone"
    if not any(serves(one, theorem.assumes, order_for(theorem)) for one in FAMILIES):
        return (
            "no noise family promises all of"
            f" {', '.join(x.name for x in theorem.assumes if x.of_oracle)}"
        )
    return (
        ""
        if functions_for(theorem)
        else (
            "no family promises all of"
            f" {', '.join(x.name for x in theorem.assumes if not x.of_oracle)}"
        )
    )


def serves_noise(theorem: Theorem) -> bool:
    """Whether there are functions and noise for the theorem."""
    return not why_not(theorem)


def leaves_alpha(theorem: Theorem) -> bool:
    """Whether the theorem is about moments of an order alpha below 2 as well."""
    held = everything(theorem.assumes)
    return (
        not {a.bounded_moment, a.bounded_gradient_moment}.isdisjoint(held)
        and a.bounded_variance not in held
    )


def order_for(theorem: Theorem) -> float:
    return 1.5 if leaves_alpha(theorem) else 2.0


def functions_for(theorem: Theorem) -> tuple[Family, ...]:
    on_domain = a.bounded_domain in everything(theorem.assumes)
    given = frozenset({s.d, s.Delta_0, s.R, s.G_0})
    return tuple(
        one
        for one in _AMONG
        if one.serves(theorem.assumes, given)
        and (on_domain or a.bounded_domain not in everything(one.promises))
        and len(one.parameters) <= 10
    )


def directions_for(theorem: Theorem, family: Family, law: NoiseFamily) -> tuple[Direction, ...]:
    """First and gradient; of several coordinates the diagonal too. What is not known exactly is
    left out.
    """
    functions = family.rows(np.array([[r.at(np.array([0.5]))[0] for r in family.parameters]]))
    shape = law.make(
        order_for(theorem),
        {name: (low * high) ** 0.5 for name, (low, high) in law.parameters.items()},
    )
    wanted = {c for x in everything(theorem.assumes) if x.of_oracle for c in x.introduces}
    directions: tuple[Direction, ...] = (
        ("first", "gradient") if functions.dim == 1 else ("first", "gradient", "diagonal")
    )

    def known(direction: Direction) -> set[s.Constant]:
        ends = slopes(functions, a.convex in everything(family.promises), direction)
        return set(
            constants_of_noise(functions.dim, ends, shape, order_for(theorem), 1.0, direction)
        )

    return tuple(direction for direction in directions if wanted <= known(direction))
