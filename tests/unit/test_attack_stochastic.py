"""Theorems about noise attacked: sums over all outcomes against closed forms, false theorems
refuted, true ones not.
"""

import contextlib
import io
import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.attack.exactly import judged_exactly
from theorybench.attack.families import domains, line, several
from theorybench.attack.noise.search import (
    at_threshold,
    noise_subspace,
    noise_subspaces,
    search_noise,
    subspace_named,
)
from theorybench.attack.noise.shapes import FAMILIES
from theorybench.attack.noise.spaces import why_not
from theorybench.attack.reproducer.reproducer import reproducer
from theorybench.attack.search import scored
from theorybench.attack.search_space import from_shares
from theorybench.attack.verdict import attack, judge
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.metrics import gap, hitting_time
from theorybench.core.promises import check_promises
from theorybench.core.types import EntryError, Source
from theorybench.entries.theorem import Mode, Theorem
from theorybench.run.outcomes import enumerable, mean, outcomes, quantile
from theorybench.run.runner import Run, simulate
from theorybench.verify.plan import make_plan
from theorybench.verify.profile import Options
from theorybench.verify.runs import SharedRuns
from theorybench.verify.theorems import verify_theorem

LAWS = {law.name: law for law in FAMILIES}
SMOOTH = (a.convex, a.smooth, a.has_minimiser, a.unbiased, a.bounded_variance)


def few_values(instance):
    """The values of its noise and their probabilities."""
    return instance.noise.atoms, instance.noise.probabilities


def one_step(factor, **other):
    """E f(x_n) - f* <= Delta_0 + factor n sigma^2 / (2 L) with steps 1/L: true for factor 1 by
    the descent lemma, false below 1/n.
    """
    fields = {
        "name": "descent",
        "source": Source("test", 2024, ""),
        "assumes": SMOOTH,
        "algorithm": gradient_descent,
        "params": {s.gamma: 1 / s.L},
        "metric": gap,
        "mode": Mode.EXPECTATION,
        "bound": s.Delta_0 + factor * s.n * s.sigma**2 / (2 * s.L),
        "settings": ({s.n: 4},),
    }
    return Theorem(**fields | other)


CATALOGUE = load()
CORRECTED = CATALOGUE.entry("cevher2020.eq-10.corrected")
CLIPPED = CATALOGUE.entry("zhang2022.thm-4.4.2.corrected")


def numbers(subspace, rng):
    """Numbers in a subspace."""
    shares = rng.random((1, len(subspace.ranges)))
    return from_shares(subspace.ranges, shares)[0].tolist()


def test_outcomes_are_all_there_once():
    for values, draws in ((2, 5), (3, 4), (4, 1)):
        paths = outcomes(values, draws)
        assert paths.complete
        assert sorted(map(tuple, paths.chosen.tolist())) == sorted(
            itertools.product(range(values), repeat=draws)
        )
    some = outcomes(3, 12, 400)
    assert not some.complete
    assert enumerable(3, 12, 400) == 2
    assert some.count == 1 + 12 * 2 + 66 * 4 == len(set(map(tuple, some.chosen.tolist())))
    assert outcomes(3, 100, 400) is None
    p = np.array([[0.9, 0.07, 0.03]])
    assert outcomes(3, 4).weights(p).sum() == pytest.approx(1)
    at_most_two = sum(
        0.9 ** (12 - j) * 0.1**j * np.prod(range(13 - j, 13)) / max(j, 1) for j in range(3)
    )
    assert some.weights(p).sum() == pytest.approx(at_most_two)


def test_weighted_means_and_quantiles():
    values, weights = np.array([[3.0, 1.0, 2.0, np.inf]]), np.array([[0.2, 0.5, 0.2, 0.1]])
    assert [float(quantile(values, weights, share)[0]) for share in (0.3, 0.5, 0.6, 0.9, 0.95)] == [
        1,
        1,
        2,
        3,
        np.inf,
    ]
    assert quantile(values[:, :3], weights[:, :3], 0.95)[0] == np.inf
    assert mean(values[:, :3], weights[:, :3])[0] == pytest.approx(1.5)


