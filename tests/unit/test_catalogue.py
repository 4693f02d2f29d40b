"""Finding entries: any folder of Python files is a catalogue; what is wrong with it is said with
file and line.
"""

import difflib
import os
import textwrap
from pathlib import Path

import pytest

from theorybench.catalogue import catalogue as module
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.matching import mismatches
from theorybench.conformance.generate import generate
from theorybench.core.oracles import exact
from theorybench.core.types import EntryError
from theorybench.report.listing import claim_lines
from theorybench.report.show import facts
from theorybench.verify.profile import Options

HEAD = """
import torch
from theorybench import symbols as s
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.assumptions import Assumption, convex, has_minimiser, smooth, unbiased
from theorybench.metrics import distance, gap
from theorybench.oracles import gaussian, two_point
from theorybench.problem import Problem
from theorybench.theorem import Mode, Theorem
from theorybench.types import Source

def square(name, promises=(convex, smooth, has_minimiser)):
    return Problem(name=name, f=lambda x: x.square().sum(-1), gradient=lambda x: 2 * x, start=(1.0,), f_star=0.0, minimiser=(0.0,),
                   constants={s.L: 2.0}, promises=promises)

def descent(name, assumes=(convex, smooth, has_minimiser), **changes):
    fields = dict(name=name, source=Source("Me", 2026, "1"), assumes=assumes, algorithm=gradient_descent, params={s.gamma: 1 / s.L},
                  metric=distance, mode=Mode.DETERMINISTIC, bound=s.R, settings=({s.n: 5},))
    return Theorem(**(fields | changes))
"""
HEAD_LINES = HEAD.count("\n")
COMMITTED = Path(__file__).parents[1] / "claims.txt"


@pytest.fixture
def shelf(tmp_path):
    """A function that writes files, path=text, with the common head, and answers the folder."""

    def write(files, head=HEAD):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(head + textwrap.dedent(text))
        return tmp_path

    return write


def names(things):
    return {thing.name for thing in things}


def own_claims(catalogue):
    return {c.name for c in catalogue.claims()}


def test_any_layout_of_files_is_found(shelf):
    folder = shelf(
        {
            "a.py": "p = square('p-a')",
            "problems/b.py": "p = [square('p-b1'), square('p-b2')]",
            "problems/__init__.py": "",
            "deep/er/c.py": "t = descent('t-c')",
            "thm-3.1.py": "t = descent('t-dots')",
            "v1.2/d.py": "t = descent('t-folder-with-dot')",
            "e.py": "_hidden = square('hidden')",
            "_private.py": "p = square('private')",
            ".hidden/f.py": "p = square('in a hidden folder')",
            "conftest.py": "raise RuntimeError('no catalogue file')",
            "test_g.py": "raise RuntimeError('no catalogue file')",
            "setup.py": "raise RuntimeError('no catalogue file')",
            "venv/pyvenv.cfg": "",
            "venv/lib/h.py": "raise RuntimeError('no catalogue file')",
        }
    )
    found = load([folder])
    assert found.failures == ()
    assert found.own == {"p-a", "p-b1", "p-b2", "t-c", "t-dots", "t-folder-with-dot"}


def test_files_import_each_other_relatively(shelf):
    folder = shelf(
        {
            "common.py": "shared = square('shared')\nclass Marker: pass",
            "x/one.py": "from ..common import Marker, shared\nt = descent('t-one')",
            "y/two.py": (
                "from ..common import Marker, shared\nfrom ..x.one import t\nassert t.name =="
                " 't-one'"
            ),
        }
    )
    found = load([folder])
    assert found.failures == ()
    assert found.own == {"shared", "t-one"}


