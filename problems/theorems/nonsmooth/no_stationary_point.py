"""No method finds an epsilon-stationary point of a nonsmooth nonconvex function in finite time:
a resisting oracle.
"""

from collections.abc import Mapping
from dataclasses import replace

import torch

from theorybench.problems.functions.zigzag import extrema, zigzag
from theorybench.vocabulary import K, T, Algorithm, Comparison, Constant, Delta_0, Erratum, L_f
from theorybench.vocabulary import Params, Problem, Query, Resisting, Source, State, Tensor, Values
from theorybench.vocabulary import at_start, delta_X, directionally_differentiable, epsilon, gamma
from theorybench.vocabulary import gradient_descent, ingd, k, lipschitz, lower_bounded, momentum
from theorybench.vocabulary import nesterov

_SHIFTS = (0.25, 0.375)


def _shrinking(state: State, query: Query, params: Params) -> State:
    return {"x": state["x"] - params[gamma] / params[k] ** 0.5 * query.gradient(state["x"])}


def _armijo(state: State, query: Query, params: Params) -> State:
    """Halve the step until f falls by half of what the slope promises, five times at most."""
    x = state["x"]
    g, f = query.gradient(x), query.value(x)
    steps = [params[gamma] / 2**i for i in range(6)]
    falls = (
        h for h in steps if bool((query.value(x - h * g) <= f - h * g.square().sum(-1) / 2).all())
    )
    return {"x": x - next(falls, steps[-1]) * g}


def _methods(c: Values) -> tuple[tuple[Algorithm, Mapping[Constant, float]], ...]:
    step = 1 / c[L_f] ** 2
    return (
        (gradient_descent, {gamma: step}),
        (Algorithm("subgradient method", (gamma,), at_start, _shrinking), {gamma: step}),
        (nesterov, {gamma: step, momentum: 0.5}),
        (
            Algorithm("gradient descent with line search", (gamma,), at_start, _armijo),
            {gamma: step},
        ),
        (ingd, {K: 1e6, T: 1e6, L_f: c[L_f], epsilon: c[epsilon], delta_X: 16.0}),
    )


def _answers(c: Values) -> Problem:
    """0 and slope L, wherever it is asked."""
    return Problem(
        "resisting",
        lambda x: torch.zeros_like(x[:, 0]),
        lambda x: torch.full_like(x, c[L_f]),
        (0.0,),
        0.0,
    )


def _distinct(points: Tensor) -> list[float]:
    return torch.unique(points[:, 0]).tolist()


def _build(points: Tensor, c: Values) -> tuple[Problem, ...]:
    return tuple(
        replace(
            zigzag(_distinct(points), c[L_f], c[Delta_0], shift),
            start=(0.0,),
            constants={L_f: c[L_f]},
        )
        for shift in _SHIFTS
    )


def _parts(points: Tensor, built: tuple[Problem, ...], c: Values) -> tuple[Comparison, ...]:
    """None of the points is epsilon-stationary for either function, and no stationary point of
    one is for the other.
    """
    kinks = [
        torch.tensor(extrema(_distinct(points), c[L_f], c[Delta_0], shift), dtype=torch.float64)[
            :, None
        ]
        for shift in _SHIFTS
    ]
    where = {
        "the points looked at": (points, points),
        "the stationary points of the other": (kinks[1], kinks[0]),
    }
    found = []
    for what, pair in where.items():
        for problem, x in zip(built, pair, strict=True):
            steep = problem.goldstein(x, 0.0)
            found.append(
                Comparison(
                    f"epsilon against d(0, subdifferential of {problem.name}) at {what}",
                    c[epsilon],
                    float(steep.min()),
                )
            )
            found.append(
                Comparison(
                    f"epsilon-stationary among {what}", float((steep <= c[epsilon]).sum()), 0.0
                )
            )
    return tuple(found)


printed = Resisting(
    name="zhang2022.thm-5.3.1",
    source=Source("Zhang", 2022, "Theorem 5.3.1"),
    statement=(
        "for any algorithm that asks for values and generalized gradients, any epsilon in [0, 1)"
        " and any T some f in F(Delta, L) is such that x_1, ..., x_T contain no epsilon-stationary"
        " point, with probability more than 1/2"
    ),
    as_printed=True,
    erratum=Erratum(
        "needs epsilon < L: if L <= epsilon < 1, every point of every L-Lipschitz f is"
        " epsilon-stationary (Proposition 5.2.1); the bound 1 on epsilon, which has the unit of L,"
        " means L = 1",
        corrected="zhang2022.thm-5.3.1.corrected",
    ),
    answers=_answers,
    build=_build,
    methods=_methods,
    parts=_parts,
    settings=({L_f: 1.0, Delta_0: 1.0, epsilon: 63 / 64}, {L_f: 0.5, Delta_0: 1.0, epsilon: 0.75}),
    steps=40,
    promises=(lipschitz, lower_bounded, directionally_differentiable),
    notes=(
        "The oracle answers f = 0, f' = L; afterwards two zigzag functions are built that would"
        " have answered the same, so that the run of a method is the same on both. Wherever a"
        " method points, it is wrong on one of the two: they share no stationary point. What is"
        " tested are some methods and one T. A randomized one is run with its random numbers fixed:"
        " the proof builds f from the queries, and does not say how to choose f before those"
        " numbers are drawn."
    ),
)

corrected = replace(
    printed,
    name="zhang2022.thm-5.3.1.corrected",
    statement="The same for any epsilon in [0, L)",
    as_printed=False,
    erratum=None,
    settings=tuple(
        {L_f: slope, Delta_0: gap, epsilon: slope * 63 / 64}
        for slope, gap in ((1.0, 1.0), (0.5, 1.0), (8.0, 0.125))
    ),
    notes=(
        "Lemma 5.7.1 (corrected) through the distinct points looked at, x_0 among them: f(x_0) -"
        " inf f = L theta delta <= theta Delta. "
    )
    + printed.notes,
)