@pytest.mark.parametrize("law", ["rare-up", "rare-down", "rare-both"])
@pytest.mark.parametrize("steps", [1, 3, 6])
def test_the_mean_over_all_outcomes_is_the_closed_form(law, steps):
    """SGD on a x^2/2: E f(x_n) = a/2 (q^2n x_0^2 + sigma^2 gamma^2 (1 - q^2n) / (1 - q^2)), q =
    1 - a gamma.
    """
    theorem = one_step(1, params={s.gamma: 1 / (2 * s.L)})
    (family,) = [f for f in several.families if f.name == "quadratic-1d"]
    subspace = noise_subspace(theorem, family, LAWS[law], "first", steps, 1)
    row = dict.fromkeys([r.name for r in subspace.ranges], 0.3) | {"curvature 1": 0.7, "sigma": 1.3}
    row = np.array([[row[r.name] for r in subspace.ranges]])
    q, noise = 1 - 0.7 / 2, 1.3**2 / 4
    expected = 0.7 / 2 * (q ** (2 * steps) + noise * (1 - q ** (2 * steps)) / (1 - q**2))
    bound = 0.7 / 2 + steps * 1.3**2 / 2
    assert subspace.measure(row).ratio[0] == pytest.approx(expected / bound, rel=1e-12)
    evidence = judge(Claim(theorem, extra="attack"), subspace.instance(row[0]), Options())
    assert evidence.verdict == "vacuous", "doing nothing meets a bound that contains f(x_0) - f*"
    assert (evidence.measured, evidence.bound) == (
        pytest.approx(expected, rel=1e-12),
        pytest.approx(bound, rel=1e-12),
    )


@pytest.mark.parametrize(
    "name",
    ["cevher2020.eq-10", "zhang2022.thm-4.4.2", "liu2025.proof-4.1", "liu2025.thm-D.1.proof"],
)
def test_rows_and_plain_problems_agree(name):
    """The search runs rows of functions; the verdict a Problem with an Oracle: the same numbers,
    in all units.
    """
    theorem, rng = CATALOGUE.entry(name), np.random.default_rng(5)
    places = [p for p in noise_subspaces(theorem, 1, exactly=True) if p.horizon == 3]
    for subspace in places:
        row = numbers(subspace, rng)
        measured = subspace.measure(np.array([row]))
        if not 1e-9 < measured.ratio[0] < 1e9:
            continue
        instance = subspace.instance(row)
        put = replace(theorem, settings=(instance.setting,), witness=None, declares=())
        made = make_plan(Claim(put, instance.problem, instance.oracle))
        sampled = verify_theorem(made, SharedRuns(1, "cpu"), Options())
        exact = judged_exactly(
            made, *few_values(instance), replace(sampled, verdict="inconclusive")
        )
        assert sampled.verdict not in ("inapplicable", "error"), sampled.finding
        assert exact.measured / exact.bound == pytest.approx(measured.ratio[0], rel=1e-9)


def test_a_setting_that_gives_sigma_is_answered_by_the_oracle():
    """The sigma and the alpha of the noise are those of the theorem; every number has a name of
    its own.
    """
    theorem = CATALOGUE.entry("zhang2022.thm-4.4.1.proof")
    subspace = noise_subspaces(theorem, 1, exactly=True)[0]
    assert len({r.name for r in subspace.ranges}) == len(subspace.ranges)
    row = numbers(subspace, np.random.default_rng(3))
    instance = subspace.instance(row)
    evidence = judge(Claim(theorem, extra="attack"), instance, Options())
    assert evidence.constants["sigma"] == pytest.approx(
        instance.oracle.constants(instance.problem)[s.sigma]
    )
    assert evidence.measured / evidence.bound == pytest.approx(
        subspace.measure(np.array([row])).ratio[0], rel=1e-9
    )


