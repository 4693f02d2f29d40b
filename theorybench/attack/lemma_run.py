"""A long attack on a lemma: restart after restart, until the budget is spent or every part is
refuted.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from theorybench.attack import store
from theorybench.attack.result import AttackResult, Budget, Tell
from theorybench.catalogue.claim import Claim
from theorybench.core.types import EntryError
from theorybench.entries.inequality import Inequality
from theorybench.isolation import Interrupted
from theorybench.statistics.seeds import torch_seed
from theorybench.verify.evidence import from_comparisons
from theorybench.verify.extremes import Extreme, attack_lemma
from theorybench.verify.profile import Options

_INPUTS = 20_000
"""Random inputs with which a restart begins."""
_MOST = 100_000
"""Restarts that no budget of time reaches."""


def run_lemma(
    entry: Inequality, budget: Budget, options: Options, file: Path | None, tell: Tell
) -> AttackResult | None:
    """The inputs where the sides come closest; None if none meets the premises."""
    stored, complaint = _stored(file)
    worst: dict[str, Extreme] = {}
    deadline, (count, inputs) = budget.deadline(), _restarts(budget)
    done, interrupted = 0, False
    try:
        for number in range(count):
            seed = torch_seed(options.seed, f"attack/{entry.name}", number)
            for extreme in attack_lemma(entry, inputs, [seed], stored):
                before = worst.get(extreme.part.what)
                if before is None or _sharpness(extreme) > _sharpness(before):
                    worst[extreme.part.what] = extreme
            stored, done = [extreme.serialised for extreme in worst.values()], number + 1
            tell(done, max(map(_sharpness, worst.values()), default=0.0))
            refuted = worst and all(extreme.refutes for extreme in worst.values())
            if refuted or time.monotonic() > deadline:
                break
    except Interrupted:
        interrupted = True
    return _result(entry, worst, done, interrupted, complaint) if worst else None


def _restarts(budget: Budget) -> tuple[int, int]:
    """How many restarts there are, and the inputs with which each begins."""
    if budget.evaluations is None:
        return _MOST, _INPUTS
    count = max(1, round(budget.evaluations / _INPUTS))
    return count, max(1, budget.evaluations // count)


def _sharpness(extreme: Extreme) -> float:
    return extreme.comparison.sharpness


def _result(
    entry: Inequality, worst: dict[str, Extreme], done: int, interrupted: bool, complaint: str
) -> AttackResult:
    extremes = list(worst.values())
    evidence = from_comparisons(
        Claim(entry), [e.comparison for e in extremes], [e.point for e in extremes]
    )
    top = max(extremes, key=lambda extreme: (extreme.refutes, _sharpness(extreme)))
    words = ", ".join(f"{name} = {value:.6g}" for name, value in top.point.items())
    serialised = {
        "entry": entry.name,
        "parts": [extreme.serialised for extreme in extremes],
        "verdict": evidence.verdict,
    }
    return AttackResult(
        evidence,
        f"{top.part.what}: {words}",
        serialised,
        top.reproducer(),
        restarts=done,
        interrupted=interrupted,
        complaint=complaint,
    )


def _stored(file: Path | None) -> tuple[list[dict[str, Any]], str]:
    """What was found before, and what is wrong with it where it is of no use."""
    try:
        stored = store.read(file)
        parts = [] if stored is None else stored["parts"]
        return [
            {"part": str(part["part"]), "point": {k: float(v) for k, v in part["point"].items()}}
            for part in parts
        ], ""
    except (EntryError, KeyError, TypeError, ValueError, AttributeError) as error:
        reason = (
            str(error)
            if isinstance(error, EntryError)
            else f"it holds no input of a lemma ({type(error).__name__}: {error})"
        )
        return [], f"{file} is ignored: {reason}"
