"""Exact worst cases against closed forms, PEPit's own examples and runs; a bound below them is
refuted, one above never.
"""

import dataclasses
import json
import math

import pytest
import sympy

pytest.importorskip(
    "PEPit", reason="exact worst cases need the extra: pip install 'theorybench[pep]'"
)
pytest.importorskip(
    "clarabel", reason="exact worst cases need the extra: pip install 'theorybench[pep]'"
)

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.algorithms.heavy_ball import heavy_ball
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.cli.main import main
from theorybench.core.assumptions import (
    convex,
    has_minimiser,
    lipschitz,
    lower_bounded,
    smooth,
    strongly_convex,
)
from theorybench.core.metrics import (
    best,
    distance,
    gap,
    gradient_norm_squared,
)
from theorybench.core.oracles import exact
from theorybench.core.symbols import (
    Delta_0,
    L,
    L_f,
    R,
    gamma,
    momentum,
    n,
)
from theorybench.core.types import Source
from theorybench.entries.entry import Erratum
from theorybench.entries.theorem import Mode, Theorem
from theorybench.pep import suite
from theorybench.pep.cases import Case, LeftOut
from theorybench.pep.sdp import solve
from theorybench.pep.server import Unsolved
from theorybench.pep.suite import (
    MARGIN,
    WorstCase,
    confirm,
    evidence_of,
    judge,
    worst_cases,
)
from theorybench.pep.task import pose
from theorybench.pep.worker import Workers
from theorybench.problems.functions.huber import huber
from theorybench.problems.functions.quadratic import quadratic
from theorybench.verify.prepare import prepare
from theorybench.verify.profile import Options

CATALOGUE = load()


def theorem(**changes):
    fields = {
        "name": "planted",
        "source": Source("nobody", 2000, "Theorem 1"),
        "assumes": (convex, smooth, has_minimiser),
        "algorithm": gradient_descent,
        "params": {gamma: 1 / L},
        "metric": gap,
        "mode": Mode.DETERMINISTIC,
        "bound": L * R**2 / (4 * n + 2),
        "settings": ({n: 2},),
    }
    return Theorem(**(fields | changes))


def case(made, problem, **setting):
    """The theorem at one setting, found to reach nothing."""
    cut = {c: setting.get(c.name, v) for c, v in made.settings[0].items()}
    reduced = dataclasses.replace(made, settings=(cut,))
    prepared = prepare(reduced, problem, exact, cut)
    return Case(reduced, prepared, pose(reduced, prepared), 0.0, problem.name)


def witnessed(name, **setting):
    entry = CATALOGUE.entry(name)
    cut = {c: setting.get(c.name, v) for c, v in entry.settings[0].items()}
    return case(entry, entry.witness(cut), **setting)


def ratio(one):
    """Exact worst case / bound."""
    judged = judge(one, solve(one.posed.task))
    assert isinstance(judged, WorstCase), judged
    return judged.sharpness


TIGHT = [
    ("drori2014.thm-3.1", {"n": 3}),
    ("kim2024.exact-rate", {"n": 3, "a": 0.5}),
    ("kim2024.exact-rate", {"n": 2, "a": 1.95}),
    ("taylor2018.thm-3.1", {"n": 2, "a": 1.5}),
    ("taylor2018.thm-3.2", {"n": 2, "a": 0.5}),
    ("taylor2018.thm-3.3", {"n": 2, "a": 1.9}),
    ("taylor2017.table-1.fast-gradient", {"n": 3}),
    ("kim2016.thm-2", {"n": 3}),
    ("deklerk2017.thm-1.2", {"n": 2}),
    ("taylor2017.thm-4.1", {"n": 3}),
    ("boyd2003.eq-2", {"n": 3}),
    ("abbaszadehpeivasti2022.thm-2", {"n": 3, "a": 1.6}),
    ("lessard2016.prop-1.nesterov", {"n": 2}),
]


@pytest.mark.parametrize(("name", "setting"), TIGHT, ids=[f"{name}-{s['n']}" for name, s in TIGHT])
def test_tight_theorems_are_their_exact_worst_case(name, setting):
    assert ratio(witnessed(name, **setting)) == pytest.approx(1, abs=1e-5)