def test_an_absolute_import_of_a_neighbour_is_explained(shelf):
    folder = shelf(
        {
            "common.py": "",
            "x/one.py": "import common",
            "x/two.py": "from one import t",
            "x/three.py": "import nowhere_at_all",
        }
    )
    reasons = {Path(f.file).name: f.reason for f in load([folder]).failures}
    assert reasons["one.py"].endswith("import each other relatively: from ..common import ...")
    assert reasons["two.py"].endswith("import each other relatively: from .one import ...")
    assert reasons["three.py"] == "ModuleNotFoundError: No module named 'nowhere_at_all'"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("x = 1\ny = = 2", 2, "SyntaxError: invalid syntax"),
        ("if True:\nx = 1", 2, "IndentationError: expected an indented block"),
        (
            "import nothing_of_this_name",
            1,
            "ModuleNotFoundError: No module named 'nothing_of_this_name'",
        ),
        (
            "from theorybench.core.symbols import nothing",
            1,
            "ImportError: cannot import name 'nothing'",
        ),
        (
            "x = 1\n\nt = descent('t-bad', bound=s.R * s.L)",
            3,
            "t-bad: the bound = L*R has the unit F X^(-1), but X is needed",
        ),
        ("t = descent('t-bad', bound=s.sigma)", 1, "t-bad: the bound uses sigma"),
        (
            "p = square('p-bad', promises=(unbiased, Assumption('needs M', '', (s.M,))))",
            1,
            "promises 'needs M' but gives no M",
        ),
        ("1 / 0", 1, "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", 1, "SystemExit: 3"),
        (
            "t = descent('t-bad', expects={'*': 'vacuous'})",
            1,
            "t-bad: expects={'*': 'vacuous'} (dict): give a mapping from problems (a pattern) to",
        ),
        (
            "t = descent('t-bad', erratum='wrong')",
            1,
            "t-bad: erratum='wrong' (str): give None, or an Erratum(what=...",
        ),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_costs_nothing_else(shelf, text, line, reason):
    shelf({"_head.py": "", "good.py": "p = square('good')"})
    folder = shelf({"bad.py": text}, head="from ._head import *\n")
    found = load([folder])
    (failure,) = found.failures
    assert (failure.file, failure.line) == (str(folder / "bad.py"), 1 + line)
    assert reason in failure.reason
    assert "\n" not in str(failure)
    assert found.own == {"good"}


def test_a_bad_file_is_blamed_where_it_is_imported_too(shelf):
    folder = shelf({"bad.py": "y = = 2", "user.py": "x = 1\nfrom .bad import y"})
    failures = {Path(f.file).name: f for f in load([folder]).failures}
    assert failures["bad.py"].line == HEAD_LINES + 1
    assert failures["user.py"].line == HEAD_LINES + 2
    assert "bad.py" in failures["user.py"].reason


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("problem", "square('twice')"),
        ("entry", "descent('twice')"),
        ("oracle", "gaussian(1.0, 'twice')"),
    ],
)
def test_two_values_of_one_name_are_refused_with_both_files(shelf, kind, value):
    folder = shelf(
        {"one.py": f"a = {value}", "sub/two.py": f"b = {value}", "a_user.py": "from .one import a"}
    )
    with pytest.raises(EntryError) as caught:
        load([folder])
    assert (
        str(caught.value)
        == f"two values of kind {kind} are called 'twice', in {folder / 'one.py'} and in"
        f" {folder / 'sub' / 'two.py'}; rename one"
    )


def test_a_name_of_the_bundled_catalogue_is_taken(shelf):
    folder = shelf({"mine.py": "t = descent('drori2014.thm-3.1')"})
    with pytest.raises(
        EntryError,
        match=(
            r"two values of kind entry .*gradient_descent_drori\.py and in .*mine\.py; rename one"
        ),
    ):
        load([folder])


def test_two_values_of_one_name_in_one_file(shelf):
    folder = shelf({"one.py": "a = square('twice')\nb = square('twice')"})
    with pytest.raises(
        EntryError, match=r"'twice', twice in .*one\.py; rename one, or, .* import it relatively"
    ):
        load([folder])


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [("problem", "witness", "square('witness')"), ("oracle", "exact", "gaussian(1, 'exact')")],
)
def test_names_with_a_meaning_are_refused(shelf, kind, name, value):
    with pytest.raises(
        EntryError,
        match=(
            rf"one\.py: a value of kind {kind} is called '{name}', which has a meaning of its own;"
            r" rename it"
        ),
    ):
        load([shelf({"one.py": f"a = {value}"})])


def test_a_single_file_is_a_catalogue(shelf):
    one, two = "from .common import p\nt = descent('t-one')", "t = descent('t-two')"
    folder = shelf({"common.py": "p = square('shared')", "one.py": one, "two.py": two})
    assert load([folder / "one.py"]).own == {"shared", "t-one"}
    assert load([folder / "one.py", folder / "two.py"]).own == {"shared", "t-one", "t-two"}


def test_folders_that_overlap_are_loaded_once(shelf):
    folder = shelf({"one.py": "t = descent('t-one')", "sub/two.py": "p = square('p-two')"})
    for folders in (
        [folder, folder],
        [folder, folder / "sub"],
        [folder / "sub", folder],
        [folder / "one.py", folder],
    ):
        assert load(folders).own == {"t-one", "p-two"}


