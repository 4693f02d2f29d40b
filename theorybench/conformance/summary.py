"""The closing lines of a session: numbers per verdict, what could be refuted falsely, how to
repeat it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from theorybench.report.results import Results
from theorybench.report.table import closing
from theorybench.verify.evidence import Evidence
from theorybench.verify.profile import Options
from theorybench.verify.suite import share_level


def summary(known: Sequence[Mapping[str, Any]], options: Options, again: str) -> Iterator[str]:
    """Sentences from the properties of the generated tests that have run."""
    evidence = tuple(_evidence(facts) for facts in known if "verdict" in facts)
    options = share_level(options, max(int(facts["suite_tests"]) for facts in known))
    if evidence:
        results = Results(evidence, len(evidence), options, sum(e.seconds for e in evidence))
        yield from (line.plain for line in closing(results))
    budget = options.budget
    yield (
        f"Level {budget.level:.2g} for each of up to {budget.claims} tests by chance: all of this"
        " catalogue, whichever are run."
    )
    yield f"Profile {options.profile.name}, seed {options.seed}; again: {again}"


def _evidence(facts: Mapping[str, Any]) -> Evidence:
    sharpness = facts.get("sharpness")
    known = {
        "expected": facts.get("expected"),
        "sharpness": None if sharpness is None else float(sharpness),
        "seconds": facts["seconds"],
    }
    return Evidence("", facts["verdict"], **known)
