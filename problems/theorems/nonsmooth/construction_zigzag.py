"""Zigzag functions through any finite set of points: the same answers there, and no stationary
point in common.
"""

from dataclasses import replace

import torch

from theorybench.problems.functions.zigzag import (
    extrema,
    formulas,
    theta,
    zigzag,
)
from theorybench.vocabulary import Comparison, Constant, Construction, Delta_0, Erratum, L_f
from theorybench.vocabulary import Problem, Source, Values, directionally_differentiable, epsilon
from theorybench.vocabulary import lipschitz, lower_bounded

queries = Constant("queries", "number of points at which the oracle has been asked", integer=True)

_POINTS = (-2.0, -1.5, 0.0, 0.25, 3.0, 7.0, 7.125)  # dyadic, like all settings: float64 is exact
_OTHERS = (1 / 64, 1 / 8, 1 / 4, 3 / 8, 31 / 64)


def _asked(c: Values) -> tuple[float, ...]:
    return _POINTS[: int(c[queries])]


def _build(c: Values) -> Problem:
    return zigzag(_asked(c), c[L_f], c[Delta_0], c[theta])


def _defined(c: Values, last: float) -> Comparison:
    """Every x_k must lie on one of the pieces that are written down."""
    pieces = formulas(_asked(c), c[L_f], c[Delta_0], c[theta], last)
    covering = {x: sum(p.low <= x <= p.high for p in pieces) for x in _asked(c)}
    least = min(covering, key=lambda x: covering[x])
    return Comparison(
        "1 against the number of formulas for f(x_k)", 1.0, float(covering[least]), f"x_k={least:g}"
    )


def _row(points: list[float] | tuple[float, ...]) -> torch.Tensor:
    return torch.tensor(points, dtype=torch.float64)[:, None]


def _parts(problem: Problem, c: Values) -> tuple[Comparison, ...]:
    """What the lemma says of the points asked for and of the stationary points."""
    x, claimed = _row(_asked(c)), _row(extrema(_asked(c), c[L_f], c[Delta_0], c[theta]))
    off, tilt = (v.abs() for v in (problem.value(x), problem.gradient(x)[:, 0] - c[L_f]))
    grid = torch.linspace(-4, 9, 3329, dtype=torch.float64)[:, None]
    elsewhere = grid[~torch.isin(grid, claimed)][:, None]
    shared = [
        len(set(extrema(_asked(c), c[L_f], c[Delta_0], other)) & set(claimed[:, 0].tolist()))
        for other in _OTHERS
        if other != c[theta]
    ]
    return (
        Comparison("|f(x_k)|", float(off.max()), 0.0, f"x_k={float(x[off.argmax()]):g}"),
        Comparison("|f'(x_k) - L|", float(tilt.max()), 0.0, f"x_k={float(x[tilt.argmax()]):g}"),
        Comparison("-min f against Delta", -problem.f_star, c[Delta_0]),
        Comparison(
            "d(0, subdifferential) at the stationary points named",
            float(problem.goldstein(claimed, 0.0).max()),
            c[epsilon],
        ),
        Comparison(
            "epsilon against d(0, subdifferential) elsewhere",
            c[epsilon],
            float(problem.goldstein(elsewhere, 0.0).min()),
        ),
        Comparison("stationary points shared by two values of theta", float(max(shared)), 0.0),
    )


printed = Construction(
    name="zhang2022.lem-5.7.1",
    source=Source("Zhang", 2022, "Lemma 5.7.1 and its proof"),
    statement=(
        "for x_1 < ... < x_K, delta = min{min |x_i - x_j|, Delta / L} and 0 < theta < 1/2 the"
        " f_theta of the proof is in F(Delta, L); f_theta(x_k) = 0 and f_theta'(x_k) = L for all k;"
        " its minimum is -L theta delta >= -Delta; its epsilon-stationary points, epsilon < L, are"
        " x_k - theta delta and (x_k + x_{k+1}) / 2 - theta delta; no two theta share one"
    ),
    as_printed=True,
    erratum=Erratum(
        "the last piece is printed for x >= x_K + theta delta: no formula covers x_K, where f_theta"
        " should be 0 with slope L",
        corrected="zhang2022.lem-5.7.1.corrected",
    ),
    build=_build,
    settings=({queries: 2, L_f: 1.0, Delta_0: 1.0, theta: 0.25, epsilon: 0.5},),
    promises=(lipschitz, lower_bounded, directionally_differentiable),
    parts=lambda problem, c: (_defined(c, last=1.0), *_parts(problem, c)),
    notes=(
        "Where no formula is printed, the neighbouring piece is continued; with it all that the"
        " lemma claims is right."
    ),
)

corrected = replace(
    printed,
    name="zhang2022.lem-5.7.1.corrected",
    statement="The same with the last piece L (x - x_K) from x_K - theta delta on, for epsilon < L",
    as_printed=False,
    erratum=None,
    settings=tuple(
        {queries: count, L_f: slope, Delta_0: gap, theta: shift, epsilon: slope * 63 / 64}
        for count, slope, gap, shift in (
            (1, 1.0, 2.0, 0.25),
            (2, 1.0, 1.0, 0.125),
            (7, 4.0, 1.0, 0.375),
            (7, 0.5, 64.0, 31 / 64),
            (5, 2.0, 0.125, 1 / 64),
        )
    ),
    parts=lambda problem, c: (_defined(c, last=-1.0), *_parts(problem, c)),
    notes=(
        "The pieces join: -L theta delta at x_k - theta delta, L (x_{k+1} - x_k) / 2 - L theta"
        " delta at the middle. theta delta is below half of every gap, so x_k lies inside its piece"
        " of slope L. All slopes are L or -L, so that just the kinks are stationary. Kinks of theta"
        " and theta' coincide only if |theta - theta'| delta >= delta / 2, as x_k, x_j and the"
        " middles are that far apart: impossible."
    ),
)