def test_a_file_that_was_mended_is_read_again(shelf):
    folder = shelf({"one.py": "t = descent('before')"})
    assert load([folder]).own == {"before"}
    shelf({"one.py": "t = descent('afterwards')"})
    assert load([folder]).own == {"afterwards"}


def test_own_theorems_meet_bundled_problems_and_the_other_way_round(shelf):
    bundled = load()
    theorem = load([shelf({"t.py": "t = descent('own-t')"})])
    met = {p.name for p in bundled.problems if not mismatches(theorem.entry("own-t"), p, exact)}
    assert "quadratic-well-conditioned" in met
    assert own_claims(theorem) == {f"own-t @ {name} @ exact" for name in (*met, "attack")}


def test_own_problems_meet_bundled_theorems(shelf):
    problem = load([shelf({"p.py": "p = square('own-p')"})])
    claims = own_claims(problem)
    assert "drori2014.thm-3.1 @ own-p @ exact" in claims
    assert all(" @ own-p" in name for name in claims)


def test_own_oracles_meet_what_is_bundled(shelf):
    text = (
        "import dataclasses\noracle = dataclasses.replace(two_point(0.3, 1.0), name='own-oracle')"
    )
    claims = own_claims(load([shelf({"o.py": text})]))
    assert claims
    assert all(name.endswith("@ own-oracle") for name in claims)


def test_what_is_imported_from_the_bundled_catalogue_is_not_ones_own(shelf):
    text = "from theorybench.problems.functions.huber import problems\nt = descent('own-t')"
    assert load([shelf({"t.py": text})]).own == {"own-t"}


def test_a_folder_of_the_bundled_catalogue_is_a_selection_of_it():
    root = Path(next(iter(module.package_roots(module.BUNDLED))))
    assert load([root / "functions" / "huber.py"]).own == {
        p.name for p in load().problems if p.name.startswith("huber-1")
    }
    theorem = load([root / "theorems" / "convex" / "gradient_descent_drori.py"])
    assert theorem.own == {"drori2014.thm-3.1"}
    assert own_claims(theorem) == {c.name for c in load().claims(["drori2014.thm-3.1"])}
    assert own_claims(load([root])) == own_claims(load())


def test_orphans_are_found(shelf):
    lonely = (
        "t = descent('lonely', assumes=(Assumption('of nobody', 'never said'), smooth,"
        " has_minimiser))"
    )
    found = load([shelf({"t.py": f"{lonely}\nu = descent('met')"})])
    assert found.orphans() == ["lonely"]
    with pytest.raises(
        EntryError, match="no problem satisfies lonely: `theorybench why lonely PROBLEM` says why"
    ):
        found.claims(["lone*"])


def test_selection_of_claims(shelf):
    found = load([shelf({"x.py": "t = descent('own-t')\np = square('own-p')"})])
    assert {c.name for c in found.claims(["own-t @ own-p*"])} == {"own-t @ own-p @ exact"}
    assert {c.entry.name for c in found.claims(["own-?"])} == {"own-t"}
    assert {c.problem_name for c in found.claims(["drori*"])} == {"own-p"}
    with pytest.raises(
        EntryError, match=r"--select 'owm-t' matches no claim; the nearest are own-t"
    ):
        found.claims(["owm-t"])
    with pytest.raises(EntryError, match=r"--select 'OWN-T' matches no claim"):
        found.claims(["OWN-T"])
    with pytest.raises(EntryError, match="is bundled and meets nothing of the folders given"):
        found.claims(
            [
                next(
                    e.name
                    for e in found.entries
                    if not {c.problem_name for c in found.claims_of(e)} & {"own-p"}
                )
            ]
        )


def test_a_name_with_brackets_selects_itself(shelf):
    found = load([shelf({"x.py": "t = descent('t[1]')"})])
    claim = found.claims()[0]
    assert [c.name for c in found.claims([claim.name])] == [claim.name]


def test_claims_of_one_name_are_refused(shelf):
    text = (
        "t = descent('t', assumes=(convex, smooth, has_minimiser, unbiased),"
        " oracles=(gaussian(1.0), gaussian(1.0)))"
    )
    with pytest.raises(
        EntryError,
        match=r"two claims are called 't @ .* @ gaussian-1'; give the oracles of t different names",
    ):
        load([shelf({"x.py": text})]).claims()


def test_an_oracle_whose_functions_fail_is_named(shelf):
    text = (
        "import dataclasses\no = dataclasses.replace(gaussian(1.0, 'own-o'), constants=lambda"
        " problem: problem.nothing)"
    )
    with pytest.raises(
        EntryError,
        match=(
            r"Oracle\(own-o\): its functions `only` or `constants` fail on problem .*:"
            r" AttributeError"
        ),
    ):
        load([shelf({"x.py": text})]).claims()


