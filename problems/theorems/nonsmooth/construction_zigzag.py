"""Zigzag functions through any points: the same answers there, no stationary point in common."""

import torch

from theorybench.problems.functions.zigzag import extrema, formulas, theta, zigzag
from theorybench.vocabulary import Comparison, Constant, Construction, Delta_0, L_f, Problem, Source
from theorybench.vocabulary import Tensor, Values, directionally_differentiable, epsilon, lipschitz
from theorybench.vocabulary import lower_bounded

queries = Constant("queries", "number of points at which the oracle has been asked", integer=True)

_POINTS = (-2.0, -1.5, 0.0, 0.25, 3.0, 7.0, 7.125)  # dyadic, like all settings: float64 is exact
_OTHERS = (1 / 64, 1 / 8, 1 / 4, 3 / 8, 31 / 64)


def _asked(c: Values) -> tuple[float, ...]:
    return _POINTS[: int(c[queries])]


def _column(points: list[float] | tuple[float, ...]) -> Tensor:
    return torch.tensor(points, dtype=torch.float64)[:, None]


def _defined(c: Values, last: float) -> Comparison:
    """Every x_k must lie on one of the pieces that are written down."""
    pieces = formulas(_asked(c), c[L_f], c[Delta_0], c[theta], last)
    covering = {x: sum(p.low <= x <= p.high for p in pieces) for x in _asked(c)}
    least = min(covering, key=lambda x: covering[x])
    what = "1 against the number of formulas for f(x_k)"
    return Comparison(what, 1.0, float(covering[least]), f"x_k={least:g}")


def _kinks(c: Values, shift: float) -> list[float]:
    return extrema(_asked(c), c[L_f], c[Delta_0], shift)


def _parts(problem: Problem, c: Values) -> tuple[Comparison, ...]:
    """What the lemma says of the points asked for and of the stationary points."""
    x, claimed = _column(_asked(c)), _column(_kinks(c, c[theta]))
    off, tilt = (v.abs() for v in (problem.value(x), problem.gradient(x)[:, 0] - c[L_f]))
    grid = torch.linspace(-4, 9, 3329, dtype=torch.float64)[:, None]
    elsewhere = grid[~torch.isin(grid, claimed)][:, None]
    flat, steep = (problem.goldstein(points, 0.0) for points in (claimed, elsewhere))
    named = set(claimed[:, 0].tolist())
    shared = max(len(named & set(_kinks(c, other))) for other in _OTHERS if other != c[theta])
    distance = "d(0, subdifferential)"
    return (
        Comparison("|f(x_k)|", float(off.max()), 0.0, f"x_k={float(x[off.argmax()]):g}"),
        Comparison("|f'(x_k) - L|", float(tilt.max()), 0.0, f"x_k={float(x[tilt.argmax()]):g}"),
        Comparison("-min f against Delta", -problem.f_star, c[Delta_0]),
        Comparison(f"{distance} at the stationary points named", float(flat.max()), c[epsilon]),
        Comparison(f"epsilon against {distance} elsewhere", c[epsilon], float(steep.min())),
        Comparison("stationary points shared by two values of theta", float(shared), 0.0),
    )


printed, corrected = Construction(
    name="zhang2022.lem-5.7.1",
    source=Source("Zhang", 2022, "Lemma 5.7.1 and its proof"),
    statement="for x_1 < ... < x_K, delta = min{min |x_i - x_j|, Delta / L} and 0 < theta < 1/2 the"
    " f_theta of the proof is in F(Delta, L); f_theta(x_k) = 0 and f_theta'(x_k) = L for all k; its"
    " minimum is -L theta delta >= -Delta; its epsilon-stationary points, epsilon < L, are x_k -"
    " theta delta and (x_k + x_{k+1}) / 2 - theta delta; no two theta share one",
    build=lambda c: zigzag(_asked(c), c[L_f], c[Delta_0], c[theta]),
    settings=({queries: 2, L_f: 1.0, Delta_0: 1.0, theta: 0.25, epsilon: 0.5},),
    promises=(lipschitz, lower_bounded, directionally_differentiable),
    parts=lambda problem, c: (_defined(c, last=1.0), *_parts(problem, c)),
    notes="Where no formula is printed, the neighbouring piece is continued; with it all that the"
    " lemma claims is right.",
).corrected(
    what="the last piece is printed for x >= x_K + theta delta: no formula covers x_K, where"
    " f_theta should be 0 with slope L",
    statement="The same with the last piece L (x - x_K) from x_K - theta delta on, for epsilon < L",
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
)