def test_how_loose_the_loose_theorems_are():
    """The linear rate against the exact rate of Kim; Nesterov's against the numbers of PEPit's
    own example.
    """
    rate, kim = CATALOGUE.entry("zhang2022.sec-2.1.1.gd-rate"), 0.5 * 0.25 / (0.25 - 1 + 0.75**-4)
    assert ratio(witnessed(rate.name, n=2)) == pytest.approx(kim / (0.5 * 0.8**4), rel=1e-5)
    assert 0.3 < ratio(witnessed("zhang2022.thm-2.1.3", n=1)) < 0.34


def long_steps(**options):
    from PEPit.examples.unconstrained_convex_minimization import wc_gradient_descent

    made = theorem(params={gamma: 3 / L}, bound=L * R**2)
    return made, huber(2.0, 1.0, 0.5), wc_gradient_descent(L=2.0, gamma=1.5, n=2, **options)[0]


def momentum_on_convex_functions(**options):
    from PEPit.examples.unconstrained_convex_minimization import wc_heavy_ball_momentum

    made = theorem(
        assumes=(strongly_convex, smooth, has_minimiser),
        algorithm=heavy_ball,
        params={gamma: 0.75 / L, momentum: 0.5},
        bound=Delta_0,
        settings=({n: 4},),
    )
    return (
        made,
        quadratic("unit gap", (2.0, 0.5), (1.0, 0.0)),
        wc_heavy_ball_momentum(mu=0.5, L=2.0, alpha=0.375, beta=0.5, n=4, **options)[0],
    )


def subgradients(**options):
    from PEPit.examples.unconstrained_convex_minimization import wc_subgradient_method

    made = theorem(
        assumes=(convex, lipschitz, has_minimiser),
        params={gamma: R / (2 * L_f * sympy.sqrt(n))},
        metric=best(gap),
        bound=L_f * R,
        settings=({n: 3},),
    )
    return (
        made,
        huber(2.0, 1.0, 0.5),
        wc_subgradient_method(M=1.0, n=2, gamma=0.5 / math.sqrt(3), **options)[0],
    )


@pytest.mark.parametrize("example", [long_steps, momentum_on_convex_functions, subgradients])
def test_the_traced_methods_have_the_worst_cases_of_pepits_own_examples(example):
    """PEPit's transcriptions of methods, classes and starts are not ours."""
    made, problem, value = example(wrapper="cvxpy", solver="CLARABEL", verbose=-1)
    one = case(made, problem)
    judged = judge(one, solve(one.posed.task))
    assert isinstance(judged, WorstCase)
    assert judged.exact == pytest.approx(value, rel=1e-5)


def test_the_ratio_does_not_depend_on_units():
    made = theorem(bound=L * R**2)
    ratios = [
        ratio(case(made, huber(smoothness, start, start)))
        for smoothness, start in ((1.0, 1.0), (1e7, 1e-5), (1e-6, 1e4))
    ]
    assert ratios == pytest.approx([0.1] * 3, rel=1e-6)


FALSE = [
    theorem(bound=0.95 * L * R**2 / (4 * n + 2)),
    theorem(metric=distance, params={gamma: 2.1 / L}, bound=R, settings=({n: 1},)),
    theorem(
        assumes=(convex, lipschitz, has_minimiser),
        params={gamma: R / (L_f * sympy.sqrt(n))},
        metric=best(gap),
        bound=0.95 * L_f * R / sympy.sqrt(n),
    ),
    theorem(
        assumes=(smooth, lower_bounded),
        metric=best(gradient_norm_squared),
        bound=0.95 * L * Delta_0 * 2 / (1.5 * (n - 1) + 1),
    ),
]


def confirmed(one):
    judged = judge(one, solve(one.posed.task))
    assert isinstance(judged, WorstCase)
    assert judged.verdict == "inconclusive"
    assert "exceeds the bound" in str(judged.finding)
    return confirm(one, judged, solve(dataclasses.replace(one.posed.task, margin=MARGIN)))


