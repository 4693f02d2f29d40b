"""Zigzag functions that vanish with slope L wherever they have been asked: what a resisting
oracle builds afterwards.
"""

import itertools
from collections.abc import Sequence

import torch

from theorybench.problems.functions.sawtooth import Piece, PiecewiseLinear
from theorybench.vocabulary import Constant, L_f, Problem, Source, directionally_differentiable
from theorybench.vocabulary import interval, lipschitz, lower_bounded

theta = Constant(
    "theta", "place of the kinks of a zigzag function, between 0 and 1/2", letter="\\theta"
)


def width(points: Sequence[float], lipschitz_constant: float, gap: float) -> float:
    """delta = min{min_{x_i != x_j} |x_i - x_j|, Delta / L} for sorted distinct points; unit X."""
    return min([gap / lipschitz_constant, *(b - a for a, b in itertools.pairwise(points))])


def formulas(
    points: Sequence[float], lipschitz_constant: float, gap: float, shift: float, last: float = -1.0
) -> tuple[Piece, ...]:
    """The pieces of f_theta in Zhang (2022), Lemma 5.7.1, for x_1 < ... < x_K, Delta = gap, theta =
    shift.

    The last one, L (x - x_K), begins at x_K + last theta delta: last = 1 is printed, last = -1
    joins the others.
    """
    slope, reach = lipschitz_constant, shift * width(points, lipschitz_constant, gap)
    pieces = [Piece(-torch.inf, points[0] - reach, -slope, points[0] - 2 * reach)]
    for x, after in itertools.pairwise(points):
        middle = (x + after) / 2 - reach
        pieces += [
            Piece(x - reach, middle, slope, x),
            Piece(middle, after - reach, -slope, after - 2 * reach),
        ]
    return (*pieces, Piece(points[-1] + last * reach, torch.inf, slope, points[-1]))


def zigzag(points: Sequence[float], lipschitz_constant: float, gap: float, shift: float) -> Problem:
    """f_theta for sorted distinct points x_1 < ... < x_K, Delta = gap, theta = shift: slopes L
    and -L, 0 at every x_k.
    """
    made = PiecewiseLinear(formulas(points, lipschitz_constant, gap, shift))
    reach = shift * width(points, lipschitz_constant, gap)
    return Problem(
        name=f"zigzag-{len(points)}-{shift:g}",
        f=made.value,
        gradient=made.gradient,
        directional=made.directional,
        goldstein=made.goldstein,
        start=(points[0],),
        f_star=-lipschitz_constant * reach,
        minimiser=(points[0] - reach,),
        constants={L_f: lipschitz_constant},
        promises=(lipschitz, lower_bounded, directionally_differentiable, interval),
        source=Source("Zhang", 2022, "Lemma 5.7.1"),
    )


def extrema(
    points: Sequence[float], lipschitz_constant: float, gap: float, shift: float
) -> list[float]:
    """{x_k - theta delta} and {(x_k + x_{k+1}) / 2 - theta delta}: the stationary points that
    the lemma names.
    """
    reach = shift * width(points, lipschitz_constant, gap)
    return [x - reach for x in points] + [
        (a + b) / 2 - reach for a, b in itertools.pairwise(points)
    ]
