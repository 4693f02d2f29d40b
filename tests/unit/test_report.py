"""Reports: the table at any width, and every field and type of the JSON schema, version 1."""

import dataclasses
import json
import math
import os
import subprocess
from importlib.resources import files
from io import StringIO

import numpy as np
import pytest
from jsonschema import Draft202012Validator, ValidationError
from rich.console import Console

from theorybench.catalogue.catalogue import load
from theorybench.catalogue.loading import Failure
from theorybench.core import symbols as s
from theorybench.core.types import Source
from theorybench.core.words import natural
from theorybench.entries.inequality import Inequality
from theorybench.report.json import as_object, write_object
from theorybench.report.results import Results, in_order
from theorybench.report.table import MANY, show, verdict_table
from theorybench.verify.evidence import Evidence, jsonable
from theorybench.verify.profile import QUICK, Options
from theorybench.verify.suite import verify_claim


def require(given, part=None):
    """What the published schema allows: every field, no other in a claim, each of its type."""
    schema = json.loads(files("theorybench.report").joinpath("verify.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    whole = schema if part is None else {"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]}
    Draft202012Validator(whole).validate(given)


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "true"},
        {"bound": "infinite"},
        {"runs": -1},
        {"constants": {"L": "2"}},
        {"seconds": None},
        {"more": 1},
    ],
)
def test_the_schema_refuses_what_is_no_claim(change):
    claim = as_object(results(Evidence("t", "supported")))["claims"][0]
    require(claim, "claim")
    with pytest.raises(ValidationError):
        require(claim | change, "claim")
    for name in claim:
        with pytest.raises(ValidationError):
            require({key: value for key, value in claim.items() if key != name}, "claim")


def results(*evidence, **changes):
    fields = {"planned": len(evidence), "options": Options(), "seconds": 1.0}
    return Results(in_order(evidence), **(fields | changes))


def shown(width, *evidence, each=False, entries=()):
    """What the report of the evidence looks like, without colour."""
    out = StringIO()
    show(
        Console(file=out, width=width, color_system=None),
        results(*evidence),
        {e.name: e for e in entries},
        each,
    )
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 100, 200])
def test_many_claims_are_one_row_an_entry_unless_each_is_asked_for(width):
    """The row is the claim that is unexpected, else the worst, else the sharpest; what is
    unexpected is told in full below.
    """
    fine = [
        Evidence("t[0]", "supported", problem=f"p-{i}", sharpness=i / MANY, bound=2.0, measured=1.0)
        for i in range(1, MANY)
    ]
    mixed = [
        Evidence("u", "supported", sharpness=1.0),
        Evidence("u", "vacuous", expected="vacuous"),
        Evidence("u", "inconclusive"),
    ]
    out = shown(width, *fine, *mixed)
    first, second = (line.split() for line in out.splitlines() if line.startswith((" t[0]", " u ")))
    assert first == [
        "t[0]",
        "supported",
        str(MANY - 1),
        *(["2", "1"] if width >= 100 else []),
        f"{1 - 1 / MANY:.2g}",
    ]
    assert second[1:8] == ["!", "inconclusive", "not", "supported", "1", "of", "3"]
    assert "p-7" not in out
    assert "u: inconclusive, expected supported" in out
    assert max(map(len, out.splitlines())) <= width
    assert all(f"p-{i} " in shown(width, *fine, *mixed, each=True) for i in range(1, MANY))
    assert "p-7" in shown(width, *fine[:10])


@pytest.mark.parametrize("width", [40, 80, 179, 180, 300])
def test_no_line_is_wider_than_the_terminal_except_commands(width):
    names = {
        "theorem": "a.rather-long-name-of-a-claim" * 3,
        "problem": "p" * 50,
        "oracle": "o" * 50,
    }
    long = Evidence(
        **names, verdict="refuted", finding="f " * 300, repeat="theorybench verify " * 20
    )
    lines = shown(
        width, long, Evidence("t", "supported", bound=-1.2345e-123, measured=1e300, sharpness=0.5)
    ).splitlines()
    assert all(len(line) <= width or line.startswith("    theorybench verify") for line in lines)
    assert any(len(line) > 300 for line in lines)


@pytest.mark.parametrize("width", [100, 200])
def test_names_are_no_markup(width):
    out = shown(
        width,
        Evidence("t[bold]", "supported", problem="p[red]"),
        Evidence("u", "error", finding="[1, 2] :smile:"),
    )
    assert all(text in out for text in ("t[bold]", "p[red]", "[1, 2] :smile:"))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "-"),
        (None, "-"),
        (1234567.0, "1.235e+06"),
    ],
)
def test_numbers(value, words):
    (line,) = (
        line
        for line in shown(200, Evidence("t", "supported", bound=value)).splitlines()
        if line.startswith(" t ")
    )
    assert line.split()[4 if words == "-" else 5] == words


