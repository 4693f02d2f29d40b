"""The measured power: mutants are false where it is said that they are, true statements never
are, and a blind harness is found out.
"""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import sympy
import torch
from typer.testing import CliRunner

from power import (
    kill_check,
    lemmas,
    lower_bounds,
    reference_values,
    rewriting,
    suite,
    theorems,
)
from power.dropped_assumptions import ORACLES, PROBLEMS, bare, without
from power.methods import METHODS
from power.moments import second_moment
from power.mutant import (
    KINDS,
    Kind,
    Mutant,
    ReferenceValue,
)
from power.reference import Reference, mean_at_least, quantile_at_least
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.catalogue import Catalogue, load
from theorybench.catalogue.claim import Claim
from theorybench.cli.main import app
from theorybench.core import assumptions
from theorybench.core.assumptions import everything
from theorybench.core.oracles import exact
from theorybench.core.promises import check_promises
from theorybench.core.symbols import (
    G,
    L,
    R,
    delta,
    gamma,
    mu,
    n,
)
from theorybench.entries.dynamics import Dynamics
from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.theorem import Mode, Theorem
from theorybench.problems.counterexamples.noise import loud
from theorybench.run.runner import Run, simulate_exactly
from theorybench.verify.hypotheses import false_of_oracle
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim
from theorybench.verify.units import in_other_units

TIGHT = ("drori2014.thm-3.1", "kim2024.exact-rate")
SETTINGS = Options()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def reference_value(entry, catalogue):
    return reference_values.reference_value(entry, catalogue, Reference(0))


# reference values


@pytest.mark.parametrize("name", TIGHT)
def test_a_tight_bound_is_false_just_below_and_never_just_above(name, catalogue):
    theorem = catalogue.entry(name)
    assert reference_values.closest(theorem, catalogue, Reference(0)).ratio == pytest.approx(
        1, abs=1e-6
    )
    for share, false in ((0.99, True), (0.9999, True), (1.0, False), (1.01, False)):
        assert (
            reference_value(replace(theorem, bound=share * theorem.bound), catalogue) is not None
        ) == false


def test_no_true_upper_bound_without_noise_is_called_false(catalogue):
    fast = [
        e
        for e in catalogue.entries
        if isinstance(e, Theorem) and e.mode is Mode.DETERMINISTIC and e.erratum is None
    ]
    assert len(fast) > 4
    for theorem in fast:
        assert (
            reference_values.closest(theorem, catalogue, Reference(0)).ratio
            <= 1 + reference_values.MARGIN
        ), theorem


def test_a_printed_bound_that_is_false_is_called_false(catalogue):
    assert reference_value(catalogue.entry("cevher2020.eq-10"), catalogue) is not None


def test_nobody_knows_a_loose_bound_to_be_false_when_it_is_halved(catalogue):
    theorem = catalogue.entry("zhang2022.sec-2.1.1.gd-rate")
    assert reference_value(replace(theorem, bound=theorem.bound / 2), catalogue) is None
    assert reference_value(replace(theorem, bound=theorem.bound / 3), catalogue) is not None


def test_an_extremal_function_knows_what_no_problem_of_the_catalogue_shows(catalogue):
    theorem = replace(
        catalogue.entry("drori2014.thm-3.1"),
        witness=None,
        bound=0.95 * catalogue.entry("drori2014.thm-3.1").bound,
    )
    known = reference_value(theorem, Catalogue((), (), ()))
    assert known is not None
    assert known.known_by == "extremal function"


def test_units_that_do_not_fit_are_false_at_some_scale(catalogue):
    theorem = catalogue.entry("drori2014.thm-3.1")
    known = reference_value(replace(theorem, bound=theorem.bound * R, as_printed=True), catalogue)
    assert known is not None
    assert "x times" in known.why


