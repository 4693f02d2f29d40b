"""What is said of zigzag functions through given points, as numbers: Zhang (2022), Lemma 5.7.1 and
Theorem 5.3.1.
"""

from collections.abc import Iterator, Sequence

import torch

from theorybench.problems.functions.zigzag import extrema, formulas, theta
from theorybench.vocabulary import Comparison, Delta_0, L_f, Problem, Tensor, Values, epsilon

_OTHERS = (1 / 64, 1 / 8, 1 / 4, 3 / 8, 31 / 64)


def column(points: Sequence[float]) -> Tensor:
    """Points of the line: (points, 1)."""
    return torch.tensor(points, dtype=torch.float64)[:, None]


def defined(points: Sequence[float], c: Values, last: float) -> Comparison:
    """Every x_k must lie on one of the pieces that are written down; last: see formulas."""
    pieces = formulas(points, c[L_f], c[Delta_0], c[theta], last)
    covering = {x: sum(p.low <= x <= p.high for p in pieces) for x in points}
    least = min(covering, key=lambda x: covering[x])
    what = "1 against the number of formulas for f(x_k)"
    return Comparison(what, 1.0, float(covering[least]), f"x_k={least:g}")


def of_one_function(problem: Problem, points: Sequence[float], c: Values) -> tuple[Comparison, ...]:
    """What the lemma says of the points asked for and of the stationary points."""
    kinks = {shift: extrema(points, c[L_f], c[Delta_0], shift) for shift in (*_OTHERS, c[theta])}
    x, claimed = column(points), column(kinks[c[theta]])
    off, tilt = (v.abs() for v in (problem.value(x), problem.gradient(x)[:, 0] - c[L_f]))
    grid = torch.linspace(-4, 9, 3329, dtype=torch.float64)[:, None]
    elsewhere = grid[~torch.isin(grid, claimed)][:, None]
    flat, steep = (problem.goldstein(places, 0.0) for places in (claimed, elsewhere))
    named = set(kinks[c[theta]])
    shared = max(len(named & set(kinks[other])) for other in _OTHERS if other != c[theta])
    distance = "d(0, subdifferential)"
    return (
        Comparison("|f(x_k)|", float(off.max()), 0.0, f"x_k={float(x[off.argmax()]):g}"),
        Comparison("|f'(x_k) - L|", float(tilt.max()), 0.0, f"x_k={float(x[tilt.argmax()]):g}"),
        Comparison("-min f against Delta", -problem.f_star, c[Delta_0]),
        Comparison(f"{distance} at the stationary points named", float(flat.max()), c[epsilon]),
        Comparison(f"epsilon against {distance} elsewhere", c[epsilon], float(steep.min())),
        Comparison("stationary points shared by two values of theta", float(shared), 0.0),
    )


def nowhere_flat(
    what: str, problems: Sequence[Problem], places: Sequence[Tensor], accuracy: float
) -> Iterator[Comparison]:
    """None of the places, (points, 1) each, is epsilon-stationary for its problem."""
    for problem, x in zip(problems, places, strict=True):
        steep = problem.goldstein(x, 0.0)
        least = f"epsilon against d(0, subdifferential of {problem.name}) at {what}"
        count = float((steep <= accuracy).sum())
        yield Comparison(least, accuracy, float(steep.min()))
        yield Comparison(f"epsilon-stationary among {what}", count, 0.0)
