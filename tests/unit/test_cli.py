"""The command line: what it prints, writes and answers, for results and for mistakes."""

import importlib.metadata
import json
import os
import re
import resource
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from theorybench.catalogue.catalogue import load
from theorybench.cli import common
from theorybench.core.words import natural
from theorybench.report.show import facts
from theorybench.verify.profile import PROFILES, ROOT_SEED

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMANDS = ("list", "show", "why", "verify")

BOOK = """
import dataclasses, torch
from theorybench import symbols as s
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.assumptions import Assumption, bounded_variance
from theorybench.entry import Erratum, Outcome
from theorybench.metrics import distance, gap
from theorybench.oracles import gaussian
from theorybench.problem import Problem
from theorybench.theorem import Declared, Mode, Theorem
from theorybench.types import Source

book = Assumption("of the book", "f = L x^2 / 2", (s.L,))
square = Problem(name="a-square-with-a-rather-long-name", f=lambda x: x.square().sum(-1), gradient=lambda x: 2 * x, start=(3.0,),
                 f_star=0.0, minimiser=(0.0,), constants={s.L: 2.0}, promises=(book,))
_noise = gaussian(1.0, "book-noise")

still = Theorem(name="book.thm-10", source=Source("Book", 2026, "Theorem 10", "https://book"), assumes=(book,),
                algorithm=gradient_descent, params={s.gamma: 1 / (2 * s.L)}, metric=distance, mode=Mode.DETERMINISTIC,
                bound=s.R / 2**s.n, settings=({s.n: 3},))
loose = dataclasses.replace(still, name="book.thm-9.loose", bound=s.R / 2, notes="A note [with brackets].")
noisy = dataclasses.replace(still, name="book.noisy", assumes=(book, bounded_variance), oracles=(_noise,), metric=gap,
                            mode=Mode.EXPECTATION, bound=s.L / 2 * (s.R**2 / 4**s.n + s.sigma**2 / (3 * s.L**2)) * 1.5,
                            declares=(Declared("a square of a normal variable", relative_variance=2),))
printed = dataclasses.replace(still, name="book.printed", bound=s.R / 3**s.n,
                              erratum=Erratum("The base is 2, not 3.", corrected="book.thm-10"))
idle = dataclasses.replace(still, name="book.idle", bound=9 * s.R, expects={"*": Outcome("vacuous", "to show it")})
"""
BAD = """
import dataclasses
from .book import distance, s, still
wrong = dataclasses.replace(still, name="book.wrong", bound=s.R / 3**s.n)
broken = dataclasses.replace(still, name="book.broken", metric=dataclasses.replace(distance, name="broken", of=lambda p, x: [] + 1))
"""
SLOW = """
import dataclasses, time
from .book import distance, s, still
def sleep(p, x):
    time.sleep(60)
    return x[:, 0]
slow = dataclasses.replace(still, name="book.slow", params={s.gamma: 1 / (3 * s.L)},
                           metric=dataclasses.replace(distance, name="slow", of=sleep))
"""


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    folder = tmp_path_factory.mktemp("good")
    (folder / "book.py").write_text(BOOK)
    return folder


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad")
    (folder / "book.py").write_text(BOOK)
    (folder / "bad.py").write_text(BAD)
    (folder / "syntax.py").write_text("x = 1\ny = = 2\n")
    return folder


def row(text, *words):
    """The one line of a text that holds all words."""
    (line,) = (line for line in text.splitlines() if all(word in line for word in words))
    return line