def test_names_that_do_not_exist():
    found = load()
    for ask, given in (
        (found.entry, "drori2014.thm-3.2"),
        (found.problem, "huber-1-0.6"),
        (found.oracle, "gaussian-2"),
    ):
        with pytest.raises(EntryError, match=f"is called '{given}'; the nearest are "):
            ask(given)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p / "nothing", "does not exist; give a folder"),
        (lambda p: p, "holds no Python file; put a problem or a theorem into it"),
        (
            lambda p: (p / "note.txt").write_text("x") and p / "note.txt",
            "is no Python file; give a folder, or a file that ends in .py",
        ),
        (
            lambda p: (p / "none.py").write_text("x = 1") and p,
            "holds no problem, no theorem and no oracle; put one into it",
        ),
    ],
)
def test_folders_that_hold_nothing(tmp_path, make, words):
    with pytest.raises(EntryError) as caught:
        load([make(tmp_path)])
    assert str(tmp_path) in str(caught.value)
    assert words in str(caught.value)


def test_a_folder_that_cannot_be_read(tmp_path, monkeypatch):
    def walk(folder, onerror):
        onerror(PermissionError(13, "Permission denied", str(folder)))

    monkeypatch.setattr(os, "walk", walk)
    with pytest.raises(
        EntryError, match=r"cannot be read \(Permission denied\); mend its permissions"
    ):
        load([tmp_path])


def test_a_folder_where_every_file_fails_makes_no_claims(shelf):
    found = load([shelf({"bad.py": "1 / 0"})])
    assert len(found.failures) == 1
    assert found.claims() == ()


def test_the_committed_list_of_claims():
    """A promise removed by mistake shows here as claims that vanished."""
    committed = COMMITTED.read_text().splitlines() if COMMITTED.exists() else []
    found = list(claim_lines(load().claims()))
    changes = [line for line in difflib.ndiff(committed, found) if line[0] in "+-"]
    lost, new = (sum(line[0] == sign for line in changes) for sign in "-+")
    told = [
        f"- {lost} claims vanished or had another verdict, + {new} are new or have another:",
        *changes,
    ]
    assert not changes, "\n".join(
        [*told, "if that is meant: theorybench list --claims > tests/claims.txt"]
    )


NOTED = """
t = descent('t-noted')
u = descent('u-noted', notes='short')
"""


def test_the_notes_of_an_entry_stand_in_the_file_beside_it(shelf):
    folder = shelf({"thm-1.py": NOTED})
    (folder / "thm-1.md").write_text("# t-noted\n\nBy induction.\n\n## In detail\n\nSum up.\n")
    found = load([folder])
    assert found.failures == ()
    assert found.notes(found.entry("t-noted")) == "By induction.\n\n## In detail\n\nSum up."
    assert found.notes(found.entry("u-noted")) == "short"
    assert [text for heading, text in facts("t-noted", found) if heading == "notes"] == [
        "By induction.",
        "## In detail",
        "Sum up.",
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("# t-noted\nx\n\n# t-notde\ny", 4, "names no entry of a.py; its entries are t-noted, u-n"),
        ("# t-noted\nx\n\n# t-noted\ny", 4, "stands here twice"),
        ("\n# u-noted\n\nlong", 2, "u-noted has notes= in a.py and a section here"),
        ("By induction.\n", 1, "text before the first section"),
    ],
)
def test_notes_that_belong_to_nothing_are_failures(shelf, text, line, reason):
    folder = shelf({"a.py": NOTED})
    (folder / "a.md").write_text(text)
    found = load([folder])
    [failure] = found.failures
    assert (failure.file, failure.line) == (str(folder / "a.md"), line)
    assert reason in failure.reason
    tests, verifier = generate(found, Options(catalogues=(str(folder),)))
    [test] = [c for c in tests if c.kind == "file"]
    assert test.run(verifier).wrong == (str(failure),)


def test_notes_that_cannot_be_read_are_failures(shelf):
    folder = shelf({"a.py": NOTED})
    (folder / "a.md").write_bytes(b"# t-noted\n\xff\n")
    [failure] = load([folder]).failures
    assert "the notes of a.py cannot be read: 'utf-8'" in failure.reason


def test_every_page_of_notes_lies_beside_its_file():
    root = Path(__file__).parents[2] / "problems"
    pages = sorted(root.glob("*/**/*.md"))
    assert [p for p in pages if not p.with_suffix(".py").is_file()] == []