@pytest.mark.parametrize("made", FALSE, ids=["smooth", "distance", "nonsmooth", "nonconvex"])
def test_a_false_bound_is_refuted_by_a_run_on_the_rebuilt_function(made):
    judged = confirmed(case(made, huber(2.0, 3.0, 0.5)))
    assert judged.verdict == "refuted", judged.finding
    assert judged.run is not None
    measured, bound = judged.run
    assert measured / bound == pytest.approx(judged.sharpness, rel=1e-4)


@pytest.mark.parametrize(
    "name", ["taylor2017.thm-4.1", "deklerk2017.thm-1.2", "kim2024.exact-rate"]
)
def test_printed_bounds_times_0_95_are_refuted(name):
    entry = CATALOGUE.entry(name)
    judged = confirmed(
        case(
            dataclasses.replace(entry, bound=0.95 * entry.bound),
            entry.witness(entry.settings[0]),
            n=2,
        )
    )
    assert judged.verdict == "refuted", judged.finding


@pytest.mark.parametrize(
    ("excess", "difference", "verdict"),
    [(9e-5, 0.0, "supported"), (2e-4, 0.0, "inconclusive"), (6e-4, 9e-5, "supported")],
)
def test_an_excess_counts_beyond_the_tolerance_and_ten_times_the_duality_gap(
    excess, difference, verdict
):
    one = case(theorem(), huber(1.0, 1.0, 0.5))
    solved = dataclasses.replace(
        solve(one.posed.task), primal=0.1 * (1 + excess), dual=0.1 * (1 + excess + difference)
    )
    assert judge(one, solved).verdict == verdict


def test_an_optimum_that_no_run_confirms_refutes_nothing():
    """The solver may be wrong: here it claims ten times the worst case."""
    one = case(theorem(), huber(1.0, 1.0, 0.5))
    right = solve(dataclasses.replace(one.posed.task, margin=MARGIN))
    wrong = dataclasses.replace(right, primal=10 * right.primal, dual=10 * right.dual)
    judged = confirm(one, judge(one, wrong), right)
    assert (judged.verdict, "is only 0.09999" in str(judged.finding)) == ("inconclusive", True)
    lost = confirm(one, judge(one, wrong), Unsolved("not solved within 1 s"))
    assert (lost.verdict, "not confirmed by a run: not solved within 1 s" in str(lost.finding)) == (
        "inconclusive",
        True,
    )
    moved = dataclasses.replace(right, minimiser=right.minimiser + 0.3)
    assert confirm(one, judge(one, wrong), moved).verdict == "inconclusive"


def test_quadratics_are_not_rebuilt_and_so_not_refuted():
    entry = CATALOGUE.entry("lessard2016.prop-1.nesterov")
    judged = confirmed(
        case(dataclasses.replace(entry, bound=0.5 * entry.bound), entry.witness(entry.settings[0]))
    )
    assert (judged.verdict, "not rebuilt" in str(judged.finding)) == ("inconclusive", True)


def test_a_solution_that_is_not_accurate_is_none():
    one = case(theorem(), huber(1.0, 1.0, 0.5))
    right = solve(one.posed.task)
    left_out = judge(one, dataclasses.replace(right, dual=1.01 * right.dual))
    assert isinstance(left_out, LeftOut)
    assert "n=2: the solver leaves the worst case open" in left_out.reason


def test_an_instance_above_the_worst_case_is_an_error():
    one = dataclasses.replace(case(theorem(), huber(1.0, 1.0, 0.5)), measured=0.2, on="liar")
    judged = judge(one, solve(one.posed.task))
    assert (judged.verdict, "on liar exceeds" in str(judged.finding)) == ("error", True)


def test_a_task_out_of_time_or_out_of_sense_costs_itself_only():
    task = case(theorem(), huber(1.0, 1.0, 0.5)).posed.task
    large = case(theorem(), huber(1.0, 1.0, 0.5), n=14).posed.task
    broken = dataclasses.replace(task, kind="NoSuchFunction")
    with Workers(1, 0.25) as workers:
        found = dict(workers.solutions([broken, large, task]))
    assert "NoSuchFunction" in found[0].reason
    assert found[1] == Unsolved("not solved within 0.25 s")
    assert set(found) == {0, 1, 2}