@pytest.mark.parametrize("law", ["normal", "heavy-up", "heavy-both"])
def test_sampled_noise_has_the_mean_of_the_runner(law):
    theorem = one_step(1, params={s.gamma: 1 / (2 * s.L)})
    (family,) = [f for f in several.families if f.name == "quadratic-2d"]
    subspace = replace(noise_subspace(theorem, family, LAWS[law], "diagonal", 3, 1), count=20_000)
    row = numbers(subspace, np.random.default_rng(2))
    row[-1] = 3.0  # a tail with a finite fourth moment, where it has one
    instance = subspace.instance(row)
    bound = (
        instance.problem.constants[s.Delta_0]
        + 3 * instance.oracle.constants(instance.problem)[s.sigma] ** 2 / 2
    )
    params = {s.gamma: np.array([[0.5]])}
    drawn = simulate(
        Run(instance.problem, instance.oracle, gradient_descent, params, (3,), (gap,)), range(600)
    )[gap].mean()
    assert subspace.measure(np.array([row])).ratio[0] == pytest.approx(
        0.95 * drawn / bound, rel=0.06
    )


def planted():
    """False theorems, and why."""
    half = {"bound": 0.5 * CORRECTED.bound, "declares": ()}
    return {
        "cevher2020.eq-10": CATALOGUE.entry("cevher2020.eq-10"),
        "zhang2022.thm-4.4.2": CATALOGUE.entry("zhang2022.thm-4.4.2"),
        "half the bound; at n = 1 the mean square is 2 L Delta_0": replace(CORRECTED, **half),
        "noise forgotten": one_step(0),
        "noise: a quarter, at large noise E f(x_1) = sigma^2 / (2 L)": one_step(
            0.25, settings=({s.n: 1},)
        ),
        "sigma for sigma^2, as small units show": one_step(
            1, bound=s.Delta_0 + s.n * s.sigma / (2 * s.L), as_printed=True
        ),
        "steps too long for the noise term": one_step(1, params={s.gamma: 1.5 / s.L}),
        "a step of 4/mu is no descent": replace(
            CLIPPED, params=CLIPPED.params, bound=CLIPPED.bound / 64, declares=()
        ),
        "clipped far too low": replace(
            CLIPPED,
            params={**CLIPPED.params, s.tau: s.G / 64},
            bound=CLIPPED.bound / 24,
            declares=(),
        ),
    }


@pytest.mark.parametrize("name", planted())
def test_false_theorems_are_refuted_from_the_statement_alone(name):
    found = attack(planted()[name], 1000, Options(seed=3))
    assert found.refutes, (found.evidence, found.instance.words)
    assert found.evidence.measured > found.evidence.bound
    assert found.evidence.alpha == 0, "by a sum over all outcomes, so that no seed decides"


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "theorem",
    [
        CORRECTED,
        CLIPPED,
        one_step(1),
        CATALOGUE.entry("liu2025.proof-4.1"),
        CATALOGUE.entry("liu2025.thm-D.1.proof"),
    ],
    ids=lambda t: t.name,
)
def test_true_theorems_are_not(theorem, seed):
    found = attack(theorem, 1000, Options(seed=seed))
    assert found.evidence.verdict in ("supported", "vacuous", "inconclusive"), found.evidence
    assert found.ratio <= 1


def test_the_descent_lemma_is_found_to_be_tight():
    assert attack(one_step(1), 6000, Options(seed=1)).ratio > 0.95


@pytest.mark.parametrize("name", ["cevher2020.eq-10", "zhang2022.thm-4.4.2.corrected"])
def test_the_noise_found_keeps_its_promises(name):
    theorem = CATALOGUE.entry(name)
    rng = np.random.default_rng(0)
    for subspace in noise_subspaces(theorem, 1)[::31]:
        instance = subspace.instance(numbers(subspace, rng))
        made = make_plan(
            Claim(replace(theorem, settings=(instance.setting,)), instance.problem, instance.oracle)
        )
        evidence = verify_theorem(made, SharedRuns(1, "cpu"), Options()) if made.prepared else None
        assert evidence is None or evidence.verdict != "inapplicable", evidence.finding


