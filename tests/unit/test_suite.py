"""Verifying many claims: in one process or in many the same, whatever the claims do."""

import dataclasses
import itertools
import math
import os
import re
import signal
import textwrap

import pytest
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.assumptions import has_minimiser, smooth, strongly_convex
from theorybench.core.metrics import distance
from theorybench.core.oracles import exact
from theorybench.core.problem import Problem
from theorybench.core.types import Source
from theorybench.entries.theorem import Mode, Theorem
from theorybench.problems.functions.huber import huber
from theorybench.verify import suite
from theorybench.verify.parallel import Lost, outcomes
from theorybench.verify.profile import QUICK, Options
from theorybench.verify.suite import share_level, verify_claim, verify_claims

PARENT = os.getpid()

BOOK = """
import dataclasses, os, sys, torch
from theorybench import symbols as s
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.assumptions import Assumption, bounded_variance
from theorybench.metrics import distance, gap, mean
from theorybench.oracles import gaussian
from theorybench.problem import Problem
from theorybench.theorem import Declared, Mode, Theorem
from theorybench.types import Source

book = Assumption("of the book", "f = L x^2 / 2", (s.L,))
square = Problem(name="square", f=lambda x: x.square().sum(-1), gradient=lambda x: 2 * x, start=(3.0,), f_star=0.0, minimiser=(0.0,),
                 constants={s.L: 2.0}, promises=(book,))
_noise = gaussian(1.0, "book-noise")

# x_(k+1) = x_k / 2 - z / (2 L): E x_n^2 = R^2 / 4^n + sigma^2 / (3 L^2) (1 - 4^-n)
still = Theorem(name="book.still", source=Source("Book", 2026, "1"), assumes=(book,), algorithm=gradient_descent,
                params={s.gamma: 1 / (2 * s.L)}, metric=distance, mode=Mode.DETERMINISTIC, bound=1.01 * s.R / 2**s.n,
                settings=({s.n: 3}, {s.n: 9}))
other = dataclasses.replace(still, name="book.other", metric=gap, bound=s.L * s.R**2 / 4**s.n)
noisy = dataclasses.replace(still, name="book.noisy", assumes=(book, bounded_variance), oracles=(_noise,), metric=gap,
                            mode=Mode.EXPECTATION, bound=s.L / 2 * (s.R**2 / 4**s.n + s.sigma**2 / (3 * s.L**2)) * 1.5,
                            declares=(Declared("a square of a normal variable", relative_variance=2),))
false = dataclasses.replace(noisy, name="book.false", bound=noisy.bound / 2)
raising = dataclasses.replace(still, name="book.raising", metric=dataclasses.replace(distance, name="broken", of=lambda p, x: 1 / 0))
leaving = dataclasses.replace(still, name="book.leaving", metric=dataclasses.replace(distance, name="exit", of=lambda p, x: sys.exit("no")))
"""
KILLER = """
import dataclasses, os
from .book import still, distance
def kill(p, x):
    if os.getpid() == PARENT: raise RuntimeError("in the parent")
    os.kill(os.getpid(), 9)
killing = dataclasses.replace(still, name="book.killing", metric=dataclasses.replace(distance, name="kill", of=kill))
"""
EXPECTED = {
    "book.false": "refuted",
    "book.leaving": "error",
    "book.noisy": "supported",
    "book.other": "supported",
    "book.raising": "error",
    "book.still": "supported",
}
CHANCE = ("book.false", "book.noisy")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "book.py").write_text(textwrap.dedent(BOOK))
    return folder


def lasting(evidence):
    return [dataclasses.replace(e, seconds=0.0) for e in sorted(evidence, key=lambda e: e.theorem)]


def test_numbers_do_not_depend_on_processes_order_or_company(book):
    claims, settings = load([book]).claims(), Options(catalogues=(str(book),))
    alone = lasting(verify_claim(c, settings) for c in claims)
    assert {e.theorem: e.verdict for e in alone} == EXPECTED
    assert all(e.seconds >= 0 and e.repeat for e in alone)
    for order in (claims, claims[::-1]):
        assert lasting(verify_claims(order, settings)) == alone
    assert lasting(verify_claims(claims, settings, jobs=2)) == alone


def test_the_book_loads(book):
    catalogue = load([book])
    assert catalogue.failures == ()
    oracle = {name: "book-noise" if name in CHANCE else "exact" for name in EXPECTED}
    assert sorted(c.name for c in catalogue.claims()) == [
        f"{name} @ square @ {oracle[name]}" for name in EXPECTED
    ]


