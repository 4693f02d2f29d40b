"""The page of findings: every erratum with a witness, a correction and a command; true claims do
not appear as false.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from theorybench.catalogue.catalogue import load
from theorybench.cli import main as cli
from theorybench.report.findings import as_in_source, concerned, page
from theorybench.verify.evidence import Evidence

CATALOGUE = load()
FALSE = [e for e in CATALOGUE.entries if e.erratum is not None]


def evidence(entry, verdict, **facts):
    return Evidence(
        entry.name,
        verdict,
        constants={"L": 2.0},
        bound=1.0,
        measured=3.0,
        expected=verdict,
        **facts,
    )


@pytest.fixture(scope="module")
def text():
    found = {
        e.name: [evidence(e, "refuted" if e.erratum else "supported")]
        for e in concerned(CATALOGUE.entries)
    }
    return page(CATALOGUE.entries, found, "theorybench findings")


@pytest.mark.parametrize("entry", FALSE, ids=lambda e: e.name)
def test_an_erratum_has_witness_correction_and_command(text, entry):
    section = text.split(f"### {entry.name}\n")[1].split("\n### ")[0].split("\n## ")[0]
    assert "* Witness: with L = 2 measured 3 against the bound 1." in section
    assert "none in this run" not in section
    known = r"\*\*\S+\*\* \(supported" if entry.erratum.corrected else "none is known"
    assert re.search(rf"\* Correction: {known}", section)
    assert f"theorybench verify --select {entry.name}" in section


def test_true_claims_are_not_among_the_false(text):
    headings = re.findall(r"^### (.*)$", text, re.M)
    assert sorted(headings) == sorted(e.name for e in FALSE)
    odd = text.split("## Odd as printed, but not refuted")[1]
    assert "zhang2022.thm-3.4.1" in odd
    assert "zhang2022.thm-3.4.1" not in headings
    assert ".corrected** (" not in odd.split("\n## ")[0]


@pytest.mark.parametrize(
    ("field", "heading"),
    [("slip", "## Slips"), ("loose", "## Supported, but no problem comes near")],
)
def test_a_slip_and_a_loose_bound_are_lines_of_their_own(field, heading):
    true = CATALOGUE.entry("zhang2022.thm-3.4.3")
    assert (
        "a sign is lost"
        in page([replace(true, **{field: "a sign is lost"})], {}, "x").split(heading)[1]
    )


def test_the_contents_name_every_erratum_in_the_order_of_the_source(text):
    contents = re.findall(r"^\* \[(\S+)\]\(#(\S+)\): \S", text.split("###")[0], re.M)
    statements = text.split("Statements:")[1].split("What proofs say")[0]
    assert {name for name, _ in contents if f"[{name}]" not in statements} == {
        e.name for e in FALSE if "proof" in e.name
    }
    assert sorted(name for name, _ in contents) == sorted(re.findall(r"^### (.*)$", text, re.M))
    assert all(anchor == re.sub(r"[^a-z0-9-]", "", name) for name, anchor in contents)
    order = [name for name, _ in contents]
    at = [
        order.index(f"zhang2022.{n}")
        for n in ("table-2.1.smooth-convex", "thm-3.4.4", "lem-4.7.1", "thm-5.3.1")
    ]
    assert at == sorted(at)


def test_an_unrefuted_erratum_is_told():
    assert "Witness: none in this run." in page(
        FALSE[:1], {FALSE[0].name: [evidence(FALSE[0], "supported")]}, "x"
    )


def test_the_command_prints_the_page(capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["findings", "--select", "zhang2022.proof-5.4.1"])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert re.findall(r"^### (.*)$", out, re.M) == ["zhang2022.proof-5.4.1"]
    assert "measured 0.0006368 against the bound 0.0006039" in out


def test_the_committed_page_is_that_of_the_catalogue():
    committed = (Path(__file__).parents[2] / "problems" / "FINDINGS.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (.*)$", committed, re.M) == [
        e.name for e in sorted(FALSE, key=as_in_source)
    ]
    for entry in FALSE:
        assert " ".join(entry.erratum.what.split()).rstrip(".") in committed, (
            f"{entry.name}: write the page again by `theorybench findings`"
        )
    for entry in CATALOGUE.entries:
        for said in filter(None, (entry.slip, entry.loose)):
            assert " ".join(said.split()).rstrip(".") in committed, (
                f"{entry.name}: write the page again by `theorybench findings`"
            )
    assert "none in this run" not in committed


def test_a_correction_is_followed_by_its_notes():
    false = CATALOGUE.entry("zhang2022.thm-4.4.1")
    right = CATALOGUE.entry(false.erratum.corrected)
    text = page([false, right], {}, "x", lambda e: f"Proof of {e.name}:\n\nsum up")
    [line] = [line for line in text.splitlines() if line.startswith("* Correction:")]
    assert line.endswith("Proof of zhang2022.thm-4.4.1.corrected: sum up.")
