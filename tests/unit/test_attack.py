"""The attack refutes tight theorems whose bound is a little too small, or that miss a
hypothesis, and never the true ones.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sympy

import theorybench.attack.attack_run as module
import theorybench.attack.search_space as space_module
from theorybench.attack.attack_run import run_attack
from theorybench.attack.batch import measure
from theorybench.attack.dispatch import deserialise, dispatch, split
from theorybench.attack.families.spaces import families_for, family
from theorybench.attack.result import Budget
from theorybench.attack.search import Candidate, scored
from theorybench.attack.search_space import from_shares, is_tabulated, subspace, subspaces
from theorybench.attack.simplify import (
    readable,
    shrunk,
    simple_numbers,
    wanted,
)
from theorybench.attack.store import read
from theorybench.attack.verdict import attack, judge
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.catalogue.loading import package_roots
from theorybench.catalogue.packages import BUNDLED
from theorybench.core import symbols as s
from theorybench.core.assumptions import has_minimiser, smooth
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Mode, Theorem
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

ENOUGH = 3000
TIGHT = (
    "abbaszadehpeivasti2022.thm-2",
    "barre2020.prop-1",
    "boyd2003.eq-2",
    "deklerk2017.thm-1.2",
    "drori2014.thm-3.1",
    "hazan2019.thm-1.lipschitz",
    "kim2016.thm-2",
    "kim2024.exact-rate",
    "kim2024.gradient-norm",
    "lessard2016.prop-1.nesterov",
    "pedregosa2020.polyak-momentum",
    "taylor2017.gradient-norm",
    "taylor2017.table-1.fast-gradient",
    "taylor2017.thm-4.1",
    "taylor2018.thm-3.1",
    "taylor2018.thm-3.2",
    "taylor2018.thm-3.3",
)


@pytest.fixture(scope="module")
def catalogue():
    return load()


@pytest.mark.parametrize("name", TIGHT)
def test_tight_theorems(catalogue, name):
    """From the theorem alone: its witness is withheld, and nothing that was found before is
    read.
    """
    theorem = replace(catalogue.entry(name), witness=None)
    true, small = (
        attack(theorem, ENOUGH),
        attack(replace(theorem, bound=theorem.bound * 0.95), ENOUGH),
    )
    assert true.evidence.verdict in ("supported", "inconclusive"), true.evidence
    assert true.evidence.verdict == "supported" or "equal up to" in true.evidence.finding
    assert 0.97 < true.ratio <= 1
    assert small.evidence.verdict == "refuted", small.evidence
    assert small.ratio > 1.02


_step = s.R / (s.L_f * sympy.sqrt(s.n))
FALSE = {
    "convexity is missing": ("drori2014.thm-3.1", {"assumes": (smooth, has_minimiser)}, 1.05),
    "step 1.9 for 1": (
        "drori2014.thm-3.1",
        {"params": {s.gamma: 1.9 / s.L}, "valid_when": (), "bound": s.L * s.R**2 / (4 * s.n + 2)},
        1.5,
    ),
    "rate of gradient descent squared": (
        "drori2014.thm-3.1",
        {"bound": s.L * s.R**2 / (4 * s.n**2 + 2)},
        1.5,
    ),
    "heavy ball beyond quadratics": ("pedregosa2020.polyak-momentum", {"assumes": None}, 1.01),
    # true where L = 1: only another unit of f or x shows it
    "square root of L for L": (
        "drori2014.thm-3.1",
        {"bound": sympy.sqrt(s.L) * s.R**2 / (4 * s.n + 2), "as_printed": True},
        2.0,
    ),
    # 1.162 times the bound at n = 2 by performance estimation
    "twice the step": (
        "boyd2003.eq-2",
        {"params": {s.gamma: 2 * _step}, "bound": s.L_f**2 * _step},
        1.1,
    ),
}


@pytest.mark.parametrize("what", FALSE)
def test_false_theorems(catalogue, what):
    name, changes, least = FALSE[what]
    theorem = catalogue.entry(name)
    if changes.get("assumes", ()) is None:
        changes = {"assumes": tuple(a for a in theorem.assumes if a.name != "quadratic")}
    found = attack(replace(theorem, witness=None, **changes), 10_000)
    assert found.refutes, found.evidence
    assert found.ratio > least


@pytest.mark.parametrize("horizon", [50, 400])
def test_the_only_horizon_of_an_entry_is_attacked(catalogue, horizon):
    """The bound is 5 % too small at this number of steps, and far too large at all others."""
    theorem = catalogue.entry("drori2014.thm-3.1")
    only = sympy.Piecewise((0.95, sympy.Eq(s.n, horizon)), (100.0, True))
    false = replace(theorem, witness=None, settings=({s.n: horizon},), bound=theorem.bound * only)
    found = attack(false, 2000)
    assert found.refutes, found.evidence
    assert found.instance.setting[s.n] == horizon


def test_a_tabulated_bound_is_asked_at_its_own_horizons_only(catalogue):
    """A number for n = 3 is no claim about n = 1, where the gap is larger."""
    theorem = catalogue.entry("drori2014.thm-3.1")
    tabulated = replace(
        theorem, witness=None, settings=({s.n: 3},), bound=s.L * s.R**2 / 14, valid_when=()
    )
    assert is_tabulated(tabulated)
    assert not is_tabulated(theorem)
    assert {one.horizon for one in subspaces(tabulated)} == {3}
    found = attack(tabulated, 2000)
    assert not found.refutes, found.evidence
    assert attack(replace(tabulated, bound=tabulated.bound * 0.95), 2000).refutes


def test_same_seed_same_instance(catalogue):
    theorem = catalogue.entry("kim2024.exact-rate")
    first, second, other = (attack(theorem, 3000, Options(seed=seed)) for seed in (1, 1, 2))
    assert first.serialise() == second.serialise()
    assert first.evidence == second.evidence
    assert {c.numbers for c in dispatch(theorem, 3000, 1)} != {
        c.numbers for c in dispatch(theorem, 3000, 2)
    }
    assert other.evidence.verdict == "supported"


def test_any_number_of_processes_finds_the_same(catalogue, monkeypatch):
    """Rounds do not depend on each other, on the process, or on the order in which they end."""
    theorem, budget = catalogue.entry("zhang2022.sec-2.1.1.gd-rate"), Budget(evaluations=12_100)
    monkeypatch.setattr(module, "load", lambda folders: catalogue)
    monkeypatch.setattr(
        module,
        "outcomes",
        lambda call, tasks, jobs: ((i, call(*tasks[i])) for i in reversed(range(len(tasks)))),
    )
    one, four = (
        run_attack(theorem, budget, Options(), None, jobs, lambda *_: None) for jobs in (1, 4)
    )
    assert one.serialised == four.serialised
    assert one.evidence == four.evidence
    assert one.restarts == four.restarts == 2


def test_the_claim_of_an_attack(catalogue):
    (claim,) = catalogue.claims(["drori2014.thm-3.1 @ attack*"])
    assert (claim.name, claim.expected, claim.extra) == (
        "drori2014.thm-3.1 @ attack @ exact",
        "not refuted",
        "attack",
    )
    evidence = verify_claim(claim, Options())
    assert (evidence.verdict, evidence.problem, evidence.oracle, evidence.as_expected) == (
        "supported",
        "attack",
        "exact",
        True,
    )
    assert evidence.sharpness > 0.98
    assert "line" in evidence.detail
    assert evidence.repeat.endswith("--profile quick --seed 20220527")


def test_theorems_about_noise_are_expected_not_refuted(catalogue):
    claim = next(c for c in catalogue.claims(["cevher2020.eq-10.corrected @ attack*"]))
    assert claim.expected == "not refuted"
    assert claim.oracle is None
    fine = verify_claim(claim, Options())
    assert fine.as_expected
    assert fine.expected == "not refuted"
    assert fine.verdict != "refuted"
    assert not replace(fine, verdict="refuted").as_expected
    assert not replace(fine, verdict="error").as_expected
    assert replace(fine, verdict="inconclusive").as_expected


@pytest.mark.parametrize(("factor", "verdict"), [(1.0, "supported"), (1 - 1e-5, "refuted")])
def test_ties_are_not_refuted(catalogue, factor, verdict):
    """On the extremal Huber function the bound is reached; what rounding may do to a bound
    refutes nothing.
    """
    theorem = catalogue.entry("drori2014.thm-3.1")
    at = subspace(theorem, family("convex-line-1"), 2)
    instance = at.instance((0.2, 1.0, 1.0, 0.0, 1.0, 1.0))
    assert (
        judge(
            Claim(replace(theorem, bound=theorem.bound * factor), extra="attack"),
            instance,
            Options(),
        ).verdict
        == verdict
    )


def test_a_bug_of_the_rows_makes_no_verdict(catalogue, monkeypatch):
    """The search may err: what refutes is the plain problem."""

    def lying(*given):
        made = measure(*given)
        return replace(made, ratio=made.ratio * 3)

    monkeypatch.setattr(space_module, "measure", lying)
    found = attack(catalogue.entry("drori2014.thm-3.1"), 2000)
    assert found.evidence.verdict == "supported"


def test_rows_agree_with_the_ordinary_path(catalogue):
    """Measured / bound of random rows against the verdict on each of them, for all kinds of
    metrics and bounds.
    """
    rng, seen = np.random.default_rng(0), 0
    for name in (
        "taylor2018.thm-3.1",
        "kim2016.thm-2",
        "hazan2019.thm-1.lipschitz",
        "zhang2022.thm-3.4.3",
        "pedregosa2020.polyak-momentum",
    ):
        theorem = catalogue.entry(name)
        for one in families_for(theorem)[:3]:
            at = subspace(theorem, one, 10)
            numbers = from_shares(at.ranges, rng.random((20, len(at.ranges))))
            rows, compared = at.measure(numbers), 0
            for i in range(20):
                if np.isfinite(rows.ratio[i]) and not rows.vacuous[i]:
                    evidence = judge(
                        Claim(theorem, extra="attack"), at.instance(numbers[i].tolist()), Options()
                    )
                    if theorem.mode is Mode.COMPLEXITY:
                        assert (evidence.verdict == "refuted") == (rows.ratio[i] > 1)
                        assert (
                            evidence.measured / (evidence.bound + 1)
                            <= rows.ratio[i]
                            <= evidence.measured / evidence.bound
                        )
                    else:
                        assert rows.ratio[i] * evidence.bound == pytest.approx(
                            evidence.measured, rel=1e-6, abs=1e-9
                        )
                    compared += 1
            seen += compared
    assert seen > 100


def test_shrinking_keeps_what_matters(catalogue):
    theorem = catalogue.entry("drori2014.thm-3.1")
    at = subspace(theorem, family("convex-line-1"), 2)
    best = scored(at, (0.2000000123, 0.0217, 0.99999, 1e-9, 0.337, 0.77))
    simple = shrunk(best, wanted(best.score))
    assert simple.numbers == (0.2, 1.0, 1.0, 0.0, 1.0, 1.0)
    assert simple.score >= best.score + np.log(0.99)
    false = replace(theorem, bound=theorem.bound * 0.95)
    refuting = scored(subspace(false, at.family, 2), best.numbers)
    assert shrunk(refuting, wanted(refuting.score)).score > 0


def test_simpler_families_are_preferred(catalogue):
    theorem = catalogue.entry("drori2014.thm-3.1")
    free = subspace(theorem, family("convex-line-3"), 2)
    rich = Candidate(
        free, (0.2, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0), 1e-9
    )
    plain = scored(subspace(theorem, family("convex-line-1"), 2), (0.2, 1.0, 1.0, 0.0, 1.0, 1.0))
    assert readable([rich, plain]).subspace.family.name == "convex-line-1"


def test_simple_numbers_come_first():
    assert simple_numbers(0.3333)[:6] == [1.0, 0.0, 0.5, 2.0, 0.3, 1 / 3]
    assert 1 / 21 in simple_numbers(0.0476190476)
    assert simple_numbers(0.123456789)[-1] == 0.123456789


def test_rounds_measure_what_was_asked():
    assert split(100) == [100]
    assert sum(split(50_001)) == 50_001
    assert len(split(50_001)) == 6


STORIES = {
    "no family": {"family": "nope", "horizon": 1, "numbers": {}},
    "family of another class": {"family": "convex-lipschitz-line-1", "horizon": 1, "numbers": {}},
    "a number is missing": {"family": "quadratic-1d", "horizon": 1, "numbers": {}},
    "a number too many": {
        "family": "quadratic-1d",
        "horizon": 1,
        "numbers": {"curvature 1": 0.5, "a": 1.0},
    },
    "out of range": {"family": "quadratic-1d", "horizon": 1, "numbers": {"curvature 1": 7.0}},
    "no number": {"family": "quadratic-1d", "horizon": 1, "numbers": {"curvature 1": "x"}},
    "no horizon": {"family": "quadratic-1d", "numbers": {"curvature 1": 0.5}},
}


@pytest.mark.parametrize("what", STORIES)
def test_stories_that_do_not_fit(catalogue, what):
    with pytest.raises(EntryError, match=r"does not fit drori2014.thm-3.1"):
        deserialise(catalogue.entry("drori2014.thm-3.1"), STORIES[what], 0)


def test_bundled_findings_fit_their_theorems(catalogue):
    """A change of a theorem or a family makes its file outdated: attack it again."""
    files = sorted((Path(next(iter(package_roots(BUNDLED)))) / "found").glob("*.json"))
    assert files
    for file in files:
        story = read(file)
        entry = catalogue.entry(story["entry"])
        assert catalogue.found_file(entry) == file
        if isinstance(entry, Theorem):
            assert np.isfinite(deserialise(entry, story, 0).score)


def test_a_story_makes_the_candidate_again(catalogue):
    theorem = catalogue.entry("kim2024.exact-rate")
    best = dispatch(theorem, 1000, 0)[0]
    again = deserialise(theorem, best.instance().serialised, 0)
    assert again.numbers == best.numbers
    assert again.score == pytest.approx(best.score, abs=1e-12)


def test_what_was_found_before_counts(catalogue):
    theorem = catalogue.entry("drori2014.thm-3.1")
    worst = scored(subspace(theorem, family("convex-line-1"), 7), (1 / 15, 1.0, 1.0, 0.0, 1.0, 1.0))
    found = attack(theorem, 60, known=[worst])
    assert found.ratio > 0.98
    assert found.instance.serialised["horizon"] == 7


@pytest.mark.parametrize(
    ("text", "budget"),
    [("60s", Budget(60.0)), ("1.5m", Budget(90.0)), ("5000", Budget(evaluations=5000))],
)
def test_budgets(text, budget):
    assert Budget.of(text) == budget


@pytest.mark.parametrize("text", ["", "0", "-1", "60 s", "s", "1d", "0s", "1e3"])
def test_bad_budgets(text):
    with pytest.raises(EntryError, match="give a time"):
        Budget.of(text)


def test_no_attack_on_what_is_no_theorem(catalogue):
    assert attack(catalogue.entry("liu2025.lem-G.4"), 10) is None
    assert attack(catalogue.entry("zhang2022.rem-4.4.1"), 10) is None