def test_evidence_comes_one_by_one(book):
    stream = verify_claims(load([book]).claims(), Options())
    first = next(stream)
    stream.close()
    assert first.verdict in ("supported", "refuted")


def test_an_exception_is_the_claims_own(book):
    found = {e.theorem: e for e in verify_claims(load([book]).claims(), Options())}
    where = rf"{re.escape(str(book))}/book.py:\d+, in <lambda>"
    assert re.fullmatch(
        rf"ZeroDivisionError: division by zero \(in of of metric broken: {where}\)",
        found["book.raising"].finding or "",
    )
    assert re.fullmatch(rf"SystemExit: no \(.*{where}\)", found["book.leaving"].finding or "")
    assert not found["book.raising"].as_expected
    assert (
        "--select 'book.raising @ square @ exact' --profile quick --seed"
        in found["book.raising"].repeat
    )


def test_a_process_that_dies_costs_its_own_result():
    tasks = ["1 + 1", "__import__('os')._exit(1)", "1 / 0", *map(str, range(9))]
    found = dict(outcomes(eval, [(text,) for text in tasks], 2))
    assert isinstance(found[1], Lost)
    assert "process ended before it had a result (exit status 1)" in found[1].reason
    assert found[2] == Lost("ZeroDivisionError: division by zero")
    assert [found[i] for i in (0, *range(3, 12))] == [2, *range(9)]


def items(number):
    """Some items of a generator, then what nothing but a signal ends."""
    yield number
    if number == 1:
        sum(itertools.count())
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 3:
        raise KeyboardInterrupt
    yield -number


def test_what_a_generator_made_before_it_was_lost_is_kept():
    """Also where a loop without any Python code in it blocks the process."""
    found = {}
    for index, item in outcomes(items, [(n,) for n in range(6)], 2, limit=0.5):
        found.setdefault(index, []).append(item)
    assert [found[n] for n in (0, 4, 5)] == [[0, 0], [4, -4], [5, -5]]
    reasons = [found[n][1].reason for n in (1, 2, 3)]
    assert [found[n][0] for n in (1, 2, 3)] == [1, 2, 3]
    assert "no result within 0.5 s" in reasons[0]
    assert "SIGKILL" in reasons[1]
    assert "KeyboardInterrupt" in reasons[2]


def test_processes_are_no_more_than_tasks_and_end_with_the_iterator():
    stream = outcomes(_process, [(), ()], 64)
    pids = {pid for _, pid in stream}
    assert 1 <= len(pids) <= 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def _process():
    return os.getpid()


def test_of_a_group_that_dies_only_the_guilty_claim_is_lost(book, monkeypatch):
    """Processes that die when they work on book.raising, acted in this process."""

    def acted(function, tasks, jobs, limit):
        for i, task in enumerate(tasks):
            for claim in task[0]:
                if claim.entry.name == "book.raising":
                    yield i, Lost("its process ended")
                    break
                yield i, suite.verify_claim(claim, task[1])

    monkeypatch.setattr(suite, "outcomes", acted)
    claims = load([book]).claims()
    found = {e.theorem: e for e in verify_claims(claims, Options(catalogues=(str(book),)), jobs=2)}
    assert {name: e.verdict for name, e in found.items()} == EXPECTED
    assert found["book.raising"].finding == "its process ended"
    assert "raising" in found["book.raising"].repeat


def test_a_claim_that_kills_its_process_costs_one_claim(tmp_path):
    (tmp_path / "book.py").write_text(textwrap.dedent(BOOK))
    (tmp_path / "killer.py").write_text(textwrap.dedent(KILLER).replace("PARENT", str(PARENT)))
    claims = load([tmp_path]).claims()
    found = {
        e.theorem: e for e in verify_claims(claims, Options(catalogues=(str(tmp_path),)), jobs=2)
    }
    assert {name: e.verdict for name, e in found.items()} == EXPECTED | {"book.killing": "error"}
    assert "process ended" in found["book.killing"].finding


