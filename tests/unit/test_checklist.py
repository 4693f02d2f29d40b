"""Every numbered claim of Zhang (2022), chapters 2 to 4 and section 7.2.1, has an entry or a
place among the definitions.
"""

import re
from pathlib import Path

import pytest

from theorybench.catalogue.catalogue import load
from theorybench.problems.definitions import MISPRINTED, NOT_TESTED, REALISED

CHECKLIST = Path(__file__).parents[2].parent / "shared" / "claims.md"
ELSEWHERE = {"zhang2022.proof-3.4.2": "zhang2022.thm-3.4.2.proof"}
CHAPTERS = ("Chapter 2", "Chapter 3", "Chapter 4", "Chapter 7")


def numbers():
    section = ""
    for line in CHECKLIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            section = line.lstrip("# ")
        elif section in CHAPTERS and (found := re.match(r"(zhang2022\.\S+) \|", line)):
            yield found[1]


@pytest.mark.skipif(
    not CHECKLIST.exists(),
    reason="the list of claims is not part of the project; it is compared where it lies beside it",
)
def test_every_number_has_its_place():
    places = {e.name for e in load().entries} | {*REALISED, *NOT_TESTED, *MISPRINTED}
    places |= {number for number, entry in ELSEWHERE.items() if entry in places}
    wanted = list(numbers())
    assert len(wanted) > 90
    missing = [n for n in wanted if not any(p == n or p.startswith(f"{n}.") for p in places)]
    assert missing == []