METHOD_PARAMETERS = {
    "gamma": 0.3,
    "momentum": 0.4,
    "beta": 0.4,
    "eta_c": 0.2,
    "gamma_c": 0.5,
    "tau": 0.4,
    "eta_X": 0.3,
    "c": 1.5,
    "T": 7.0,
}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_the_second_implementation_of_a_method_agrees_with_the_first(name, catalogue):
    algorithms = {
        e.algorithm.name: e.algorithm
        for e in catalogue.entries
        if isinstance(e, Theorem | Dynamics)
    }
    if name not in algorithms:
        algorithms |= {
            a.name: a
            for e in catalogue.entries
            if isinstance(e, LowerBound)
            for a, _ in e.methods(e.settings[0])
        }
    algorithm = algorithms.get(name)
    assert algorithm is not None, f"no entry is about {name}: nothing to compare with"
    params = {c: METHOD_PARAMETERS.get(c.name, 0.3) for c in algorithm.parameters}
    problem = next(
        p
        for p in catalogue.problems
        if p.name == ("huber-1-0.5" if name == "proximal point" else "quadratic-condition-3")
    )
    metric = next(e.metric for e in catalogue.entries if e.name == "drori2014.thm-3.1")
    ran = simulate_exactly(
        Run(
            problem,
            exact,
            algorithm,
            {c: np.array([v]) for c, v in params.items()},
            (7,),
            (metric,),
        )
    )
    theorem = Theorem(
        name="t",
        source=catalogue.entries[0].source,
        as_printed=True,
        assumes=(assumptions.smooth,),
        algorithm=algorithm,
        params={c: sympy.Float(v) for c, v in params.items()},
        metric=metric,
        mode=Mode.DETERMINISTIC,
        bound=L,
        settings=({n: 7},),
    )
    least = Reference(0).least(theorem, problem, exact, dict(problem.constants), 7)
    assert least is not None
    assert least.value[0] == pytest.approx(float(ran[metric][0][0]), rel=1e-9)


def test_exact_moments_of_noisy_descent_agree_with_the_mean_of_many_runs(catalogue):
    theorem, oracle = catalogue.entry("cevher2020.eq-10.corrected"), catalogue.oracle("coin-1")
    problem = catalogue.problem("quadratic-condition-3")
    values = {**problem.constants, **oracle.constants(problem), n: 16}
    value = second_moment(theorem, problem, oracle, {**values, gamma: 0.25}, 16)
    assert value is not None
    settings = tuple({**one, delta: 0.5} for one in theorem.settings)
    # no closed form: runs
    by_runs = replace(theorem, mode=Mode.PROBABILITY, settings=settings)
    quantile = Reference(0).least(by_runs, problem, oracle, {**values, gamma: 0.25, delta: 0.5}, 16)
    assert quantile is not None
    assert 0.3 * value < quantile.value[0] < 1.2 * value


def test_lower_confidence_bounds_are_below_what_they_bound():
    rng = np.random.default_rng(1)
    for x, mean, median in (
        (rng.exponential(1, 4096), 1.0, math.log(2)),
        (rng.pareto(1.5, 4096) + 1, 3.0, 2 ** (1 / 1.5)),
    ):
        assert 0.5 * mean < mean_at_least(x) < mean
        assert 0.7 * median < quantile_at_least(x, 0.5) < median
    assert mean_at_least(np.append(np.zeros(4000), np.full(96, np.inf))) < 1
    assert quantile_at_least(np.ones(20), 1e-3) < 1 <= quantile_at_least(np.ones(20), 1e-3) + 1e-9
    assert quantile_at_least(np.ones(3), 0.5) == 0


# mutants


def test_what_is_changed_in_a_formula():
    bound = L * R**2 / (4 * n + 2)
    assert [what for what, _ in rewriting.terms(bound)] == [
        "2 dropped from 4*n + 2",
        "4*n dropped from 4*n + 2",
    ]
    assert dict(rewriting.constants(bound, {L, mu, R}, (n,))) == {
        "L -> mu": mu * R**2 / (4 * n + 2),
        "n -> n + 1": L * R**2 / (4 * n + 6),
    }
    changed = dict(rewriting.exponents(bound))
    assert changed["R**2 -> R**3"] == L * R**3 / (4 * n + 2)
    assert changed["n -> n**(5/4)"] == L * R**2 / (4 * n ** sympy.Rational(5, 4) + 2)
    assert dict(rewriting.exponents(sympy.exp(-n))) == {
        "exp(-n) -> exp(-5*n/4)": sympy.exp(-5 * n / 4),
        "exp(-n) -> exp(-4*n/5)": sympy.exp(-4 * n / 5),
        "n -> n**(5/4)": sympy.exp(-(n ** sympy.Rational(5, 4))),
        "n -> n**(4/5)": sympy.exp(-(n ** sympy.Rational(4, 5))),
    }


