"""Resisting oracles: what a method looks at is noted completely, and false claims about the
functions that are built are refuted.
"""

import dataclasses

import pytest
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm, at_start
from theorybench.core.problem import Problem
from theorybench.problems.functions.zigzag import zigzag
from theorybench.verify.profile import Options
from theorybench.verify.resisting import asked
from theorybench.verify.suite import verify_claim

ENTRY = load().entry("zhang2022.thm-5.3.1.corrected")
SETTING = {s.L_f: 1.0, s.Delta_0: 1.0, s.epsilon: 0.5}
SLOPE = Problem("slope", lambda x: 2 * x[:, 0], lambda x: torch.full_like(x, 2.0), (3.0,), 0.0)


def everything(state, query, params):
    """Asks for a value, a gradient and a directional gradient at three points, the first of them
    twice.
    """
    x = state["x"]
    query.value(x + 1)
    query.value(x + 1)
    query.directional(x + 2, x)
    return {"x": x - query.gradient(x + 3)}


def test_every_point_is_noted_in_order_and_the_constructor_asks_nothing():
    points = asked(Algorithm("everything", (), at_start, everything), {}, SLOPE, 2)
    assert points[:, 0].tolist() == [3.0, 4.0, 4.0, 5.0, 6.0, 1.0, 2.0, 2.0, 3.0, 4.0, -1.0]


def test_iterates_that_are_not_asked_about_are_noted():
    def step(state, query, params):
        return {"x": state["x"] - 1 + 0 * query.gradient(state["x"] + 50)}

    hidden = Algorithm("looks elsewhere", (), at_start, step)
    assert asked(hidden, {}, SLOPE, 2)[:, 0].tolist() == [3.0, 53.0, 2.0, 52.0, 1.0]


def test_a_random_method_with_the_same_seed_looks_at_the_same_points():
    algorithm, params = ENTRY.methods(SETTING)[-1]
    first, second = (asked(algorithm, params, ENTRY.answers(SETTING), 20) for _ in range(2))
    assert torch.equal(first, second)
    assert len(torch.unique(first)) > 5


@pytest.mark.parametrize(
    ("algorithm", "params"),
    ENTRY.methods(SETTING),
    ids=lambda v: v.name if isinstance(v, Algorithm) else "",
)
def test_both_functions_give_the_answers_of_the_oracle_to_the_last_bit(algorithm, params):
    points = asked(algorithm, params, ENTRY.answers(SETTING), ENTRY.steps)
    assert len(torch.unique(points)) >= 10
    for problem in ENTRY.build(points, SETTING):
        assert not problem.value(points).any()
        assert bool((problem.gradient(points) == 1).all())
        assert bool((problem.directional(points, -points.sign()) == 1).all())
        assert torch.equal(asked(algorithm, params, problem, ENTRY.steps), points)
        assert problem.constants[s.Delta_0] <= SETTING[s.Delta_0]


def verdict(**changes):
    entry = dataclasses.replace(ENTRY, settings=(SETTING,), **changes)
    found = verify_claim(Claim(entry), Options())
    return found.verdict, found.finding or ""


def test_the_claim_is_supported_and_a_method_may_repeat_itself():
    stays = Algorithm(
        "stays",
        (),
        at_start,
        lambda state, query, params: {"x": state["x"] - 0 * query.gradient(state["x"])},
    )
    assert (
        verdict(methods=lambda c: ((gradient_descent, {s.gamma: 0.5}), (stays, {})))[0]
        == "supported"
    )


def built(points, c, slope=1.0, shifts=(0.25, 0.375), gap=1.0):
    found = torch.unique(points[:, 0]).tolist()
    return tuple(
        dataclasses.replace(
            zigzag(found, slope, gap, shift), start=(0.0,), constants={s.L_f: slope}
        )
        for shift in shifts
    )


def thinned(points, c):
    """Functions that do not know of every second point."""
    return built(torch.unique(points[:, 0])[::2, None], c)


def lifted(points, c):
    """Functions with another value at the points: the answers differ though the slopes agree."""
    return tuple(
        dataclasses.replace(p, f=lambda x, p=p: p.value(x) + 1e-9) for p in built(points, c)
    )


def stationary_point_among_them(points, c):
    """The parts are told of one point more, a kink of the first function, which the method never
    saw.
    """
    kink = built(points, c)[0].minimiser[0]
    return ENTRY.parts(
        torch.cat([points, torch.tensor([[kink]], dtype=torch.float64)]), built(points, c), c
    )


def remembers_values(state, query, params):
    """Moves left by 1 if the value is what it was at the start, else by 2."""
    moved = torch.where(query.value(state["x"]) == 0, 1.0, 2.0)
    return {"x": state["x"] - moved[:, None]}


FALSE = {
    "functions that answer otherwise at some points": ({"build": thinned}, "another run"),
    "functions of other values, to a method that asks for values": (
        {
            "build": lifted,
            "methods": lambda c: ((Algorithm("by values", (), at_start, remembers_values), {}),),
        },
        "another run",
    ),
    "functions that are too steep for the class": (
        {"build": lambda points, c: built(points, c, slope=2.0), "answers": lambda c: steep()},
        "L ||x - y||",
    ),
    "a stationary point among the points": (
        {"parts": lambda points, problems, c: stationary_point_among_them(points, c)},
        "points looked at",
    ),
    "twice the same function": (
        {"build": lambda p, c: built(p, c, shifts=(0.25, 0.25))},
        "of the other",
    ),
}


def steep():
    return Problem(
        "steep", lambda x: torch.zeros_like(x[:, 0]), lambda x: torch.full_like(x, 2.0), (0.0,), 0.0
    )


@pytest.mark.parametrize("what", FALSE)
def test_false_claims_are_refuted(what):
    changes, part_of_finding = FALSE[what]
    changes = {"methods": lambda c: ((gradient_descent, {s.gamma: 0.5}),), **changes}
    found, finding = verdict(**changes)
    assert found == "refuted"
    assert part_of_finding in finding


def test_a_gap_smaller_than_the_functions_need_is_refuted():
    """theta delta L is at most Delta / 2; with Delta = 1 for the construction and 1/8 for the
    class it is too much.
    """
    small = {**SETTING, s.Delta_0: 0.125}
    entry = dataclasses.replace(
        ENTRY,
        settings=(small,),
        build=built,
        methods=lambda c: ((gradient_descent, {s.gamma: 4.0}),),
    )
    found = verify_claim(Claim(entry), Options())
    assert found.verdict == "refuted"
    assert "Delta_0" in found.finding


def test_methods_and_settings_are_all_put_to_the_test():
    methods = ENTRY.methods(SETTING)
    assert len({algorithm.name for algorithm, _ in methods}) == len(methods) == 5

    def count(settings, chosen):
        entry = dataclasses.replace(ENTRY, settings=settings, methods=lambda c: methods[:chosen])
        return verify_claim(Claim(entry), Options()).runs

    assert (
        count((SETTING, {**SETTING, s.epsilon: 0.25}), 1)
        == count((SETTING,), 2)
        == 2 * count((SETTING,), 1)
    )
