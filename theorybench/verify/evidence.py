"""Evidence: what was measured of a claim, the verdict, and the fields that every verdict has."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from theorybench.catalogue.claim import Claim, Expectation
from theorybench.entries.comparison import Comparison
from theorybench.entries.entry import Verdict
from theorybench.resolution import Judgement, Statement, judge

LOOSE = 0.1
"""A bound that is never approached within a factor 10 is not verified in any useful sense."""


@dataclass(frozen=True)
class Quantity:
    """What bound, measured, low and high are numbers of: a value of the metric, its mean, its
    quantile of the given order, a number of steps, or the factor between two horizons.
    """

    kind: Literal["value", "mean", "quantile", "steps", "factor"] = "value"
    order: float | None = None

    @property
    def words(self) -> str:
        return self.kind if self.order is None else f"{self.order:.4g}-quantile"


@dataclass(frozen=True)
class Evidence:
    """What was measured of a claim, and the verdict. Numbers refer to the sharpest setting.

    expected: what the catalogue expects; constants: by name, in the setting told of; quantity: what
    bound, measured and the interval [low, high] are numbers of; sharpness: how near the measurement
    comes to the bound, above 1 where it is violated; detectable: the smallest violation, as a
    factor, that would have been refuted; resolution: what float64 may have done to the
    measurement, relative to the bound, None where it was not measured; certified: whether a
    deterministic refutation was repeated in exact arithmetic, None where that does not apply;
    runs: seeds, or comparisons; alpha: the level of a refutation, 0 where no chance plays a part;
    delta: the level of a support; finding: what is wrong, where something is; repeat: the command
    that gives this evidence again.
    """

    theorem: str
    verdict: Verdict
    problem: str = "-"
    oracle: str = "-"
    kind: str = "upper-bound"
    mode: str = "deterministic"
    expected: Expectation | None = "supported"
    constants: Mapping[str, float] = field(default_factory=dict)
    quantity: Quantity = Quantity()
    bound: float | None = None
    measured: float | None = None
    low: float | None = None
    high: float | None = None
    sharpness: float | None = None
    detectable: float | None = None
    resolution: float | None = None
    certified: bool | None = None
    runs: int = 0
    alpha: float = 0.0
    delta: float | None = None
    seconds: float = 0.0
    finding: str | None = None
    detail: str = ""
    repeat: str = ""

    @property
    def as_expected(self) -> bool:
        """Whether nothing is to be told: a pair of which the claim says nothing fails nothing, and
        a mean of which nothing is known may be consistent where support is expected.
        """
        if self.verdict == "error":
            return False
        if self.expected in (None, self.verdict):
            return True
        if self.expected == "not refuted":
            return self.verdict != "refuted"
        return self.expected == "supported" and self.verdict in ("consistent", "vacuous")

    @property
    def shut_out(self) -> bool:
        """The claim is not put to this pair: its conditions are false there, or its bound says
        nothing.
        """
        return self.verdict == "vacuous" and self.expected == "supported"

    @property
    def loose(self) -> bool:
        return self.verdict == "supported" and self.sharpness is not None and self.sharpness < LOOSE

    def to_json(self) -> dict[str, Any]:
        """A dict of JSON values; infinities become "inf" and "-inf", NaN null."""
        known = {
            f.name: jsonable(getattr(self, f.name)) for f in fields(self) if f.name != "quantity"
        }
        return known | {"quantity": self.quantity.words}


def evidence_for(claim: Claim, **fields: Any) -> Evidence:
    """Evidence of a claim: its names and expectation filled in, other fields as given."""
    entry = claim.entry
    mode = getattr(entry, "mode", None)
    finding = fields.pop("finding", None) or "; ".join(entry.findings()) or None
    return Evidence(
        theorem=entry.name,
        problem=claim.problem_name,
        oracle=claim.oracle_name,
        kind=getattr(entry, "kind", "entry"),
        mode=mode.value if mode is not None else "deterministic",
        expected=claim.expected,
        finding=finding,
        **fields,
    )


def from_comparisons(
    claim: Claim,
    comparisons: Sequence[Comparison],
    numbers: Sequence[Mapping[str, float]] = (),
    **fields: Any,
) -> Evidence:
    """Refuted by the worst comparison that fails; inconclusive where float64 cannot tell; else
    supported with the sharpest one (none where rhs = 0). All must be numbers.
    """
    if not comparisons:
        return evidence_for(claim, verdict="vacuous", finding="nothing was compared", **fields)
    bad = [c for c in comparisons if math.isnan(c.lhs) or math.isnan(c.rhs)]
    if bad:
        finding = f"{bad[0].statement}: {bad[0].lhs} <= {bad[0].rhs} is not a comparison of numbers"
        return evidence_for(claim, verdict="error", finding=finding, **fields)
    judgements = [judged(c) for c in comparisons]
    fine = [i for i, one in enumerate(judgements) if one.statement != "coarse"]
    telling = fine or list(range(len(judgements)))  # a setting too small for float64 tells nothing
    verdict = max((_VERDICTS[judgements[i].statement] for i in telling), key=_ORDER.index)
    deciding = [i for i in telling if _VERDICTS[judgements[i].statement] == verdict]
    worst = max(deciding, key=lambda i: (not comparisons[i].without_bound, judgements[i].sharpness))
    c, its = comparisons[worst], judgements[worst]
    sharpness = None if c.without_bound and verdict == "supported" else float(its.sharpness)
    if verdict != "supported":
        finding = f"{_failure(c, its.statement)}" + (f" at {c.at}" if c.at else "")
        fields["finding"] = "; ".join(filter(None, (finding, *claim.entry.findings())))
    reached = "reached, " if its.statement == "reached" else ""
    return evidence_for(
        claim,
        verdict=verdict,
        constants=dict(numbers[worst]) if worst < len(numbers) else {},
        bound=float(c.rhs),
        measured=float(c.lhs),
        sharpness=sharpness,
        detectable=1.0 / sharpness if sharpness and sharpness < math.inf else None,
        resolution=None if c.resolution is None else quotient(c.resolution, abs(c.rhs)),
        runs=len(comparisons),
        detail=reached + c.statement + (f" at {c.at}" if c.at else ""),
        **fields,
    )


_ORDER: tuple[Verdict, ...] = ("supported", "inconclusive", "refuted")
_VERDICTS: dict[Statement, Verdict] = {
    "refuted": "refuted",
    "equal": "inconclusive",
    "coarse": "inconclusive",
    "reached": "supported",
    "supported": "supported",
}


def judged(c: Comparison) -> Judgement:
    """By exact arithmetic where it has settled the comparison; else by the resolution where there
    is one, else with the slack that an entry allows.
    """
    if c.settled is not None:
        return Judgement(c.settled, math.nextafter(1.0, 2.0) if c.settled == "refuted" else 1.0)
    if c.resolution is None:
        return Judgement("supported" if c.holds else "refuted", c.sharpness)
    return judge(c.lhs, c.resolution, c.rhs, reached=c.reached, whole=c.whole)


def _failure(c: Comparison, statement: Statement) -> str:
    if statement == "refuted":
        return f"{c.statement}: {c.lhs:.6g} > {c.rhs:.6g}"
    what = f"{c.statement}: {c.lhs:.6g} against {c.rhs:.6g}"
    if c.whole or c.resolution == math.inf:
        return f"{what}: the last bits of float64 decide"
    if statement == "equal":
        return f"{what}: equal up to the resolution {c.resolution:.2g} of float64"
    return f"{what}: the resolution {c.resolution:.2g} of float64 is too coarse for this bound"


def quotient(a: float, b: float) -> float:
    """a / b for a, b >= 0 that may be 0 or infinite; infinite where nothing is known."""
    return float(a) / float(b) if b > 0 and not (math.isinf(a) and math.isinf(b)) else math.inf


def undecided(runs: int, what: str, low: float, high: float, bound: float) -> str:
    """Why a mean or a quantile is inconclusive: nothing is known of the law on one side, or it
    is too near to the bound.
    """
    if math.isinf(high) and what == "mean":
        return (
            "nothing is declared of the metric's law (declares= of the entry): its mean can be"
            " refuted, but not supported"
        )
    return (
        f"{runs} runs leave the {what} between {low:.4g} and {high:.4g}, and the bound is"
        f" {bound:.4g}: a longer profile may tell"
    )


def jsonable(value: Any) -> Any:
    """JSON has no infinity: "inf", "-inf"; NaN becomes null."""
    if isinstance(value, Mapping):
        return {str(key): jsonable(one) for key, one in value.items()}
    if isinstance(value, float):  # numpy's numbers too
        if math.isfinite(value):
            return float(value)
        return None if math.isnan(value) else "inf" if value > 0 else "-inf"
    if value is None or isinstance(value, str | bool | int):
        return value
    return json.loads(json.dumps(value, default=float))
