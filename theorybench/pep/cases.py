"""Where exact worst cases are computed: the settings of a theorem with few steps, each with the
sharpest instance that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from theorybench.catalogue.claim import Claim
from theorybench.catalogue.extras import extra_named
from theorybench.core import symbols as s
from theorybench.core.oracles import exact
from theorybench.entries.theorem import Mode, Theorem
from theorybench.pep.task import Posed, pose
from theorybench.pep.trace import Unfit
from theorybench.verify.plan import make_plan
from theorybench.verify.prepare import Prepared
from theorybench.verify.profile import Options
from theorybench.verify.runs import SharedRuns

FEW_STEPS = {"quick": 10}
MORE_STEPS = 20
"""The number of constraints grows with the square of the steps, and the time with its cube."""


@dataclass(frozen=True, eq=False)
class Case:
    """A theorem with one setting, on the instance `on` where measured / bound is largest; its
    constants are those of the class.
    """

    theorem: Theorem
    prepared: Prepared
    posed: Posed
    measured: float
    on: str

    @property
    def setting(self) -> Mapping[s.Constant, Any]:
        return self.theorem.settings[0]

    @property
    def where(self) -> str:
        """The setting in words."""
        return ", ".join(f"{c.name}={self.prepared.values[c]:.4g}" for c in self.setting)


@dataclass(frozen=True)
class LeftOut:
    """A theorem, or one setting of it, without an exact worst case, and the reason."""

    theorem: str
    reason: str


def is_deterministic(claim: Claim) -> bool:
    """Whether a claim is that of a bound on a metric that holds for every function of a class,
    without chance.
    """
    entry = claim.entry
    deterministic = (
        isinstance(entry, Theorem) and entry.mode is Mode.DETERMINISTIC and not entry.bounds_steps
    )
    return deterministic and claim.oracle in (None, exact)


def cases(theorem: Theorem, claims: Iterable[Claim], options: Options) -> Iterator[Case | LeftOut]:
    """Every setting of a theorem, with its steps cut to few, on the sharpest of the claims'
    instances and of what the attack finds.

    Last comes the attack with the setting that it has chosen.
    """
    claims = list(claims)
    known = [c for c in claims if not c.extra]
    attacked = [
        (Claim(theorem, problem, exact), setting)
        for claim in claims
        if claim.extra and (instance := extra_named(claim.extra).instance) is not None
        for problem, setting in instance(claim, options)
    ]
    chosen = few_steps(theorem, FEW_STEPS.get(options.profile.name, MORE_STEPS))
    for setting in chosen:
        yield _sharpest(theorem, setting, [*known, *(worst for worst, _ in attacked)], options)
    for worst, setting in attacked:
        if setting not in chosen:
            yield _sharpest(theorem, setting, [worst], options)


def _sharpest(
    theorem: Theorem, setting: Mapping[s.Constant, Any], claims: Iterable[Claim], options: Options
) -> Case | LeftOut:
    """The sharpest instance whose constants belong to a class that PEPit describes."""
    reduced = replace(theorem, settings=(setting,))
    measured = [
        one for claim in claims if (one := _measured(replace(claim, entry=reduced), options))
    ]
    reason = "no instance has a positive bound within the steps allowed"
    for prepared, value, on in sorted(measured, key=lambda one: -one[1] / one[0].bound):
        try:
            return Case(reduced, prepared, pose(reduced, prepared), value, on)
        except Unfit as unfit:
            reason = str(unfit)
    return LeftOut(theorem.name, reason)


def few_steps(theorem: Theorem, most: int) -> list[Mapping[s.Constant, Any]]:
    """The settings, each once, with at most that many steps; whole numbers equal to the number
    of steps are cut with it.
    """
    found: list[Mapping[s.Constant, Any]] = []
    for setting in theorem.settings:
        steps = setting[theorem.horizon]
        cut = {
            c: min(v, most) if c is theorem.horizon or (c.is_integer and v == steps) else v
            for c, v in setting.items()
        }
        found += [] if cut in found else [cut]
    return found


def _measured(claim: Claim, options: Options) -> tuple[Prepared, float, str] | None:
    """A claim with one setting, run: None where the theorem says nothing there, or only that 0
    <= 0.
    """
    made = make_plan(claim, options.profile.budget_multiplier)
    if not made.prepared or not made.prepared[0].bound > 0:
        return None
    value = float(SharedRuns(options.seed, options.device).exact(made.layouts[0][0])[0])
    return made.prepared[0], value, claim.problem_name