def test_a_quantile_is_attacked_too():
    """P(f(x_1) - f* > 4 Delta_0 + 2 sigma^2/L) <= delta: true for delta = 1/2 by Markov, false
    for a bound without noise.
    """
    true = one_step(
        1,
        mode=Mode.PROBABILITY,
        bound=2 * (s.Delta_0 + s.sigma**2 / (2 * s.L)),
        settings=({s.n: 1, s.delta: 0.5},),
    )
    assert not attack(true, 1000, Options(seed=1)).refutes
    false = replace(
        true, bound=s.Delta_0 + s.sigma**2 / (1000 * s.L), settings=({s.n: 1, s.delta: 0.01},)
    )
    found = attack(false, 1500, Options(seed=1))
    assert found.refutes
    assert found.evidence.measured > found.evidence.bound


def test_a_number_of_steps_is_attacked_too():
    """The median of the first t with f(x_t) - f* <= epsilon_f against 40 steps: noise keeps it
    away for good.
    """
    level = s.Constant("epsilon_f", "accuracy", s.HEIGHT)
    late = one_step(
        1,
        metric=hitting_time(gap, level),
        mode=Mode.COMPLEXITY,
        bound=2 * s.Delta_0 / level,
        settings=({level: 0.1},),
        as_printed=True,
    )
    found = attack(late, 1500, Options(seed=1))
    assert found.refutes


@pytest.fixture
def keeps_dtype():
    before = torch.get_default_dtype()
    yield
    torch.set_default_dtype(before)


def printed(text):
    """The two numbers that a script prints, which needs no more than torch and the arrays that
    come with it.
    """
    imported = {
        line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))
    }
    assert imported <= {"itertools", "math", "random", "torch", "numpy"}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(text, "script", "exec"), {})
    measured, bound = out.getvalue().removeprefix("measured ").split(", bound ")
    return float(measured), float(bound)


@pytest.mark.usefixtures("keeps_dtype")
@pytest.mark.parametrize(
    ("name", "family", "direction"),
    [
        ("zhang2022.thm-4.4.2", "strongly-convex-interval", "gradient"),
        ("cevher2020.eq-10", "quadratic-2d", "diagonal"),
        ("liu2025.thm-D.1.proof", "smooth-box-2d", "first"),
        ("liu2025.proof-4.1", "smooth-box-1d", "gradient"),
    ],
)
def test_a_script_repeats_the_sum_over_all_outcomes(name, family, direction):
    theorem, rng = CATALOGUE.entry(name), np.random.default_rng(8)
    subspace = subspace_named(theorem, family, "rare-up", direction, 3, 1)
    instance = subspace.instance(numbers(subspace, rng))
    evidence = judge(Claim(theorem, extra="attack"), instance, Options())
    assert printed(reproducer(theorem, instance)) == (
        pytest.approx(evidence.measured, rel=1e-9),
        pytest.approx(evidence.bound, rel=1e-9),
    )


@pytest.mark.usefixtures("keeps_dtype")
@pytest.mark.parametrize("law", [law.name for law in FAMILIES if not law.values])
def test_a_script_samples_other_noise(law, monkeypatch):
    monkeypatch.setattr("theorybench.attack.reproducer.noise._SAMPLES", 1500)
    theorem = one_step(1, settings=({s.n: 1},))
    subspace = replace(subspace_named(theorem, "quadratic-1d", law, "gradient", 1, 1), count=50_000)
    row = [{"sigma": 3.0, "excess": 3.0}.get(r.name, 0.5) for r in subspace.ranges]
    measured, bound = printed(reproducer(theorem, subspace.instance(row)))
    assert measured / bound == pytest.approx(subspace.measure(np.array([row])).ratio[0], rel=0.15)