def test_names_are_sorted_as_people_do():
    names = ["a.thm-3.10", "a.thm-3.2", "a.lem-1", "b", "a.thm-3.2.corrected"]
    assert sorted(names, key=natural) == [
        "a.lem-1",
        "a.thm-3.2",
        "a.thm-3.2.corrected",
        "a.thm-3.10",
        "b",
    ]


def test_loose_is_shown():
    evidence = [
        Evidence("t", "supported", sharpness=sharpness, alpha=1e-9, runs=64)
        for sharpness in (0.0999, 0.1, None)
    ]
    for width in (80, 200):
        table = verdict_table(evidence, {}, width)
        column = next(c for c in table.columns if c.header == "verdict")
        labels = [cell.plain for cell in column._cells if getattr(cell, "plain", "")]
        assert labels == ["supported LOOSE", "supported", "supported"]


def test_where_no_problem_comes_near_the_bound_it_says_why():
    lemma = Inequality(
        name="known",
        source=Source("test", 2024, ""),
        variables={s.L: (1, 2)},
        parts={"": (1, 2)},
        loose="the 2 could be 1",
    )
    loose = [
        Evidence(name, "supported", problem=problem, sharpness=0.01)
        for name in ("known", "unknown")
        for problem in ("a", "b")
    ]
    sharp = [
        Evidence("near on b", "supported", problem=problem, sharpness=sharpness)
        for problem, sharpness in (("a", 0.01), ("b", 0.5))
    ]
    out = shown(80, *loose, *sharp, entries=[lemma])
    told = out.split("no problem comes near the bound:")[1].split("claims in")[0].split()
    assert (
        " ".join(told[:-1])
        == "known: the 2 could be 1 unknown: find a sharper problem, or say in `loose` why there is"
        " none"
    )
    assert (
        "(5 LOOSE: never within a factor 10 of the bound; 1 of them of entries that another problem"
        " brings nearer)" in " ".join(out.split())
    )
    assert "comes near the bound" not in shown(80, *sharp)


def test_the_schema():
    """One claim of each kind in the catalogue, verified with few seeds."""
    settings = Options(dataclasses.replace(QUICK, n_max=64, searches=100))
    claims = load().claims(["drori*", "cevher*", "liu2025.lem*"])
    of_kind = {(getattr(c.entry, "kind", ""), getattr(c.entry, "mode", None)): c for c in claims}
    evidence = [verify_claim(c, settings) for c in of_kind.values()]
    found = results(*evidence, failures=(Failure("f.py", 3, "bad"),))
    report = json.loads(json.dumps(as_object(found), allow_nan=False))
    require(report)
    assert len(report["claims"]) == len(of_kind) >= 3
    for claim in report["claims"]:
        require(claim, "claim")
    assert report["failures"] == [{"file": "f.py", "line": 3, "reason": "bad"}]


def test_json_of_numbers_that_json_does_not_have():
    odd = Evidence(
        "t",
        "vacuous",
        bound=math.inf,
        low=-math.inf,
        measured=math.nan,
        constants={"a": math.inf, "b": math.nan},
    )
    (claim,) = json.loads(json.dumps(as_object(results(odd)), allow_nan=False))["claims"]
    require(claim, "claim")
    assert (claim["bound"], claim["low"], claim["measured"], claim["high"]) == (
        "inf",
        "-inf",
        None,
        None,
    )
    assert claim["constants"] == {"a": "inf", "b": None}


def test_a_json_file_is_whole_or_untouched(tmp_path, monkeypatch):
    target = tmp_path / "report.json"
    target.write_text("old")
    monkeypatch.setattr(
        os, "replace", lambda a, b: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(OSError, match="No space"):
        write_object(target, as_object(results(Evidence("t", "supported"))))
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


def test_a_json_link_stays_a_link_and_a_pipe_is_written_to(tmp_path):
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    write_object(tmp_path / "link.json", as_object(results(Evidence("t", "supported"))))
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())["schema"] == 2
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", str(tmp_path / "pipe")], stdout=subprocess.PIPE)
    write_object(tmp_path / "pipe", as_object(results(Evidence("t", "supported"))))
    assert json.loads(reader.communicate(timeout=10)[0])["schema"] == 2


@pytest.mark.parametrize(
    ("changes", "fine"),
    [
        ({}, True),
        ({"planned": 2}, False),
        ({"interrupted": True}, False),
        ({"failures": (Failure("f.py", 1, "bad"),)}, False),
    ],
)
def test_when_all_is_as_expected(changes, fine):
    assert results(Evidence("t", "supported"), **changes).as_expected is fine
    assert not results().as_expected
    assert not results(Evidence("t", "refuted")).as_expected
    assert results(Evidence("t", "refuted", expected=None)).as_expected
    assert not results(Evidence("t", "error", expected=None)).as_expected


def test_numbers_of_numpy_become_plain_ones():
    for value in (np.float64(0.5), {"a": np.float64(0.5)}, np.int64(3)):
        made = jsonable(value)
        assert type(made if not isinstance(made, dict) else made["a"]) in (float, int)
