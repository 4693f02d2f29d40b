"""A claim is an entry put to one problem and one oracle; evidence is what came of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.entries.entry import Entry, Verdict

LOOSE = 0.1
"""A bound that is never approached within a factor 10 is not verified in any useful sense."""


Expectation = Verdict | Literal["not refuted"]


@dataclass(frozen=True, eq=False)
class Claim:
    """One of the catalogue's entries with the problem and the oracle it is put to, where the entry
    needs them.

    is_attack: the problem is the worst that a search finds, and so is the oracle unless one is
    given; found: the file of the worst that was found before.
    """

    entry: Entry
    problem: Problem | None = None
    oracle: Oracle | None = None
    is_witness: bool = False
    is_attack: bool = False
    found: Path | None = None

    @property
    def problem_name(self) -> str:
        if self.is_attack:
            return "attack"
        return "witness" if self.is_witness else self.problem.name if self.problem else "-"

    @property
    def oracle_name(self) -> str:
        return self.oracle.name if self.oracle else "-"

    @property
    def name(self) -> str:
        return " @ ".join(
            part for part in (self.entry.name, self.problem_name, self.oracle_name) if part != "-"
        )

    @property
    def expected(self) -> Expectation | None:
        """The verdict the catalogue expects; nobody declares what the mean on an instance yet to
        be found needs to be supported.
        """
        verdict = self.entry.expected(self.problem_name)
        return (
            "not refuted"
            if self.is_attack and self.oracle is None and verdict == "supported"
            else verdict
        )


@dataclass(frozen=True)
class Evidence:
    """What was measured of a claim, and the verdict; see design.md section 10 for the fields.
    Numbers refer to the sharpest setting.
    """

    theorem: str
    verdict: Verdict
    problem: str = "-"
    oracle: str = "-"
    kind: str = "upper-bound"
    mode: str = "deterministic"
    expected: Expectation | None = "supported"
    constants: Mapping[str, float] = field(default_factory=dict)
    bound: float | None = None
    measured: float | None = None
    low: float | None = None
    high: float | None = None
    sharpness: float | None = None
    detectable: float | None = None
    runs: int = 0
    alpha: float = 0.0
    delta: float | None = None
    seconds: float = 0.0
    finding: str | None = None
    detail: str = ""
    repeat: str = ""

    @property
    def as_expected(self) -> bool:
        if self.verdict == "error":
            return False
        return self.expected in (None, self.verdict) or (
            self.expected == "not refuted" and self.verdict != "refuted"
        )

    @property
    def loose(self) -> bool:
        return self.verdict == "supported" and self.sharpness is not None and self.sharpness < LOOSE

    def to_json(self) -> dict[str, Any]:
        """A dict of JSON values; infinities become "inf" and "-inf", NaN null."""
        return {f.name: jsonable(getattr(self, f.name)) for f in fields(self)}


def jsonable(value: Any) -> Any:
    """JSON has no infinity: "inf", "-inf"; NaN becomes null."""
    if isinstance(value, Mapping):
        return {str(key): jsonable(one) for key, one in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "inf" if value > 0 else "-inf"
    return (
        value
        if value is None or isinstance(value, str | bool | int | float)
        else json.loads(json.dumps(value, default=float))
    )
