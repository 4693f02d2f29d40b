"""`theorybench attack`: what it prints, stores and answers; and the printed Python, run by
itself.
"""

import json
import os
import re
from dataclasses import replace

import numpy as np
import pytest
import torch

import theorybench.attack.attack_run as attack_module
from theorybench.attack.families import domains
from theorybench.attack.families.spaces import FAMILIES, families_for
from theorybench.attack.reproducer.listing import NoReproducer
from theorybench.attack.reproducer.reproducer import reproducer
from theorybench.attack.search_space import from_shares, subspace
from theorybench.attack.verdict import judge
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.cli import main as cli
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm, at_start
from theorybench.core.metrics import Metric, mean, of_average
from theorybench.core.symbols import HEIGHT
from theorybench.isolation import Interrupted
from theorybench.report.table import label
from theorybench.verify.evidence import Evidence
from theorybench.verify.profile import Options

FALSE = """
from theorybench import symbols as s
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.assumptions import Assumption, convex, has_minimiser, smooth
from theorybench.metrics import gap
from theorybench.statements import Inequality
from theorybench.theorem import Mode, Theorem
from theorybench.types import Source

_source = Source("Book", 2026, "Theorem 1")
_shared = dict(source=_source, algorithm=gradient_descent, params={s.gamma: 1 / s.L}, metric=gap,
               mode=Mode.DETERMINISTIC, settings=({s.n: 5},))
_assumes, _unknown = (convex, smooth, has_minimiser), Assumption("round", "f is round")
small = Theorem(name="book.small", assumes=_assumes, bound=s.L * s.R**2 / (5 * s.n + 2), **_shared)
true = Theorem(name="book.true", assumes=_assumes, bound=s.L * s.R**2 / (4 * s.n + 2), **_shared)
unknown = Theorem(name="book.unknown", assumes=(*_assumes, _unknown), bound=s.L * s.R**2, **_shared)
lemma = Inequality(name="book.lemma", source=Source("Book", 2026, "Lemma 1"),
                   variables={s.L: (0.1, 10.0), s.mu: (0.1, 10.0)},
                   parts={"mean": (s.L + s.mu, 3 * s.L)})
"""


@pytest.fixture(scope="module")
def catalogue():
    return load()


@pytest.fixture
def book(tmp_path):
    (tmp_path / "theorems.py").write_text(FALSE)
    return tmp_path


def run(capsys, *arguments):
    """Exit status, standard output and standard error of the command line."""
    with pytest.raises(SystemExit) as left:
        cli.main([*map(str, arguments)])
    captured = capsys.readouterr()
    return left.value.code, captured.out, captured.err


def numbers_of(text):
    """What a script prints, run in a fresh namespace."""
    printed, before = [], torch.get_default_dtype()
    try:
        exec(text, {"print": printed.append})
    finally:
        torch.set_default_dtype(before)
    return tuple(map(float, re.fullmatch(r"measured (\S+), bound (\S+)", printed[0]).groups()))


def test_a_false_theorem(capsys, book):
    code, out, err = run(
        capsys,
        "attack",
        "book.small",
        book,
        "--budget",
        "2000",
        "--jobs",
        1,
        "--json",
        book / "report.json",
    )
    assert code == 1
    assert "refuted, expected not refuted" in out
    assert not err
    measured, bound = numbers_of(out[out.index('"""') :])
    assert measured > 1.05 * bound
    (told,) = json.loads((book / "report.json").read_text())["attacks"]
    assert told["verdict"] == "refuted"
    assert not told["as_expected"]
    assert told["measured"] == pytest.approx(measured, rel=1e-12)
    stored = json.loads((book / "found" / "book.small.json").read_text())
    assert stored["entry"] == "book.small"
    assert stored["verdict"] == "refuted"
    assert set(stored["numbers"]) == set(told["story"]["numbers"])