def test_the_suite_tells_each_entry_one_verdict():
    right, wrong = (
        theorem(name="right"),
        theorem(name="wrong", bound=0.9 * L * R**2 / (4 * n + 2), settings=({n: 1}, {n: 500})),
    )
    known = theorem(
        name="known",
        bound=0.9 * L * R**2 / (4 * n + 2),
        erratum=Erratum("too small", on="elsewhere"),
    )
    odd = theorem(name="odd", bound=L * R**2 + Delta_0)
    problem = quadratic("third", (1.0, 1 / 3), (0.0, 1.0))
    claims = [Claim(entry, problem, exact) for entry in (right, wrong, known, odd)]
    found = list(worst_cases(claims, Options(), 2))
    assert [w.theorem for w in found if isinstance(w, LeftOut)] == ["odd"]
    worst = [w for w in found if isinstance(w, WorstCase)]
    assert sorted(w.constants["n"] for w in worst if w.theorem == "wrong") == [1, 10]
    assert all(w.found <= w.exact * (1 + 1e-6) for w in worst)
    told = {e.theorem: e for e in evidence_of(worst, claims)}
    assert {name: (e.verdict, e.as_expected) for name, e in told.items()} == {
        "right": ("supported", True),
        "wrong": ("refuted", False),
        "known": ("refuted", True),
    }
    assert told["wrong"].problem == "pep"
    assert told["wrong"].sharpness == pytest.approx(1 / 0.9, rel=1e-3)
    assert "rebuilt from PEPit's solution" in str(told["wrong"].finding)


PLANTED = '''
"""Gradient descent with the step 1/L: one percent below the exact worst case."""
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.assumptions import convex, has_minimiser, smooth
from theorybench.metrics import gap
from theorybench.symbols import L, R, gamma, n
from theorybench.theorem import Mode, Theorem
from theorybench.types import Source
theorem = Theorem(name="planted.short", source=Source("nobody", 2000, "1"), assumes=(convex, smooth, has_minimiser),
    mode=Mode.DETERMINISTIC, algorithm=gradient_descent, params={gamma: 1 / L}, metric=gap,
    bound=0.99 * L * R**2 / (4 * n + 2), settings=({n: 2},))
'''


def test_the_command_prints_and_stores_the_worst_cases(tmp_path, capsys, monkeypatch):
    """On quadratic-condition-3 the planted bound holds; its exact worst case does not."""
    (tmp_path / "planted.py").write_text(PLANTED)
    report = tmp_path / "report.json"
    monkeypatch.setenv("COLUMNS", "120")
    with pytest.raises(SystemExit) as left:
        main(
            [
                "verify",
                str(tmp_path),
                "--select",
                "planted.short @ quadratic-condition-3 @ exact",
                "--pep",
                "--json",
                str(report),
            ]
        )
    out = capsys.readouterr().out
    assert left.value.code == 1
    assert "planted.short @ pep @ exact: refuted, expected supported" in " ".join(out.split())
    assert "n=2 (quadratic-condition-3)" in out
    stored = json.loads(report.read_text())
    assert [(c["problem"], c["verdict"]) for c in stored["claims"]] == [
        ("pep", "refuted"),
        ("quadratic-condition-3", "supported"),
    ]
    (worst,) = stored["worst_cases"]
    assert (worst["exact"], worst["found"] / worst["exact"]) == (
        pytest.approx(0.1 / 3, rel=1e9),
        pytest.approx(worst["quality"]),
    )
    assert (stored["planned"], stored["left_out"]) == (2, [])


def test_without_the_extra_the_command_says_how_to_install_it(monkeypatch, capsys):
    monkeypatch.setattr("theorybench.pep.worker.importlib.util.find_spec", lambda name: None)
    with pytest.raises(SystemExit) as left:
        main(["verify", "--pep"])
    assert left.value.code == 2
    assert (
        "need PEPit and Clarabel, not installed here; pip install 'theorybench[pep]'"
        in capsys.readouterr().err
    )


def test_nothing_deterministic(capsys):
    assert (
        list(suite.worst_cases([Claim(CATALOGUE.entry("zhang2022.lem-5.7.1"))], Options(), 1)) == []
    )
