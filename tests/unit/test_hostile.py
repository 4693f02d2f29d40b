"""Files and functions that end, hang, disturb or mislead cost their own result and no other."""

import json
import re

import pytest
import torch

from theorybench.catalogue.catalogue import load
from theorybench.isolation import Exited, Interrupted, OverTime, isolated
from theorybench.report.journal import Journal
from theorybench.verify.evidence import Evidence
from theorybench.verify.profile import Options

GOOD = """
import torch
from theorybench.vocabulary import (L, Problem, R, Source, Theorem, distance, gamma, gradient_descent,
                                    has_minimiser, lower_bounded, mu, n, smooth, strongly_convex)
FACTS = dict(start=(1.0, -2.0), f_star=0.0, minimiser=(0.0, 0.0), constants={L: 1.0, mu: 0.5},
             promises=(strongly_convex, smooth, lower_bounded, has_minimiser))
D = torch.tensor([1.0, 0.5], dtype=torch.float64)

def f(x):
    return 0.5 * (D * x * x).sum(-1)

def gradient(x):
    return D * x

def bowl(name, f=f, gradient=gradient):
    return Problem(name=name, f=f, gradient=gradient, **FACTS)

good = bowl("good-bowl")
contraction = Theorem(
    name="own.contraction", source=Source("case", 2004, "1"), assumes=(strongly_convex, smooth, has_minimiser),
    algorithm=gradient_descent, params={gamma: 2 / (L + mu)}, metric=distance, bound=((L - mu) / (L + mu)) ** n * R,
    settings=({n: 1}, {n: 10}))
"""
FILES = {
    "skips": ("import pytest\npytest.importorskip('nowhere_at_all')", "Skipped: could not import"),
    "interrupts": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "leaves": ("import os\nos._exit(0)", "os._exit(0) was called"),
    "exits": ("import sys\nsys.exit(0)", "SystemExit: 0"),
    "odd": ("class Odd(BaseException):\n    pass\nraise Odd('odd')", "Odd: odd"),
    "mute": (
        "class Mute(Exception):\n    def __str__(self):\n        raise RuntimeError\nraise Mute",
        "Mute: (its message cannot be read: RuntimeError)",
    ),
    "colours": ("raise ValueError('\\x1b[31mred\\n[bold]')", r"ValueError: \x1b[31mred [bold]"),
}
NAMES = {
    "": "is blank",
    " ": "is blank",
    "a/b": "holds a path separator",
    "a\\b": "holds a path separator",
    "a\x1b[31m": "cannot be printed",
    "a\nb": "cannot be printed",
    "a\u202eb": "cannot be printed",
    "a\ud800": "cannot be printed",
    "a @ b": "parts the names of a claim",
    "x" * 121: "has 121 characters",
}


@pytest.fixture
def shelf(tmp_path):
    (tmp_path / "good.py").write_text(GOOD)
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_ends_its_import_costs_that_file(shelf, name):
    text, reason = FILES[name]
    (shelf / f"{name}.py").write_text(text)
    found = load([shelf])
    (failure,) = found.failures
    assert failure.file.endswith(f"{name}.py")
    assert failure.line == len(text.splitlines())
    assert reason in str(failure)
    assert str(failure).isprintable()
    assert "own.contraction @ good-bowl @ exact" in {c.name for c in found.claims()}


def test_names_that_mislead_are_refused_one_by_one(shelf):
    (shelf / "names.py").write_text(
        f"from .good import bowl\nproblems = [bowl(name) for name in {[*NAMES, 'fine']!r}]\n"
    )
    found = load([shelf])
    assert {"fine", "good-bowl"} <= {p.name for p in found.problems}
    told = [str(f) for f in found.failures]
    assert len(told) == len(NAMES)
    for line, reason in zip(told, NAMES.values(), strict=True):
        assert reason in line
        assert line.isprintable()


def test_what_a_file_sets_for_all_is_set_back_and_told(shelf, run):
    (shelf / "sets.py").write_text(
        "import os, random, sys, torch, numpy\ntorch.set_default_dtype(torch.float16)\n"
        "torch.set_default_device('meta')\ntorch.set_grad_enabled(False)\nos.chdir('/')\n"
        "numpy.seterr(all='raise')\ntorch.manual_seed(1)\nrandom.seed(1)\nsys.stdout = None\n"
    )
    before = torch.get_rng_state()
    status, out, err = run("verify", shelf, "--select", "own.contraction @ good-bowl*")
    assert status == 0
    assert "1 claims in" in out
    for what in ("default dtype to torch.float16 (it was torch.float32)", "default device to meta"):
        assert what in err
    assert torch.get_default_dtype() == torch.float32
    assert torch.get_default_device() == torch.device("cpu")
    assert torch.is_grad_enabled()
    assert torch.equal(torch.get_rng_state(), before)