def test_where_samples_contradict_the_sum_something_is_wrong():
    theorem = one_step(1)
    subspace = noise_subspaces(theorem, 1, exactly=True)[0]
    instance = subspace.instance(numbers(subspace, np.random.default_rng(1)))
    put = replace(theorem, settings=(instance.setting,))
    made = make_plan(Claim(put, instance.problem, instance.oracle))
    sampled = verify_theorem(made, SharedRuns(1, "cpu"), Options())
    with pytest.raises(EntryError, match="all outcomes say"):
        judged_exactly(made, *few_values(instance), replace(sampled, verdict="refuted"))
    assert judged_exactly(made, None, None, sampled) is sampled
    assert (
        judged_exactly(
            made, *few_values(instance), replace(sampled, verdict="inapplicable")
        ).verdict
        == "inapplicable"
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("drori2014.thm-3.1", "mode"),
        ("zhang2022.thm-5.4.1", "not about noise"),
        ("zhang2022.rem-4.4.1", "mode"),
        ("zhang2022.thm-4.4.2.corrected", ""),
    ],
)
def test_what_cannot_be_attacked_with_noise_says_why(name, reason):
    said = why_not(CATALOGUE.entry(name))
    assert reason in said
    assert bool(said) == bool(reason)


def test_noise_is_put_at_the_clipping_level():
    """p and so the rare value such that noise, or noise and the steepest gradient, equals tau_k
    = G k^(1/alpha) for some k.
    """
    subspace = subspace_named(CLIPPED, "strongly-convex-interval", "rare-up", "first", 3, 1)
    row = dict.fromkeys([r.name for r in subspace.ranges], 0.5) | {"sigma": 20.0, "alpha": 1.5}
    rows = at_threshold(subspace, [row[r.name] for r in subspace.ranges])
    assert rows
    for one in rows[1::3]:
        instance = subspace.instance(one)
        known = {**instance.problem.constants, **instance.oracle.constants(instance.problem)}
        slopes = (0.0, known[s.L_f], -known[s.L_f])
        near = [
            abs(known[s.tau] + c) / (known[s.G] * k ** (1 / 1.5)) - 1
            for c in slopes
            for k in (1, 2, 3)
        ]
        assert min(map(abs, near)) < 1e-3
    assert not at_threshold(
        subspace_named(CORRECTED, "quadratic-1d", "rare-up", "first", 3, 1), [0.5] * 3
    )
    assert not at_threshold(
        subspace_named(CLIPPED, "strongly-convex-interval", "normal", "first", 3, 1), [0.5] * 8
    )


def test_a_place_is_found_again_by_its_names():
    found = search_noise(one_step(1), 400, 1, exactly=True)[0]
    story = found.instance().serialised
    again = subspace_named(
        one_step(1), story["family"], story["noise"], story["direction"], story["horizon"], 1
    )
    assert again.key == found.subspace.key
    assert scored(again, found.numbers).score == pytest.approx(found.score, rel=1e-9)
    with pytest.raises(EntryError, match="does not serve"):
        subspace_named(one_step(1), "smooth-box-1d", "rare-up", "first", 1, 1)


@pytest.mark.parametrize("family", domains.families, ids=str)
def test_functions_on_domains_keep_their_promises(family):
    rng = np.random.default_rng(4)
    for _ in range(6):
        problem = family.build([float(r.at(rng.random(1))[0]) for r in family.parameters])
        assert not check_promises(problem, count=512)
        corners = torch.tensor(
            list(itertools.product((-1e9, 1e9), repeat=problem.dim)), dtype=torch.float64
        )
        highest = float(problem.value(problem.project(corners)).max()) - problem.f_star
        assert highest == pytest.approx(problem.constants[s.gap_max])
        assert problem.project(problem.start_point()).tolist() == problem.start_point().tolist()


def test_families_without_domain_do_not_serve_theorems_about_one():
    assert {p.family for p in noise_subspaces(CLIPPED, 1)} <= set(domains.families)
    assert {p.family for p in noise_subspaces(CORRECTED, 1)} <= {*line.families, *several.families}