def test_a_doubled_step_leaves_the_rest_of_the_statement_as_it_is(catalogue):
    theorem = catalogue.entry("drori2014.thm-3.1")
    doubled = next(m.entry for m in theorems.mutants(theorem, 1.0) if m.mutation == "gamma times 2")
    assert isinstance(doubled, Theorem)
    assert doubled.params == {gamma: 2 / L}
    assert sympy.simplify(doubled.bound - L * R**2 / (4 * n + 2)) == 0
    assert doubled.valid_when == (sympy.true,)


def test_counterexamples_keep_all_that_they_promise():
    for problem in PROBLEMS:
        assert check_promises(problem) == []


def test_counterexamples_refute_no_true_theorem(catalogue):
    """A theorem meets a counterexample only where it does not need what that lacks."""
    wide = Catalogue((), PROBLEMS, ())
    for theorem in (
        e
        for e in catalogue.entries
        if isinstance(e, Theorem) and e.mode is Mode.DETERMINISTIC and e.erratum is None
    ):
        alone = replace(theorem, witness=None)
        claims = [c for c in wide.claims_of(alone) if not c.extra]
        assert not [
            e
            for e in kill_check.kill_check(claims, SETTINGS, first=False)
            if e.verdict == "refuted"
        ], theorem


def test_counterexamples_are_no_part_of_the_catalogue(catalogue):
    names = {p.name for p in PROBLEMS}
    assert not names & {p.name for p in catalogue.problems}
    assert not {o.name for o in ORACLES} & {o.name for o in catalogue.oracles}


def test_a_dropped_assumption_is_offered_problems_without_it(catalogue):
    convex = assumptions.convex
    problems, oracles = without(convex, bare(convex))
    assert problems
    assert not oracles
    assert all(convex not in everything(p.promises) for p in problems)


# what the harness learnt from survivors


def test_a_bound_on_a_mean_whose_units_do_not_fit_breaks_in_other_units(catalogue):
    theorem = catalogue.entry("zhang2022.thm-4.4.2.corrected")
    claim = next(
        c
        for c in catalogue.claims_of(theorem)
        if c.problem_name == "boundary-mu-1" and c.oracle_name == "coin-1"
    )
    assert list(in_other_units(claim)) == []
    false = replace(claim, entry=replace(theorem, bound=theorem.bound * G, as_printed=True))
    assert verify_claim(false, SETTINGS).verdict == "supported"
    assert "refuted" in {verify_claim(c, SETTINGS).verdict for c in in_other_units(false)}


def test_a_rate_stays_in_its_units(catalogue):
    """It is about long runs: remark 4.4.2, whose step mixes units, is true, and fails at 2000
    steps in others.
    """
    remark = catalogue.entry("zhang2022.rem-4.4.2")
    assert remark.findings()
    assert [
        list(in_other_units(claim)) for claim in catalogue.claims_of(remark) if not claim.extra
    ] == [[], []]


def test_a_witness_is_put_in_other_units_too(catalogue):
    theorem = catalogue.entry("drori2014.thm-3.1")
    false = Claim(
        replace(theorem, bound=theorem.bound * R, as_printed=True), oracle=exact, is_witness=True
    )
    assert verify_claim(false, SETTINGS).verdict == "supported"
    assert "refuted" in {verify_claim(c, SETTINGS).verdict for c in in_other_units(false)}


def test_sigma_that_nobody_promises_shows_no_bias(catalogue):
    """Noise of size 10^4 has mean 0, whatever a number called sigma says of it."""
    problem = catalogue.problem("huber-1-0.5")
    assert false_of_oracle(problem, loud(), (assumptions.unbiased,), SETTINGS) == []
    promised = replace(loud(), promises=(assumptions.unbiased, assumptions.bounded_variance))
    assert false_of_oracle(problem, promised, (assumptions.unbiased,), SETTINGS) != []