LATE = """
import os, sys, torch
from .good import bowl, f, gradient

def after(what):
    calls = []
    def late(x):
        calls.append(x)
        if len(calls) > 2:
            what()
        return gradient(x)
    return late

class Odd(BaseException):
    pass

def raise_it(error):
    raise error

problems = [
    bowl("leaving", gradient=after(lambda: os._exit(0))),
    bowl("dying", gradient=after(lambda: os.kill(os.getpid(), 9))),
    bowl("interrupting", gradient=after(lambda: raise_it(KeyboardInterrupt()))),
    bowl("odd", gradient=after(lambda: raise_it(Odd("odd")))),
    bowl("exiting", gradient=after(lambda: sys.exit(0))),
    bowl("hungry", gradient=after(lambda: raise_it(MemoryError()))),
    bowl("setting", gradient=after(lambda: torch.set_default_dtype(torch.float16))),
    bowl("looping", gradient=after(lambda: [None for _ in iter(int, 1)])),
]
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_functions_that_end_or_hang_cost_their_claims(shelf, run, tmp_path_factory, jobs):
    (shelf / "late.py").write_text(LATE)
    report = tmp_path_factory.mktemp("report") / "r.json"
    words = ("--select", "own.contraction @ *", "--timeout", 4, "--jobs", jobs, "--json", report)
    status, out, _ = run("verify", shelf, *words)
    assert status == 1
    claims = {c["problem"]: c for c in json.loads(report.read_text())["claims"]}
    expected = {
        "leaving": r"Exited: os._exit\(0\) was called \(in gradient of problem leaving: .*late.py",
        "dying": "its process ended before it had a result .SIGKILL",
        "interrupting": "KeyboardInterrupt: .in gradient of problem interrupting",
        "odd": "Odd: odd .in gradient of problem odd",
        "exiting": "SystemExit: 0 .in gradient of problem exiting",
        "hungry": "MemoryError: .in gradient of problem hungry",
        "setting": "torch.float16",
        "looping": "no result within 4 s",
    }
    assert claims["good-bowl"]["verdict"] == "supported"
    for name, reason in expected.items():
        assert claims[name]["verdict"] != "supported"
        assert re.search(reason, claims[name]["finding"]), claims[name]["finding"]
        assert claims[name]["verdict"] == "error"
    assert f"{len(expected)} unexpected" in " ".join(out.split())


def test_errors_inside_a_search_are_told_as_raised(shelf):
    """scipy says of any ValueError or TypeError that the objective is no scalar."""
    from scipy.optimize import minimize

    from theorybench.verify.blame import blamed

    (shelf / "good.py").write_text(GOOD + "\ndef bad(x):\n    raise TypeError('mine')\n")
    namespace = {}
    exec(compile((shelf / "good.py").read_text(), str(shelf / "good.py"), "exec"), namespace)
    with pytest.raises((TypeError, ValueError)) as raised:
        minimize(namespace["bad"], [1.0])
    line = len((shelf / "good.py").read_text().splitlines())
    assert f"TypeError: mine ({shelf / 'good.py'}:{line}, in bad)" in blamed(raised.value)


def test_a_block_is_ended_at_its_limit_and_os_exit_raises():
    def endless():
        with isolated(0.2):
            while True:
                pass

    with pytest.raises(OverTime, match=r"within 0\.2 s"):
        endless()
    import os

    with pytest.raises(Exited), isolated():
        os._exit(3)
    with pytest.raises(KeyboardInterrupt) as raised, isolated():
        raise KeyboardInterrupt
    assert not isinstance(raised.value, Interrupted)


def test_a_journal_gives_back_what_it_was_given_and_nothing_else(tmp_path):
    class Claim:
        def __init__(self, name):
            self.name = name

    report, claims = tmp_path / "r.json", [Claim("a"), Claim("b @ p @ exact"), Claim("c")]
    first = Journal(report, Options(), claims, resume=False)
    known = Evidence(
        "b", "supported", "p", "exact", bound=float("inf"), constants={"L": 2.0}, measured=0.1
    )
    for one in (known, Evidence("c", "error"), Evidence("gone", "supported")):
        first.add(one)
    with first.path.open("a") as file:
        file.write('{"theorem": "a", "verd')
    again = Journal(report, Options(), claims, resume=True)
    assert again.evidence == {"b @ p @ exact": known}
    assert Journal(report, Options(), claims, resume=True).evidence == again.evidence
    with pytest.raises(Exception, match="was made with other seed"):
        Journal(report, Options(seed=1), claims, resume=True)
    assert Journal(report, Options(), claims, resume=False).evidence == {}


def test_an_interrupted_report_does_not_replace_a_finished_one(tmp_path):
    from theorybench.cli.common import save

    path = tmp_path / "r.json"
    for report, names in (
        ({"interrupted": True, "n": 1}, {"r.json": 1}),
        ({"interrupted": True, "n": 2}, {"r.json": 2}),
        ({"interrupted": False, "n": 3}, {"r.json": 3}),
        ({"interrupted": True, "n": 4}, {"r.json": 3, "r.json.interrupted": 4}),
    ):
        assert save(path, report)
        assert {p.name: json.loads(p.read_text())["n"] for p in tmp_path.iterdir()} == names
    assert not save(tmp_path / "no" / "folder.json", report)


def test_findings_of_nothing_are_wrong_usage(run):
    status, out, err = run("findings", "--select", "nothing*")
    assert (status, out) == (2, "")
    assert "--select 'nothing*' matches no entry" in err


def test_after_a_file_that_did_not_load_no_other_name_is_suggested(shelf, run):
    (shelf / "broken.py").write_text("x = = 1")
    status, _, err = run("verify", shelf, "--select", "own.other")
    assert status == 2
    assert "what could not be loaded" in err
    assert "nearest" not in err


def test_lowest_versions_are_those_that_the_package_allows():
    import tomllib
    from pathlib import Path

    root = Path(__file__).parents[2]
    allowed = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    lowest = (root / "constraints-lowest.txt").read_text().split()
    assert [one.replace(">=", "==") for one in allowed] == lowest
