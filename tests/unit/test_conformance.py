"""Every rule of the generated tests is shown something false and must say so."""

import dataclasses

import pytest
import torch

from theorybench.catalogue.catalogue import Catalogue, load
from theorybench.catalogue.claim import Claim
from theorybench.conformance.algorithms import algorithm_checks
from theorybench.conformance.check import Verifier, group_of
from theorybench.conformance.claims import claim_checks
from theorybench.conformance.oracles import oracle_check
from theorybench.conformance.problems import problem_checks
from theorybench.conformance.scales import (
    HEIGHT,
    LENGTH,
    claims_to_rescale,
    in_other_units,
    scale_check,
)
from theorybench.conformance.search import worst_pairs
from theorybench.conformance.theorems import theorem_check
from theorybench.core import symbols as s
from theorybench.core.oracles import exact, gaussian
from theorybench.core.promises import broken, check_promises, checkable
from theorybench.problems.functions.huber import huber
from theorybench.verify.profile import Options

CATALOGUE = load()
BOWL = CATALOGUE.problem("quadratic-ill-conditioned")
BOX = CATALOGUE.problem("kink-mu-2")
DRORI = CATALOGUE.entry("drori2014.thm-3.1")


def results(claim):
    """Results of all tests of a claim, by kind."""
    verifier = Verifier(Options(), {group_of(claim): [claim]})
    return {check.kind: check.run(verifier) for check in claim_checks(claim, on_device=False)}


def wrong_of(problem):
    return [
        line
        for check in problem_checks(problem)
        if check.kind == "problem"
        for line in check.run(Verifier(Options(), {})).wrong
    ]


def with_constants(problem, **factors):
    known = {c: v * factors.get(c.name, 1.0) for c, v in problem.constants.items()}
    return dataclasses.replace(problem, constants=known)