def test_a_lower_bound_beyond_the_schedules_of_its_methods(catalogue):
    """Refuted if a method is through before its schedule ends; else an error that says so."""
    bound = catalogue.entry("zhang2022.thm-2.1.2")
    assert isinstance(bound, LowerBound)
    bound = replace(bound, settings=bound.settings[:1])
    far = verify_claim(Claim(replace(bound, bound=15 * bound.bound)), SETTINGS)
    assert far.verdict == "refuted"
    slow = replace(
        bound,
        bound=100 * bound.bound,
        methods=lambda c: ((gradient_descent, {gamma: np.full((1, 50), 1e-9)}),),
    )
    never = verify_claim(Claim(slow), SETTINGS)
    assert never.verdict == "error"
    assert "no method of the class is through" in str(never.finding)


def test_a_lower_bound_that_a_declaration_excludes_is_refuted(catalogue):
    bound = catalogue.entry("zhang2022.thm-4.4.3")
    found = verify_claim(Claim(replace(bound, bound=1e6 * bound.bound)), SETTINGS)
    assert found.verdict == "refuted"
    assert "no run can reach" in str(found.finding)


# end to end: what it says is false is refuted


HAND_MADE = {
    "constant too small": lambda t: {"bound": 0.9 * t.bound},
    "a rate that is too fast": lambda t: {"bound": L * R**2 / (4 * n**2 + 2)},
    "twice the step": lambda t: theorems._with(t, gamma, 2 / L),
    "mu for L": lambda t: {"bound": t.bound.xreplace({R: R / 2})},
}


@pytest.mark.parametrize("what", sorted(HAND_MADE))
def test_hand_made_mutants_are_killed(what, catalogue):
    theorem = catalogue.entry("drori2014.thm-3.1")
    entry = replace(theorem, name="mutant", as_printed=True, **HAND_MADE[what](theorem))
    made = kill_check.trial(
        Mutant("factor", theorem.name, what, entry),
        reference_value(entry, catalogue),
        catalogue,
        SETTINGS,
    )
    assert made.counts
    assert made.killed
    assert made.verdict == "refuted"


def test_a_lemma_and_a_lower_bound_are_killed(catalogue):
    lemma, bound = (
        catalogue.entry("zhang2022.sec-3.3.1.ngd-clip"),
        catalogue.entry("zhang2022.sec-2.1.3.optimality.lower"),
    )
    assert isinstance(lemma, Inequality)
    assert isinstance(bound, LowerBound)
    false = replace(
        lemma,
        name="mutant",
        parts={what: (lhs, 0.9 * rhs) for what, (lhs, rhs) in lemma.parts.items()},
    )
    reached: dict = {}
    high = replace(bound, name="mutant", bound=1.1 * bound.bound)
    assert lemmas.reference_value(lemma, lemmas.Inputs(0)) is None
    assert lower_bounds.reference_value(bound, reached) is None
    for mutant, why in (
        (false, lemmas.reference_value(false, lemmas.Inputs(0))),
        (high, lower_bounds.reference_value(high, reached)),
    ):
        assert kill_check.trial(Mutant("factor", "x", "", mutant), why, catalogue, SETTINGS).killed


def test_a_mutant_that_nobody_knows_to_be_false_is_not_counted(catalogue):
    theorem = catalogue.entry("drori2014.thm-3.1")
    made = kill_check.trial(
        Mutant("factor", theorem.name, "twice", replace(theorem, bound=2 * theorem.bound)),
        None,
        catalogue,
        SETTINGS,
    )
    assert not made.counts
    assert not made.killed


def test_a_blind_harness_has_no_power(catalogue, monkeypatch):
    class Blind:
        def __init__(self, claims, settings) -> None:
            pass

        def verify(self, claim: Claim):
            from theorybench.verify.evidence import evidence_for

            return evidence_for(claim, verdict="supported")

    monkeypatch.setattr(kill_check, "Together", Blind)
    shares = tuple(suite.measure(["drori2014.thm-3.1"], SETTINGS, 1, ("factor", "step")))
    power = suite.Power(shares, SETTINGS, 1.0, 1)
    assert len(power.mutants) == 2 * suite.MOST
    assert power.killed == 0
    assert not power.met