def test_help_is_quick_and_imports_nothing_heavy():
    code = (
        "import sys\nfrom theorybench.cli.main import main\ntry: main(['--help'])\nexcept"
        " SystemExit as e: assert not e.code\nprint([m for m in ('torch', 'sympy', 'numpy',"
        " 'scipy', 'joblib', 'hypothesis') if m in sys.modules])"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 0.5


@pytest.mark.parametrize("command", [(), *((c,) for c in COMMANDS)])
def test_help_has_examples(run, command):
    status, out, _ = run(*command, "--help")
    assert status == 0
    assert "Examples:" in out
    assert all(f"theorybench {c}" in out for c in command or ("list", "show", "why", "verify"))


def test_version(run):
    assert run("--version") == (0, f"theorybench {importlib.metadata.version('theorybench')}\n", "")


def test_choices_are_those_of_the_library():
    assert {p.value for p in common.ProfileName} == set(PROFILES)


def test_verdicts_at_200_columns(run, good):
    status, out, err = run("verify", good)
    assert (status, err) == (0, "")
    assert re.search(
        r"claim +problem +oracle +verdict +bound +measured +sharpness +seeds +finding", out
    )
    assert max(map(len, out.splitlines())) <= 200
    names = [
        line.split()[0]
        for line in out.splitlines()
        if " @ " not in line and line.startswith(" book.")
    ]
    assert names == ["book.idle", "book.noisy", "book.printed", "book.thm-9.loose", "book.thm-10"]
    square = "a-square-with-a-rather-long-name"
    assert re.search(rf"book.thm-10 +{square} +exact +supported +<= 0.375 +0.375 +1 +-", out)
    assert re.search(rf"book.idle +{square} +exact +vacuous \(expected\) +<= 27 ", out)
    assert re.search(
        rf"book.noisy +{square} +book-noise +supported +<= 0.\d+ +0.\d+ +0.\d+ +\d+", out
    )
    assert "refuted (erratum)" in row(out, "book.printed", square)
    assert "book.printed: The base is 2, not 3; corrected: book.thm-10" in out
    assert re.search(
        r"5 claims in \d+\.\d s: 3 supported.*, 1 refuted \(1 expected\), 1 vacuous \(1 expected\);"
        r" all as expected\.",
        out,
    )
    assert "P(any false 'refuted' in this suite) <= 1e-06" in out
    assert "a run can refute a theorem, never prove it" in " ".join(out.split())
    assert "Unexpected" not in out


def test_verdicts_at_80_columns(run, good, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = run("verify", good)
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert re.search(r"claim +verdict +bound +measured +sharp +seeds", out)
    assert re.search(r"^ book\.thm-10 *$", out, re.MULTILINE)
    assert re.search(
        r"a-square-with-a-rather-long +refuted +<= 0\.1111 +0\.375 +3\.4 +- *\n -name @ exact"
        r" +\(erratum\) *\n",
        out,
    )


@pytest.mark.parametrize("width", [80, 200])
def test_what_is_unexpected_is_said_twice_with_its_command(run, bad, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    status, out, err = run("verify", bad)
    assert status == 1
    assert "! refuted" in out
    assert "! error" in out
    assert "Unexpected:" in out
    told = out[out.index("Unexpected:") :]
    assert (
        "book.wrong @ a-square-with-a-rather-long-name @ exact: refuted, expected supported"
        in " ".join(told.split())
    )
    assert "0.375 > 0.111111" in told
    assert "TypeError: can only concatenate list" in " ".join(told.split())
    name = "book.wrong @ a-square-with-a-rather-long-name @ exact"
    assert (
        f"    theorybench verify {bad} --select '{name}' --profile quick --seed {ROOT_SEED}"
        in told.splitlines()
    )
    assert "2 unexpected" in out
    assert f"{bad / 'syntax.py'}:2: SyntaxError: invalid syntax" in err
    assert "Not loaded" in out
    assert len(re.findall("book.thm-10", out[: out.index("Unexpected:")])) >= 1


def test_the_command_that_is_told_repeats_the_verdict(run, bad):
    _, out, _ = run("verify", bad)
    (command,) = (
        line for line in out.splitlines() if "theorybench verify" in line and "book.wrong" in line
    )
    _, out, _ = run(*shlex.split(command)[1:])
    assert "1 claims in" in out
    assert "! refuted" in row(out, "book.wrong", "exact ")


def test_json(run, bad, tmp_path):
    target = tmp_path / "new" / "folder" / "report.json"
    status, _, _ = run("verify", bad, "--json", target, "--seed", 5)
    assert status == 1
    assert [p.name for p in target.parent.iterdir()] == ["report.json"]
    report = json.loads(target.read_text(), parse_constant=pytest.fail)
    assert (
        report["schema"],
        report["profile"],
        report["alpha"],
        report["seed"],
        report["device"],
    ) == (2, "quick", 1e-6, 5, "cpu")
    assert (report["interrupted"], report["planned"], report["catalogues"]) == (
        False,
        7,
        [str(bad)],
    )
    assert report["versions"]["theorybench"] == importlib.metadata.version("theorybench")
    assert [f["line"] for f in report["failures"]] == [2]
    by_name = {c["theorem"]: c for c in report["claims"]}
    assert list(by_name) == sorted(by_name, key=natural)
    assert by_name["book.thm-10"]["bound"] == 0.375
    assert by_name["book.thm-10"]["constants"]["L"] == 2.0
    assert (by_name["book.printed"]["expected"], by_name["book.printed"]["as_expected"]) == (
        "refuted",
        True,
    )
    assert [by_name["book.broken"][field] for field in ("verdict", "bound", "as_expected")] == [
        "error",
        None,
        False,
    ]
    assert by_name["book.noisy"]["alpha"] == pytest.approx(1e-9)
    assert by_name["book.noisy"]["repeat"].endswith("--profile quick --seed 5")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("show", "drori2014.thm-3.2"),
            "nothing is called 'drori2014.thm-3.2'; the nearest are drori2014.thm-3.1",
        ),
        (
            ("why", "drori2014.thm-3.2", "huber-1-0.5"),
            "no entry is called 'drori2014.thm-3.2'; the nearest are drori2014.thm-3.1",
        ),
        (
            ("why", "drori2014.thm-3.1", "hubert"),
            "no problem is called 'hubert'; the nearest are huber",
        ),
        (
            ("why", "drori2014.thm-3.1", "huber-1-0.5", "--oracle", "gaussian"),
            "no oracle is called 'gaussian'; the nearest are gaussian-1",
        ),
        (
            ("verify", "--select", "drory*"),
            "--select 'drory*' matches no claim; the nearest are drori2014.thm-3.1",
        ),
        (("verify", "{tmp}/nothing"), "does not exist"),
        (("verify", "{tmp}"), "holds no Python file"),
        (("list", "{tmp}/nothing"), "does not exist"),
        (("show", "drori2014.thm-3.1", "-c", "{tmp}/nothing"), "does not exist"),
        (("verify", "--json", "{tmp}"), "--json {tmp}: cannot be written (it is a folder)"),
        (
            ("verify", "--json", "{tmp}/file/x.json"),
            "--json {tmp}/file/x.json: cannot be written ({tmp}/file is no folder)",
        ),
        (
            ("verify", "--json", "/proc/nothing/x.json"),
            "--json /proc/nothing/x.json: cannot be written",
        ),
    ],
)
def test_mistakes_are_told_in_one_line(run, tmp_path, monkeypatch, arguments, words):
    monkeypatch.setattr(
        "theorybench.verify.suite.verify_claims", lambda *a: pytest.fail("work has begun")
    )
    if "{tmp}/file" in "".join(arguments):
        (tmp_path / "file").write_text("")
    status, out, err = run(*(a.format(tmp=tmp_path) for a in arguments))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("theorybench: error: ")
    assert words.format(tmp=tmp_path) in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--jobs", "0"),
        ("--jobs", "many"),
        ("--seed", "-1"),
        ("--profile", "slow"),
        ("--device", "tpu"),
        ("--select",),
        ("--speed", "1"),
    ],
)
def test_impossible_options_are_usage_errors(run, arguments):
    status, out, err = run("verify", *arguments)
    assert (status, out) == (2, "")
    assert err.splitlines()[-1].startswith("Error: ")
    assert arguments[0] in err
    assert "Traceback" not in err


