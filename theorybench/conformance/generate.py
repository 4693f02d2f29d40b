"""All tests of a catalogue, and the error budget that covers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from theorybench.catalogue.catalogue import Catalogue
from theorybench.catalogue.claim import Claim
from theorybench.catalogue.matching import nearest
from theorybench.conformance.algorithms import algorithm_checks
from theorybench.conformance.check import (
    Check,
    Result,
    Verifier,
    group_of,
)
from theorybench.conformance.claims import claim_checks
from theorybench.conformance.oracles import oracle_check
from theorybench.conformance.problems import problem_checks
from theorybench.conformance.scales import claims_to_rescale
from theorybench.conformance.theorems import theorem_check
from theorybench.core.types import EntryError
from theorybench.verify.profile import Options
from theorybench.verify.suite import share_level


def generate(catalogue: Catalogue, options: Options) -> tuple[list[Check], Verifier]:
    """The tests, and what they are run with: its level is shared by all of them, whichever are
    run.
    """
    claims = catalogue.claims()
    checks = list(_checks(catalogue, claims, options))
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(group_of(claim), []).append(claim)
    return checks, Verifier(share_level(options, sum(c.tests for c in checks)), groups)


def _checks(catalogue: Catalogue, claims: Sequence[Claim], options: Options) -> Iterator[Check]:
    own = catalogue.own
    yield from _failure_checks(catalogue, options.catalogues)
    yield from (
        theorem_check(e, catalogue) for e in catalogue.entries if own is None or e.name in own
    )
    for problem in catalogue.problems:
        if own is None or problem.name in own:
            yield from problem_checks(problem)
    yield from algorithm_checks(c for c in claims if own is None or c.entry.name in own)
    # a user's own problems come last in the catalogue
    yield from (
        oracle_check(o, catalogue.problems[::-1])
        for o in catalogue.oracles
        if own is None or o.name in own
    )
    rescaled = claims_to_rescale(claims, own or ())
    order = {group: i for i, group in enumerate(dict.fromkeys(map(group_of, claims)))}
    for claim in sorted(claims, key=lambda claim: order[group_of(claim)]):
        yield from claim_checks(claim, options.device != "cpu", claim in rescaled)


def _failure_checks(catalogue: Catalogue, folders: Sequence[str]) -> Iterator[Check]:
    """Files that fail in the folders asked for, called by their paths in them; all where the
    whole catalogue is meant.
    """
    for failure in catalogue.failures:
        path = Path(failure.file)
        asked = [
            Path(f, path.relative_to(Path(f).resolve()))
            for f in folders
            if path.is_relative_to(Path(f).resolve())
        ]
        if asked or catalogue.own is None:
            yield Check(
                "file",
                (asked or [path])[0].as_posix(),
                lambda _, failure=failure: Result((str(failure),)),
            )


def selected(checks: Iterable[Check], patterns: Iterable[str]) -> list[Check]:
    """The tests that one of the patterns names: by their own name, or with wildcards by their
    subject or entry. Files that fail stay.

    Raises EntryError for a pattern that names none.
    """
    known, wanted = list(checks), list(patterns)
    for pattern in wanted:
        if not any(_named(check, pattern) for check in known):
            hint = nearest(pattern, sorted({n for c in known for n in (c.subject, c.entry) if n}))
            raise EntryError(f"--theorybench-select {pattern!r} names no test; {hint}")
    return [c for c in known if not wanted or c.kind == "file" or any(_named(c, p) for p in wanted)]


def _named(check: Check, pattern: str) -> bool:
    return pattern in (check.name, check.subject) or any(
        fnmatchcase(name, pattern) for name in (check.subject, check.entry) if name
    )