def test_the_next_attack_and_verify_start_from_what_was_found(capsys, book):
    story = {"family": "convex-line-1", "horizon": 9}
    names = (
        "right knot 1",
        "left knot 1",
        "curvature right 0",
        "curvature right 1",
        "curvature left 0",
        "curvature left 1",
    )
    (book / "found").mkdir()
    stored = book / "found" / "book.true.json"
    stored.write_text(
        json.dumps(
            {**story, "numbers": dict(zip(names, (1 / 19, 1.0, 1.0, 0.0, 1.0, 1.0), strict=True))}
        )
    )
    code, out, _ = run(capsys, "attack", "book.true", book, "--budget", "50", "--jobs", 1)
    assert code == 0
    assert "n = 9\n" in out
    assert json.loads(stored.read_text())["horizon"] == 9
    code, out, _ = run(
        capsys, "verify", book, "--select", "book.true @ attack*", "--json", book / "report.json"
    )
    (claim,) = json.loads((book / "report.json").read_text())["claims"]
    assert code == 0
    assert claim["verdict"] == "supported"
    assert claim["sharpness"] > 0.98


def test_not_stored(capsys, book):
    code, out, _ = run(
        capsys, "attack", "book.true", book, "--budget", "300", "--jobs", 1, "--no-store"
    )
    assert code == 0
    assert "supported" in out
    assert not (book / "found").exists()


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"family": "nope", "horizon": 1, "numbers": {}}', '{"horizon": 1}']
)
def test_spoilt_files_are_told_of_and_ignored(capsys, book, text):
    (book / "found").mkdir()
    stored = book / "found" / "book.true.json"
    stored.write_text(text)
    code, _, _ = run(
        capsys, "verify", book, "--select", "book.true @ attack*", "--json", book / "report.json"
    )
    (claim,) = json.loads((book / "report.json").read_text())["claims"]
    assert code == 0
    assert claim["verdict"] == "supported"
    assert f"{stored} is ignored" in claim["detail"]
    code, out, _ = run(capsys, "attack", "book.true", book, "--budget", "300", "--jobs", 1)
    assert code == 0
    assert "warning" in out
    assert "is ignored" in out
    assert json.loads(stored.read_text())["entry"] == "book.true"


def test_a_folder_that_cannot_be_written(capsys, book, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    code, out, err = run(capsys, "attack", "book.true", book, "--budget", "300", "--jobs", 1)
    assert code == 0
    assert "supported" in out
    assert "not stored" in err
    assert "Permission denied" in err
    assert list((book / "found").iterdir()) == []


def test_a_lemma(capsys, book):
    code, out, _ = run(capsys, "attack", "book.lemma", book, "--budget", "500")
    assert code == 1
    assert "refuted" in out
    assert "mpmath" in out
    assert (
        json.loads((book / "found" / "book.lemma.json").read_text())["parts"][0]["part"] == "mean"
    )
    code, out, _ = run(capsys, "attack", "book.lemma", book, "--budget", "500")
    assert code == 1
    assert "warning" not in out


def test_several_entries_by_a_pattern(capsys, book):
    code, out, err = run(
        capsys, "attack", "book.*", book, "--budget", "300", "--jobs", 1, "--no-store"
    )
    assert code == 1
    assert out.count("verdict") == 3
    assert "not attacked: book.unknown: no family promises round" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nothing",), "no entry is called 'nothing'"),
        (("book.unknown",), "nothing to attack: book.unknown: no family promises round"),
        (
            ("book.true", "--budget", "soon"),
            "--budget soon: give a time, as in 60s or 5m, or a number of instances",
        ),
        (("zhang2022.table-4.1.gclip-strongly-convex",), "rate"),
    ],
)
def test_mistakes(capsys, book, arguments, message):
    code, out, err = run(capsys, "attack", arguments[0], book, *arguments[1:])
    assert code == 2
    assert message in " ".join(err.split())
    assert not out


def test_ctrl_c_keeps_the_best(capsys, book, monkeypatch):
    once = attack_module.dispatch

    def interrupted(theorem, evaluations, seed, restart, known):
        if restart == 1:
            raise Interrupted
        return once(theorem, 500, seed, restart, known)

    monkeypatch.setattr(attack_module, "dispatch", interrupted)
    code, out, _ = run(capsys, "attack", "book.small", book, "--budget", "1m", "--jobs", 1)
    assert code == 1
    assert "refuted" in out
    assert "(interrupted)" in out
    assert (book / "found" / "book.small.json").exists()