def test_cuda_without_cuda(run, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    status, _, err = run("verify", "--device", "cuda")
    assert status == 2
    assert "finds no CUDA device; leave the option out" in err
    assert err.count("\n") == 1


def test_a_json_file_that_is_not_writable(run, tmp_path, monkeypatch):
    (tmp_path / "mine.json").write_text("old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    status, _, err = run("verify", "--json", tmp_path / "mine.json")
    assert (status, err) == (
        2,
        (
            f"theorybench: error: --json {tmp_path / 'mine.json'}: cannot be written (it is not"
            " writable); give a file in a folder that can be written to\n"
        ),
    )


def test_orphans_are_warned_of(run, good, tmp_path):
    lonely = (
        'from .book import *\nt = dataclasses.replace(still, name="book.lonely",'
        ' assumes=(Assumption("of nobody", "x"), book))\n'
    )
    (tmp_path / "book.py").write_text(BOOK)
    (tmp_path / "lonely.py").write_text(lonely)
    status, _, err = run("verify", tmp_path)
    assert status == 0
    assert (
        err
        == "theorybench: warning: no problem satisfies book.lonely; `theorybench why book.lonely"
        " PROBLEM` says what is missing\n"
    )
    status, out, _ = run("why", "book.lonely", "a-square-with-a-rather-long-name", "-c", tmp_path)
    assert (status, "does not promise 'of nobody' (x)" in out) == (0, True)
    assert run("verify", tmp_path, "--select", "book.idle")[2] == ""


def test_nothing_verified_is_not_fine(run, tmp_path):
    (tmp_path / "syntax.py").write_text("x = = 1")
    status, out, err = run("verify", tmp_path)
    assert status == 1
    assert "0 claims" in out
    assert "syntax.py:1: SyntaxError" in err


def test_list_of_the_bundled_catalogue(run):
    status, out, _ = run("list")
    assert status == 0
    assert all(name in out for name in ("drori2014.thm-3.1", "huber-1-0.5", "gaussian-1"))


def test_list(run, good, monkeypatch):
    status, out, _ = run("list", good)
    assert status == 0
    assert re.search(r"book\.thm-10 +upper-bound: Book \(2026\), Theorem 10 +1", out)
    assert re.search(r"a-square-with-a-rather-long-name +d = 1: of the book +5", out)
    monkeypatch.setenv("COLUMNS", "20")
    status, out, _ = run("list", good, "--claims")
    assert out.splitlines() == [
        "book.idle @ a-square-with-a-rather-long-name @ exact: vacuous",
        "book.noisy @ a-square-with-a-rather-long-name @ book-noise: supported",
        "book.printed @ a-square-with-a-rather-long-name @ exact: refuted",
        "book.thm-9.loose @ a-square-with-a-rather-long-name @ exact: supported",
        "book.thm-10 @ a-square-with-a-rather-long-name @ exact: supported",
    ]


def test_show_an_entry(run, good):
    status, out, _ = run("show", "book.printed", "-c", good)
    assert status == 0
    facts = (
        ("claim", "book.printed (upper-bound)"),
        ("source", "Book (2026), Theorem 10 https://book"),
        (
            "statement",
            (
                "Assumed: of the book. Then gradient descent with gamma = 1 / (2 L) has ||x - x*|| at x_n"
                " <= R / 3^n."
            ),
        ),
        ("assumes", "of the book: f = L x^2 / 2 [L]"),
        ("parameter", r"gamma = 1/(2*L)    $\gamma$ = $\frac{1}{2 L}$"),
        ("metric", "||x - x*|| [X], deterministic"),
        ("bound", r"R/3**n    $3^{- n} R$"),
        ("symbol", "L [F X^(-2)]: Lipschitz constant of the gradient"),
        ("setting", "n = 3"),
        ("erratum", "The base is 2, not 3; corrected: book.thm-10; refuted on: *"),
        ("tested on", "a-square-with-a-rather-long-name @ exact: expected refuted"),
    )
    for heading, text in facts:
        assert row(out, text).split("  ")[0] == heading
    assert "A note [with brackets]." in run("show", "book.thm-9.loose", "-c", good)[1]
    assert row(run("show", "book.idle", "-c", good)[1], "to show it").split() == [
        "expected",
        "vacuous",
        "on",
        "*:",
        "to",
        "show",
        "it",
    ]
    assert "a square of a normal variable" in run("show", "book.noisy", "-c", good)[1]


def test_show_a_problem_and_an_oracle(run, good):
    status, out, _ = run("show", "a-square-with-a-rather-long-name", "-c", good)
    assert status == 0
    assert re.search(r"minimum +f\* = 0 at \(0\)", out)
    assert re.search(r"L = 2 \[F X\^\(-2\)\]: Lipschitz constant of the gradient", out)
    assert "book.noisy @ book-noise: expected supported" in out
    status, out, _ = run("show", "gaussian-1")
    assert (status, "unbiased: E g(x) = grad f(x)" in out) == (0, True)
    assert run("show", "exact")[0] == 0


def test_everything_bundled_can_be_shown():
    catalogue = load()
    for thing in (*catalogue.entries, *catalogue.problems, *catalogue.oracles):
        told = dict(facts(thing.name, catalogue))
        assert any(thing.name in text for text in told.values())
        assert all(isinstance(text, str) and text for text in told.values()), thing.name


def test_why(run, good):
    name = "a-square-with-a-rather-long-name"
    assert run("why", "book.thm-10", name, "-c", good, "--oracle", "exact")[1].split() == [
        "exact",
        "tested",
    ]
    status, out, _ = run("why", "book.noisy", name, "-c", good)
    assert status == 0
    assert re.search(r"^book-noise +tested *$", out, re.MULTILINE)
    assert "book.noisy is put to its own oracles only: book-noise" in row(out, "gaussian-1")
    status, out, _ = run("why", "book.thm-10", "huber-1-0.5", "-c", good)
    assert "problem huber-1-0.5 does not promise 'of the book' (f = L x^2 / 2)" in row(
        out, "any oracle "
    )
    assert re.search(r"^exact +not tested: see 'any oracle' *$", out, re.MULTILINE)
    assert "assumes nothing of the oracle" in row(out, "gaussian-1")


def test_progress_is_shown_on_a_terminal_only(run, good, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    _, out, err = run("verify", good, "--select", "book.thm-10")
    assert "verifying" in err
    assert "verifying" not in out
    assert "\x1b[" in out


@pytest.mark.parametrize(
    ("claims", "device", "jobs"),
    [(0, "cpu", 1), (31, "cpu", 1), (32, "cpu", 4), (1000, "cpu", 4), (1000, "cuda", 1)],
)
def test_the_number_of_processes(monkeypatch, claims, device, jobs):
    monkeypatch.setattr("joblib.cpu_count", lambda: 4)
    assert common.processes(claims, common.Device(device)) == jobs


def test_the_example_is_short_and_holds(run):
    files = sorted(EXAMPLES.glob("*.py"))
    assert len(files) == 2
    assert sum(len(f.read_text().splitlines()) for f in files) <= 40
    status, out, _ = run("verify", EXAMPLES, "--select", "example.*", "--select", "* @ log-cosh*")
    assert status == 0, out
    assert "example.contraction" in out
    assert "drori2014.thm-3.1" in out


def test_an_interrupted_run_keeps_what_it_has_and_leaves_nothing_behind(tmp_path):
    """Ctrl-C goes to the whole process group, as from a terminal."""
    (tmp_path / "book.py").write_text(BOOK)
    (tmp_path / "slow.py").write_text(SLOW)
    with (tmp_path / "err").open("w") as err:
        process = started("verify", tmp_path, "--jobs", 2, "--json", tmp_path / "r.json", err=err)
    told = until(lambda: "5/6" in (tmp_path / "err").read_text(), 120)
    os.killpg(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert told, (tmp_path / "err").read_text()
    assert process.returncode == 1
    assert "Interrupted: 5 of 6 claims have a verdict." in out
    assert "Traceback" not in (tmp_path / "err").read_text()
    report = json.loads((tmp_path / "r.json").read_text())
    assert (report["interrupted"], len(report["claims"]), report["planned"]) == (True, 5, 6)
    assert until(lambda: not running(process.pid), 10)


def started(*words, err=subprocess.DEVNULL):
    """The command line in a process group of its own; it hears SIGINT also where make runs in the
    background and its shell ignores it.
    """
    script = "from theorybench.cli.main import main; main()"
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, "-c", script, *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
            start_new_session=True,
            env={**os.environ, "FORCE_COLOR": "1", "COLUMNS": "200"},
        )
    finally:
        signal.signal(signal.SIGINT, before)


def until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def running(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
