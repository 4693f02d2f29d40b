"""An exception of somebody's code told as theirs: type, message, file, line, and which call."""

from __future__ import annotations

import sysconfig
import traceback
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from theorybench.catalogue.claim import Claim
from theorybench.catalogue.loading import package_roots
from theorybench.catalogue.packages import BUNDLED
from theorybench.core.printable import printable, worded

_PACKAGE = Path(__file__).resolve().parents[1]


def blamed(error: BaseException, claim: Claim | None = None) -> str:
    """Type and message of the exception, and where somebody's code raised it, if it did, also
    where a library has relabelled it; claim: whose entry, problem and oracle have names for calls.
    """
    calls = {} if claim is None else _calls(claim)
    files = {code.co_filename for code in calls}
    for one in _chain(error):
        theirs = [
            (frame, line)
            for frame, line in traceback.walk_tb(one.__traceback__)
            if frame.f_code.co_filename in files or _is_somebodys(frame.f_code.co_filename)
        ]
        if theirs:
            frame, line = theirs[-1]
            call = next((calls[f.f_code] for f, _ in theirs if f.f_code in calls), "")
            within = f"in {call}: " if call else ""
            where = f"{frame.f_code.co_filename}:{line}, in {frame.f_code.co_name}"
            return f"{worded(one)} ({printable(within + where)})"
    return worded(error)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, and those it was raised from or beside."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_somebodys(file: str) -> bool:
    if file.startswith("<"):
        return False
    path = Path(file)
    if any(path.is_relative_to(root) for root in package_roots(BUNDLED)):
        return True
    libraries = (sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))
    return not any(path.is_relative_to(root) for root in (_PACKAGE, *libraries))


def _calls(claim: Claim) -> dict[CodeType, str]:
    """The code of every function that the claim's parts hold -> what it is."""
    entry = claim.entry
    metric, algorithm = (getattr(entry, name, None) for name in ("metric", "algorithm"))
    parts = (
        (f"problem {claim.problem_name}", claim.problem),
        (f"oracle {claim.oracle_name}", claim.oracle),
        (f"algorithm {getattr(algorithm, 'name', '')}", algorithm),
        (f"metric {getattr(metric, 'name', '')}", metric),
        (entry.name, entry),
    )
    return {code: f"{name} of {whose}" for whose, part in parts for name, code in _functions(part)}


def _functions(part: Any) -> Iterator[tuple[str, CodeType]]:
    if is_dataclass(part):
        for field in fields(part):
            code = getattr(getattr(part, field.name, None), "__code__", None)
            if isinstance(code, CodeType):
                yield field.name, code