HANGING = """
import dataclasses, itertools, time
from .book import still, distance, s

def loop(p, x):
    while True:
        pass

def sleep(p, x):
    time.sleep(600)

def stubborn(p, x):
    while True:
        try:
            time.sleep(600)
        except BaseException:
            pass

def made(of):
    return dataclasses.replace(still, name=f"book.{of.__name__}", metric=dataclasses.replace(distance, name=of.__name__, of=of))

entries = [made(of) for of in (loop, sleep)]
"""
STUBBORN = """
from .hanging import made, stubborn
entries = [made(stubborn)]
"""


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_a_claim_that_never_ends_costs_one_claim(tmp_path, jobs):
    """Also one that catches whatever should end it, where it has a process of its own."""
    (tmp_path / "book.py").write_text(textwrap.dedent(BOOK))
    (tmp_path / "hanging.py").write_text(HANGING)
    if jobs:
        (tmp_path / "stubborn.py").write_text(STUBBORN)
    claims = load([tmp_path]).claims()
    options = Options(catalogues=(str(tmp_path),), timeout=1.5)
    found = {e.theorem: e for e in verify_claims(claims, options, jobs)}
    names = ("loop", "sleep", "stubborn") if jobs else ("loop", "sleep")
    assert {name: e.verdict for name, e in found.items()} == EXPECTED | {
        f"book.{name}": "error" for name in names
    }
    for name in ("loop", "sleep"):
        finding = found[f"book.{name}"].finding or ""
        assert "no result within 1.5 s" in finding
        assert re.search(rf"hanging\.py:\d+, in {name}\); --timeout", finding)


@pytest.mark.parametrize(
    ("number", "level"), [(1, 1e-9), (1000, 1e-9), (1001, 1e-6 / 1001), (5000, 2e-10)]
)
def test_more_claims_than_the_budget_has_shrink_the_level(number, level):
    budget = share_level(Options(), number).budget
    assert math.isclose(budget.level, level, rel_tol=1e-12)
    assert budget.level * number <= budget.alpha * (1 + 1e-12)


def test_the_level_of_the_suite_reaches_the_evidence(book, monkeypatch):
    claims = [c for c in load([book]).claims() if c.entry.name == "book.false"]
    assert next(verify_claims(claims, Options())).alpha == pytest.approx(1e-9)
    assert next(
        verify_claims(claims * 2000, Options(dataclasses.replace(QUICK, n_max=64)))
    ).alpha == pytest.approx(5e-10)


def test_runs_of_two_problems_with_one_name_are_not_shared():
    entry = load().entry("drori2014.thm-3.1")
    starts = {"near": 1.0, "far": 100.0}
    entries = [
        dataclasses.replace(entry, name=name, witness=lambda c, x=x: huber(1.0, x, 0.5))
        for name, x in starts.items()
    ]
    claims = [Claim(e, oracle=exact, is_witness=True) for e in entries]
    together = {e.theorem: e.measured for e in verify_claims(claims, Options())}
    assert together == {c.entry.name: verify_claim(c, Options()).measured for c in claims}
    assert together["far"] > 10 * together["near"]


def test_a_true_bound_below_rounding_is_not_refuted():
    """(1/3)^100 R is 1e-48; no iterate near 1234.7 comes that close to it, and what is left of
    the distance says nothing.
    """
    weights = torch.tensor([1.0, 0.37], dtype=torch.float64)
    problem = Problem(
        name="far-from-zero",
        f=lambda x: (0.5 * weights * (x - 1234.7) ** 2).sum(-1),
        gradient=lambda x: weights * x - weights * 1234.7,
        start=(1300.0, 1200.0),
        f_star=0.0,
        minimiser=(1234.7, 1234.7),
        constants={s.L: 1.0, s.mu: 0.37},
        promises=(strongly_convex, smooth, has_minimiser),
    )
    theorem = Theorem(
        name="contraction",
        source=Source("Nesterov", 2004, "Theorem 2.1.15"),
        assumes=(strongly_convex, smooth, has_minimiser),
        algorithm=gradient_descent,
        params={s.gamma: 2 / (s.L + s.mu)},
        metric=distance,
        mode=Mode.DETERMINISTIC,
        bound=((s.L - s.mu) / (s.L + s.mu)) ** s.n * s.R,
        settings=({s.n: 2}, {s.n: 100}),
    )
    found = verify_claim(Claim(theorem, problem, exact), Options())
    assert found.verdict == "supported"  # by its other setting
    assert found.sharpness <= 1
    late = dataclasses.replace(theorem, settings=({s.n: 100},))
    alone = verify_claim(Claim(late, problem, exact), Options())
    assert alone.verdict == "inconclusive"
    assert "of float64" in alone.finding
    assert alone.sharpness <= 1
    false = dataclasses.replace(theorem, bound=theorem.bound * 0.999, as_printed=True)
    assert verify_claim(Claim(false, problem, exact), Options()).verdict == "refuted"
