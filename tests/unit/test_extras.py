"""What other distributions bring by entry points: catalogues and extras."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from theorybench.catalogue.extras import BUNDLED_EXTRAS, extra_named, extras
from theorybench.core.types import EntryError

ROOT = Path(__file__).parents[2]

CATALOGUE = '''
"""A catalogue of a distribution."""
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, R, Source, Theorem, convex, gamma, gap, n, smooth

theorem = Theorem(
    name="elsewhere.thm-1", source=Source("Elsewhere", 2026, "Theorem 1"), assumes=(convex, smooth),
    algorithm=gradient_descent, params={gamma: 1 / L}, metric=gap,
    bound=L * R**2 / (2 * n), settings=({n: 4},),
)
problem = quadratic("elsewhere-bowl", (1.0,), (2.0,))
'''

EXTRA = '''
"""An extra of a distribution."""
from theorybench.catalogue.extras import Extra, Row, Section, Study
from theorybench.core.oracles import exact
from theorybench.verify.evidence import Evidence, evidence_for


def study(claims, options, jobs):
    yield from (claim.name for claim in claims)


def conclude(results, claims):
    rows = tuple(Row((name,)) for name in results)
    section = Section(("name",), rows, closing="counted by elsewhere")
    return Study((), section, {"counted": len(results)})


extra = Extra(
    "elsewhere",
    oracles=lambda entry: (exact,) if entry.name == "elsewhere.thm-1" else (),
    verify=lambda claim, options: evidence_for(claim, verdict="supported", detail="by elsewhere"),
    study=study,
    conclude=conclude,
)
'''


@pytest.fixture
def distribution(tmp_path):
    """A function that installs a fake distribution with the given entry points and runs the command
    line beside it.
    """
    package = tmp_path / "elsewhere"
    (package / "theorems").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "theorems" / "__init__.py").write_text("")
    (package / "theorems" / "one.py").write_text(CATALOGUE)
    (package / "extra.py").write_text(EXTRA)
    info = tmp_path / "elsewhere-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: elsewhere\nVersion: 1.0\n")

    def run(points, *arguments):
        (info / "entry_points.txt").write_text(points)
        program = "import sys; from theorybench.cli.main import main; main(sys.argv[1:])"
        command = [sys.executable, "-c", program, *map(str, arguments)]
        path = os.pathsep.join((str(tmp_path), str(ROOT)))
        return subprocess.run(
            command,
            env=os.environ | {"PYTHONPATH": path, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


POINTS = """\
[theorybench.catalogues]
elsewhere = elsewhere.theorems
[theorybench.extras]
elsewhere = elsewhere.extra:extra
"""


def test_a_distribution_brings_a_catalogue_and_an_extra(distribution, tmp_path):
    report = tmp_path / "report.json"
    ran = distribution(
        POINTS, "verify", "--select", "elsewhere.thm-1 @ else*", "--also", "elsewhere",
        "--json", report, "--jobs", 1,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    stored = json.loads(report.read_text())
    known = {claim["problem"]: claim for claim in stored["claims"]}
    assert set(known) == {"elsewhere", "elsewhere-bowl"}
    assert known["elsewhere"]["detail"] == "by elsewhere"
    assert known["elsewhere-bowl"]["verdict"] == "supported"
    assert stored["counted"] == 2
    assert "counted by elsewhere" in ran.stdout


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (
            "[theorybench.catalogues]\ngone = elsewhere.gone\n",
            ("gone = elsewhere.gone", "No module"),
        ),
        ("[theorybench.extras]\nodd = elsewhere.extra:study\n", ("odd =", "function", "Extra")),
        ("[theorybench.extras]\nattack = theorybench.attack.extra:extra\n", ("'attack' is known",)),
    ],
)
def test_a_broken_entry_point_is_named(distribution, points, words):
    ran = distribution(points, "list", "--claims")
    assert ran.returncode != 0
    assert all(word in ran.stderr for word in words), ran.stderr


def test_the_bundled_extras_are_those_named_in_the_list():
    assert [extra.name for extra in extras()] == ["attack", "pep"]
    assert len(BUNDLED_EXTRAS) == 2
    with pytest.raises(EntryError, match="no extra is called 'pepp'; known are attack, pep"):
        extra_named("pepp")