FALSE = {
    "f_star too high": (
        dataclasses.replace(BOWL, f_star=0.5, constants={s.L: 1.0, s.mu: BOWL.constants[s.mu]}),
        "f_star <= f",
    ),
    "f_star too low": (dataclasses.replace(BOWL, f_star=-0.5), r"f(minimiser) = f_star"),
    "minimiser": (dataclasses.replace(BOWL, minimiser=(0.1,) * BOWL.dim), r"f(minimiser) = f_star"),
    "Delta_0": (with_constants(BOWL, Delta_0=1.01), "Delta_0 ="),
    "R": (with_constants(BOWL, R=0.99), "R ="),
    "L": (with_constants(BOWL, L=0.98), "L ||x - y||"),
    "mu": (with_constants(BOWL, mu=1.02), "mu/2 ||y - x||^2"),
    "D_inf": (with_constants(BOX, D_inf=0.9), "D_inf is the diameter"),
    "D_2": (with_constants(BOX, D_2=0.9), "D_2 is the Euclidean diameter"),
    "gap_max": (with_constants(BOX, gap_max=0.9), "gap_max is the largest f - f*"),
    "start": (dataclasses.replace(BOX, start=(0.5, 0.0)), "the start lies in the domain"),
    "gradient": (
        dataclasses.replace(BOWL, gradient=lambda x: 1.01 * BOWL.gradient(x)),
        "the gradient is the derivative of f",
    ),
    "rows": (
        dataclasses.replace(BOWL, f=lambda x: BOWL.f(x) + 1e-6 * (x - x.mean(0)).square().sum()),
        "does not depend on other rows",
    ),
    "NaN": (
        dataclasses.replace(
            BOWL,
            f=lambda x: BOWL.f(x) + (x[:, 0] - BOWL.start[0]).clamp(max=0).add(1e-300).sqrt() * 0,
        ),
        "NaN",
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_fact_of_a_problem_is_found(name):
    problem, statement = FALSE[name]
    assert any(statement in line for line in wrong_of(problem)), wrong_of(problem)


@pytest.mark.parametrize("problem", [BOWL, BOX], ids=lambda p: p.name)
def test_a_true_problem_passes(problem):
    assert wrong_of(problem) == []


@pytest.mark.parametrize(("constant", "factor"), [(s.L, 0.98), (s.mu, 1.02)])
def test_the_search_finds_what_the_sample_misses(constant, factor):
    """In ten dimensions no random direction is near enough to the steepest or the flattest one."""
    false = with_constants(BOWL, **{constant.name: factor})
    assumption = next(a for a in checkable(false) if constant in a.introduces)
    assert check_promises(false, (assumption,), count=16384) == []
    (found,) = broken(false, assumption, *worst_pairs(false, assumption, starts=2))
    assert found.lhs > found.rhs


def test_a_function_that_cannot_be_differentiated_is_sampled_only():
    plain = dataclasses.replace(
        BOWL, f=lambda x: BOWL.f(x.detach()), gradient=lambda x: BOWL.gradient(x.detach())
    )
    for assumption in checkable(plain):
        x, y = worst_pairs(plain, assumption, starts=2)
        assert torch.isfinite(torch.cat([x, y])).all()
        assert broken(plain, assumption, x, y) == []


def test_a_true_claim_passes_all_its_tests():
    found = results(Claim(DRORI, CATALOGUE.problem("huber-1-0.5"), exact))
    assert {kind: result.wrong for kind, result in found.items()} == {
        "claim": (),
        "sharp": (),
        "rescaled": (),
    }
    assert found["sharp"].facts["verdict_below"] == "refuted"


def test_a_witness_far_from_its_bound_is_none():
    far = dataclasses.replace(DRORI, name="far", witness=lambda values: huber(1.0, 1.0, 1.0))
    assert (
        "the witness does not reach the bound"
        in results(Claim(far, oracle=exact, is_witness=True))["sharp"].wrong[0]
    )


def test_a_condition_in_other_units_changes_the_claim():
    """L <= 2 has no meaning without units; units of conditions are not looked at when an entry
    is made.
    """
    odd = dataclasses.replace(DRORI, name="odd", valid_when=(s.L <= 2,))
    wrong = results(Claim(odd, CATALOGUE.problem("huber-1-0.5"), exact))["rescaled"].wrong
    assert wrong[0].startswith("f -> 64 f, x -> 0.015625 x changes the claim")
    assert wrong[1].startswith("before: supported")
    assert wrong[2].startswith("after: vacuous")


def test_a_unit_mismatch_is_stated_instead():
    printed = dataclasses.replace(
        DRORI, name="printed", params={s.gamma: 1 / s.L + 0 * s.R, s.eta: s.R}, as_printed=True
    )
    result = results(Claim(printed, CATALOGUE.problem("huber-1-0.5"), exact))["rescaled"]
    assert result.wrong == ()
    assert "parameter eta = R has the unit X" in result.facts["finding"]


def units_met(claims):
    """What of the claims has a unit that only a run shows."""
    entries = {c.entry for c in claims}
    return {
        "methods": {(getattr(e, "algorithm", None), getattr(e, "metric", None)) for e in entries},
        "problems": {c.problem_name for c in claims},
        "oracles": {c.oracle_name for c in claims},
        "conditions": {c for e in entries for c in getattr(e, "valid_when", ())},
    }


def test_a_few_claims_put_everything_that_has_a_unit_into_other_units():
    able = [c for c in CATALOGUE.claims() if scale_check(c) and not c.entry.findings()]
    mixed = [c for c in CATALOGUE.claims() if c.entry.findings()]
    odd = Claim(dataclasses.replace(DRORI, name="odd", valid_when=(s.L <= 2,)), BOWL, exact)
    chosen = claims_to_rescale([*able, *mixed, odd])
    assert units_met(chosen.intersection(able)) == units_met(able)
    assert len(chosen.intersection(able)) < len(able) / 2
    assert chosen.issuperset([*mixed, odd])


NOISY = ("cevher2020.*", "liu2025.thm-4.1", "zhang2022.table-4.1.gclip-strongly-convex")
CHANCE = [c for c in CATALOGUE.claims(NOISY) if not c.extra][::7]


@pytest.mark.parametrize("claim", CHANCE, ids=lambda c: c.name)
def test_a_rescaled_claim_draws_the_same_random_numbers(claim):
    """Means agree to the last digits, which other draws would not."""
    check = scale_check(claim)
    assert check is not None
    verifier = Verifier(Options(), {group_of(claim): [claim]})
    assert check.run(verifier).wrong == ()


def test_names_in_other_units_tell_them():
    scaled = in_other_units(Claim(DRORI, CATALOGUE.problem("huber-1-0.5"), exact), HEIGHT, LENGTH)
    assert scaled.problem_name == "huber-1-0.5 (64 f(x / 0.015625))"


def test_an_oracle_that_serves_nobody_fails():
    lonely = dataclasses.replace(gaussian(1.0), name="lonely", only=lambda problem: False)
    assert (
        "serves no problem"
        in oracle_check(lonely, CATALOGUE.problems).run(Verifier(Options(), {})).wrong[0]
    )


def test_an_orphan_says_what_is_lacking():
    pink = dataclasses.replace(DRORI.assumes[0], name="pink", statement="f is pink", implies=())
    alone = dataclasses.replace(DRORI, witness=None, assumes=(*DRORI.assumes, pink))
    wrong = (
        theorem_check(alone, Catalogue((alone,), (BOX, BOWL), ()))
        .run(Verifier(Options(), {}))
        .wrong
    )
    assert wrong[0] == "no problem satisfies drori2014.thm-3.1; the nearest lack:"
    assert wrong[1] == "problem quadratic-ill-conditioned does not promise 'pink' (f is pink)"


def alone(entry, *problems):
    """A catalogue of one entry and some problems."""
    return Catalogue((entry,), problems, ())


def test_an_entry_that_is_put_to_nothing_says_so_and_fails():
    never = dataclasses.replace(DRORI, name="never", valid_when=(s.gamma * s.L >= 2,), witness=None)
    trivial = dataclasses.replace(DRORI, name="trivial", bound=1e6 * s.L * s.R**2, witness=None)
    for entry, reason in ((never, "is false here"), (trivial, "doing nothing meets the bound too")):
        catalogue = alone(entry, BOWL)
        claims = list(catalogue.claims_of(entry))
        verifier = Verifier(Options(), {group_of(c): [c] for c in claims})
        wrong = theorem_check(entry, catalogue).run(verifier).wrong
        assert any(f"no pair is left for {entry.name}" in line for line in wrong), wrong
        assert any(reason in line for line in wrong), wrong
        claim = Claim(entry, BOWL, exact)
        assert reason in results(claim)["claim"].skipped
    assert theorem_check(DRORI, alone(DRORI, BOWL)).run(Verifier(Options(), {})).wrong == ()


def mixing(state, query, params):
    g = query.gradient(state["x"])
    return {"x": state["x"] - params[s.gamma] * g / g.norm()}


def test_a_method_that_mixes_rows_fails_its_test():
    mixed = dataclasses.replace(DRORI.algorithm, name="mixed", step=mixing)
    for algorithm, faults in ((DRORI.algorithm, 0), (mixed, 1)):
        entry = dataclasses.replace(DRORI, algorithm=algorithm)
        (check,) = algorithm_checks([Claim(entry, BOWL, exact)])
        assert check.name == f"algorithm[{algorithm.name}]"
        assert len(check.run(Verifier(Options(), {})).wrong) == faults