def test_a_harness_that_refutes_everything_is_found_out(catalogue, monkeypatch):
    class Stern:
        def __init__(self, claims, settings) -> None:
            pass

        def verify(self, claim: Claim):
            from theorybench.verify.evidence import evidence_for

            return evidence_for(claim, verdict="refuted")

    monkeypatch.setattr(kill_check, "Together", Stern)
    shares = tuple(suite.measure(["drori2014.thm-3.1"], SETTINGS, 1, ("step",)))
    power = suite.Power(shares, SETTINGS, 1.0, 1)
    assert power.killed == len(power.mutants) == 2
    assert power.alarms
    assert not power.met


def test_a_process_of_its_own_finds_the_same(catalogue):
    """What a process answers travels, and is what this one finds."""
    name = "zhang2022.sec-6.3.eta-0.01"
    kinds: tuple[Kind, ...] = ("step",)
    here = suite._share(name, catalogue, SETTINGS, kinds, 3)
    assert [here] == list(suite.measure([name], SETTINGS, 1, kinds, 3))


@pytest.mark.slow
def test_results_do_not_depend_on_the_number_of_processes():
    names = ("cevher2020.eq-10.corrected", "drori2014.thm-3.1", "zhang2022.sec-3.3.1.ngd-clip")
    runs = (suite.measure(names, SETTINGS, jobs, ("step", "factor")) for jobs in (1, 2))
    alone, together = (sorted(run, key=lambda one: one.entry) for run in runs)
    assert alone == together
    assert all(share.claims and not share.failure for share in alone)


# the command


def test_the_command_writes_one_object(tmp_path):
    target = tmp_path / "mutate.json"
    found = CliRunner().invoke(
        app,
        [
            "mutate",
            "--select",
            "drori2014.*",
            "--kind",
            "step",
            "--json",
            str(target),
            "--jobs",
            "1",
        ],
    )
    assert found.exit_code == 0, found.output
    written = json.loads(target.read_text())
    assert (written["mutants"], written["killed"], written["true_refuted"]) == (2, 2, 0)
    assert written["by_kind"]["step"] == {"mutants": 2, "killed": 2}
    assert {(one["entry"], one["kind"], one["killed"]) for one in written["list"]} == {
        ("drori2014.thm-3.1", "step", True)
    }
    assert all(
        one["known_by"] in ("exact value", "extremal function", "reference runs")
        for one in written["list"]
    )
    assert "2 of 2 mutants" in found.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--kind", "sign"], "no such kind of mutation; known are factor"),
        (["--select", "nothing-like-it"], "matches no claim"),
    ],
)
def test_wrong_usage(arguments, message):
    found = CliRunner().invoke(app, ["mutate", *arguments])
    assert found.exit_code == 2
    assert message in found.output


def test_kinds_are_in_the_table():
    assert set(suite.Power((), SETTINGS, 0.0, 0).by_kind()) == set(KINDS)
    assert not suite.Power((), SETTINGS, 0.0, 0).met
    assert ReferenceValue("exact value", "").known_by == "exact value"
    assert torch.get_default_dtype() is torch.float32


def test_a_counterexample_on_the_edge_of_the_premises_is_confirmed_beside_it(catalogue):
    """p <= 9/20 is false where X p <= epsilon / 2 and epsilon < X: the worst inputs lie on both
    edges, where rounding decides.
    """
    lemma = catalogue.entry("zhang2022.proof-3.4.4.markov.corrected")
    assert verify_claim(Claim(lemma), SETTINGS).verdict == "supported"
    false = replace(
        lemma,
        parts={
            what: (lhs, sympy.Rational(9, 10) * rhs) for what, (lhs, rhs) in lemma.parts.items()
        },
    )
    assert verify_claim(Claim(false), SETTINGS).verdict == "refuted"