def test_a_budget_of_time_ends(capsys, book):
    code, out, _ = run(
        capsys, "attack", "book.true", book, "--budget", "0.5s", "--jobs", 1, "--no-store"
    )
    assert code == 0
    assert "supported" in out


ENTRIES = (
    "taylor2018.thm-3.3",
    "taylor2017.table-1.fast-gradient",
    "kim2016.thm-2",
    "pedregosa2020.polyak-momentum",
    "deklerk2017.thm-1.2",
    "barre2020.prop-1",
    "taylor2017.thm-4.1",
    "hazan2019.thm-1.lipschitz",
    "abbaszadehpeivasti2022.thm-2",
    "zhang2022.thm-3.4.1",
    "zhang2022.sec-2.1.1.gd-complexity",
)


@pytest.mark.parametrize("name", ENTRIES)
def test_scripts_reproduce_the_numbers(catalogue, name):
    """Every family that serves the entry, at random numbers: with torch alone, to 12 digits."""
    theorem, rng = catalogue.entry(name), np.random.default_rng(0)
    for one in families_for(theorem):
        at = subspace(theorem, one, 40 if theorem.bounds_steps else 4)
        shares = rng.random((400, len(at.ranges)))
        rows = at.measure(from_shares(at.ranges, shares))
        fine, *_ = [
            *np.flatnonzero(np.isfinite(rows.ratio) & (rows.ratio > 1e-9) & ~rows.vacuous),
            None,
        ]
        if fine is None:
            continue
        instance = at.instance(from_shares(at.ranges, shares[[fine]])[0].tolist())
        evidence = judge(Claim(theorem, extra="attack"), instance, Options())
        measured, bound = numbers_of(reproducer(theorem, instance))
        assert measured == pytest.approx(evidence.measured, rel=1e-12, abs=1e-14)
        assert (bound if not theorem.bounds_steps else np.floor(bound)) == pytest.approx(
            evidence.bound, rel=1e-12
        )


def test_every_family_has_a_script_for_some_entry(catalogue):
    assert {f.name for name in ENTRIES for f in families_for(catalogue.entry(name))} == {
        f.name for f in FAMILIES if f not in domains.families
    }, "scripts on domains are run for theorems about noise"


@pytest.mark.parametrize(
    "along",
    [lambda m: mean(m), lambda m: of_average(m, weighted=True), lambda m: of_average(m, first=1)],
)
def test_scripts_of_other_metrics(catalogue, along):
    theorem = catalogue.entry("taylor2018.thm-3.3")
    theorem = replace(theorem, metric=along(theorem.metric))
    instance = subspace(theorem, FAMILIES[2], 4).instance((0.1, 0.5, 0.5, 1.0, 0.0, 0.3, 0.7, 0.5))
    evidence = judge(Claim(theorem, extra="attack"), instance, Options())
    assert numbers_of(reproducer(theorem, instance))[0] == pytest.approx(
        evidence.measured, rel=1e-12
    )


def _shifting(shift):
    return lambda state, query, params: {"x": state["x"] - shift * query.gradient(state["x"])}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {
                "algorithm": Algorithm("closure", (), at_start, _shifting(0.5)),
                "params": {},
                "valid_when": (),
            },
            "no plain function",
        ),
        ({"metric": Metric("own", HEIGHT, lambda p, x: p.value(x))}, "has no source of its own"),
    ],
)
def test_no_script_and_why(catalogue, changes, reason):
    theorem = replace(
        catalogue.entry("drori2014.thm-3.1"), witness=None, **changes, bound=s.L * s.R**2
    )
    with pytest.raises(NoReproducer, match=reason):
        reproducer(
            theorem, subspace(theorem, FAMILIES[0], 1).instance((0.2, 1.0, 1.0, 0.0, 1.0, 1.0))
        )


def test_the_report_of_an_attack_that_refutes_what_is_about_noise():
    text = label(Evidence("t", "refuted", "attack", expected="not refuted"), {})
    assert text.plain == "! refuted"
