"""True claims, most of them equalities, at ordinary and extreme scales are never refuted; false by
one part in a million they are, where the resolution allows it.
"""

from __future__ import annotations

import statistics
from dataclasses import replace

import mpmath
import pytest
from flint import arb

from tests.calibration.true_claims import DIGITS, PLANS, made
from theorybench.attack.dispatch import search_type
from theorybench.attack.verdict import attack
from theorybench.catalogue.catalogue import load
from theorybench.certify import certify
from theorybench.interpret.balls import precision
from theorybench.verify.plan import make_plan
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim, verify_claims

OPTIONS = Options()
FINE = 1e-7
"""A relative resolution at which one part in a million can be told."""
SLOW = [name for name in PLANS if name.startswith("very")]
QUICK = [name for name in PLANS if name not in SLOW]
WITHOUT_FALSE = ("infinite", "rate plateau")
HELD = {"supported", "consistent", "inconclusive", "vacuous"}
EXACT = [
    name for name in QUICK if name.split()[0] in ("descent", "heavy", "nesterov", "best", "mean")
]


def cases(names, slow=()):
    return [pytest.param(one, marks=pytest.mark.slow if one in slow else ()) for one in names]


def off(case, evidence):
    """The true error of what was measured, and its resolution, relative to the bound."""
    measured = evidence.bound if evidence.kind == "lower-bound" else evidence.measured
    with mpmath.workdps(DIGITS):
        error = abs(mpmath.mpf(measured) - case.value) / abs(mpmath.mpf(evidence.bound))
    return float(error), evidence.resolution


def hold(case):
    """A true claim is not refuted, and its measurement is as good as is said."""
    evidence = verify_claim(case.true, OPTIONS)
    assert evidence.verdict in HELD, evidence.finding
    assert evidence.sharpness is None or evidence.sharpness <= 1
    if case.value is not None:
        error, its = off(case, evidence)
        assert error <= its


def hold_false(case):
    """A false claim is refuted unless float64 cannot tell, neither the run nor the promises."""
    evidence = verify_claim(case.false, OPTIONS)
    true = verify_claim(case.true, OPTIONS).resolution
    if case.blunt or (true is not None and true < FINE):
        assert evidence.verdict == "refuted", evidence.finding
    else:
        assert evidence.verdict in ("refuted", "inconclusive", "inapplicable")


def test_the_claims_are_many_and_of_all_modes():
    entries = [made(name).true.entry for name in PLANS if not name.startswith("very")]
    assert len(entries) > 200
    assert {e.kind for e in entries} == {"upper-bound", "lower-bound", "inequality"}
    modes = {e.mode.name for e in entries if e.kind != "inequality"}
    assert modes == {"DETERMINISTIC", "COMPLEXITY", "PROBABILITY", "EXPECTATION", "RATE"}


@pytest.mark.parametrize("name", cases(PLANS, SLOW))
def test_a_true_claim_is_not_refuted(name):
    hold(made(name))


@pytest.mark.parametrize(
    "name",
    cases([n for n in PLANS if not n.startswith(WITHOUT_FALSE)], {*SLOW, *QUICK} - {*QUICK[::3]}),
)
def test_false_by_one_part_in_a_million_it_is_refuted(name):
    hold_false(made(name))


@pytest.mark.slow
@pytest.mark.parametrize("vary", range(1, 5))
@pytest.mark.parametrize("name", QUICK)
def test_with_other_numbers_too(name, vary):
    case = made(name, vary)
    hold(case)
    if case.false is not None:
        hold_false(case)


def test_most_false_claims_are_within_the_resolution():
    sharp = [verify_claim(made(name).true, OPTIONS).resolution < FINE for name in EXACT[::4]]
    assert sum(sharp) > len(sharp) / 2


def test_the_resolution_is_within_a_factor_of_a_hundred_in_the_median():
    pairs = [off(case, verify_claim(case.true, OPTIONS)) for case in map(made, EXACT[::4])]
    assert statistics.median(its / error for error, its in pairs if error > 0) < 100


def test_the_balls_enclose_the_exact_value_within_the_resolution():
    for name in EXACT[::8]:
        case = made(name)
        (p,) = make_plan(case.true, 1).prepared
        found = certify(case.true.entry, p.problem, p.values, p.steps)
        evidence = verify_claim(case.true, OPTIONS)
        with precision(256), mpmath.workdps(DIGITS):
            apart = abs(found.lhs - arb(evidence.measured)) / arb(evidence.bound)
            assert apart.abs_lower() <= evidence.resolution
            value = arb(mpmath.nstr(case.value, DIGITS))
            assert found.lhs.overlaps(arb(value.mid(), value.mid() * arb(10) ** (5 - DIGITS)))


ATTACKED = [n for n in QUICK if n.split()[0] in ("slope", "descent", "steps") and "plain" in n]


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKED)
def test_an_attack_does_not_refute_it(name):
    entry = made(name).true.entry
    assert search_type(entry) is not None
    found = attack(entry, 400, OPTIONS)
    assert found is not None
    assert not found.refutes


@pytest.fixture(scope="module")
def catalogue():
    return load().claims()


@pytest.mark.slow
def test_one_worker_and_four_give_the_same(catalogue):
    claims = catalogue[::12]

    def numbers(jobs):
        found = verify_claims(claims, OPTIONS, jobs)
        return {
            (e.theorem, e.problem, e.oracle): (e.verdict, e.measured, e.resolution, e.sharpness)
            for e in found
        }

    assert numbers(1) == numbers(4)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(20))
def test_no_seed_refutes_a_true_entry(catalogue, seed):
    claims = [c for c in catalogue if c.expected != "refuted"]
    refuted = [
        (e.theorem, e.problem, e.oracle, e.finding)
        for e in verify_claims(claims, replace(OPTIONS, seed=seed), jobs=1)
        if e.verdict == "refuted"
    ]
    assert refuted == []
