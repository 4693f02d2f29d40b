"""No method finds an epsilon-stationary point of a nonsmooth function: a resisting oracle."""

from dataclasses import replace

import torch

from theorybench.problems.functions.zigzag import extrema, zigzag
from theorybench.problems.functions.zigzag_claims import column, nowhere_flat
from theorybench.problems.methods_nonsmooth import nonsmooth_methods
from theorybench.vocabulary import Comparison, Delta_0, L_f, Problem, Resisting, Source, Tensor
from theorybench.vocabulary import Values, directionally_differentiable, epsilon, lipschitz
from theorybench.vocabulary import lower_bounded

_SHIFTS = (0.25, 0.375)


def _answers(c: Values) -> Problem:
    """0 and slope L, wherever it is asked."""
    zero, slope = lambda x: torch.zeros_like(x[:, 0]), lambda x: torch.full_like(x, c[L_f])
    return Problem("resisting", zero, slope, (0.0,), 0.0)


def _distinct(points: Tensor) -> list[float]:
    return torch.unique(points[:, 0]).tolist()


def _build(points: Tensor, c: Values) -> tuple[Problem, ...]:
    x, constants = _distinct(points), {L_f: c[L_f]}
    made = (zigzag(x, c[L_f], c[Delta_0], shift) for shift in _SHIFTS)
    return tuple(replace(one, start=(0.0,), constants=constants) for one in made)


def _parts(points: Tensor, built: tuple[Problem, ...], c: Values) -> tuple[Comparison, ...]:
    """None of the points is epsilon-stationary for either function, and no stationary point of
    one is for the other.
    """
    x, accuracy = _distinct(points), c[epsilon]
    kinks = [column(extrema(x, c[L_f], c[Delta_0], shift)) for shift in _SHIFTS]
    return (
        *nowhere_flat("the points looked at", built, (points, points), accuracy),
        *nowhere_flat("the stationary points of the other", built, kinks[::-1], accuracy),
    )


printed, corrected = Resisting(
    name="zhang2022.thm-5.3.1",
    source=Source("Zhang", 2022, "Theorem 5.3.1"),
    statement="for any algorithm that asks for values and generalized gradients, any epsilon in [0,"
    " 1) and any T some f in F(Delta, L) is such that x_1, ..., x_T contain no epsilon-stationary"
    " point, with probability more than 1/2",
    answers=_answers,
    build=_build,
    methods=nonsmooth_methods,
    parts=_parts,
    settings=({L_f: 1.0, Delta_0: 1.0, epsilon: 63 / 64}, {L_f: 0.5, Delta_0: 1.0, epsilon: 0.75}),
    steps=40,
    promises=(lipschitz, lower_bounded, directionally_differentiable),
).corrected(
    what="needs epsilon < L: if L <= epsilon < 1, every point of every L-Lipschitz f is"
    " epsilon-stationary (Proposition 5.2.1); the bound 1 on epsilon, which has the unit of L,"
    " means L = 1",
    statement="The same for any epsilon in [0, L)",
    settings=tuple(
        {L_f: slope, Delta_0: gap, epsilon: slope * 63 / 64}
        for slope, gap in ((1.0, 1.0), (0.5, 1.0), (8.0, 0.125))
    ),
)
