"""The oracle of the zero chain: one coin decides whether the next coordinate is shown, and
nobody sees further.
"""

import torch

from theorybench.problems.functions.zero_chain import (
    SOURCE,
    next_shown,
    p,
    points,
    progress,
    zero_chain,
)
from theorybench.vocabulary import Comparison, Construction, Problem, Values, d


def answers(
    problem: Problem, probability: float, x: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """g_d(x) for z = 0 and for z = 1, (batch, d) each."""
    oracle = next_shown(probability, 2.0)
    one = torch.ones(len(x), 1, dtype=torch.float64)
    return oracle.answer(problem, x, 0 * one), oracle.answer(problem, x, one)


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    probability, x = float(values[p]), points(problem.dim)
    hidden, shown = answers(problem, probability, x)
    reached = progress(x, 0.25)
    further = [progress(g, 0.0) - reached for g in (hidden, shown)]
    chance = sum(
        weight * bool((f == 1).any())
        for f, weight in zip(further, (1 - probability, probability), strict=True)
    )
    bias = ((1 - probability) * hidden + probability * shown - problem.gradient(x)).abs().max()
    return (
        Comparison("P(exists x: prog_0(g) = prog_1/4(x) + 1) <= p", chance, probability),
        Comparison(
            "P(exists x: prog_0(g) > prog_1/4(x) + 1) = 0", float(torch.cat(further).max()) - 1, 0.0
        ),
        Comparison("E g = grad f_d", float(bias), 0.0, slack=1e-14),
    )


construction = Construction(
    name="zhang2022.constr-4.4.4.oracle",
    source=SOURCE,
    as_printed=True,
    statement=(
        "g_d(x)_i = (1 + 1{i = prog_1/4(x) + 1}(z/p - 1)) d_i f_d(x), z ~ Bern(p): P(exists x:"
        " prog_0(g_d(x)) = prog_1/4(x) + 1) <= p, P(exists x: prog_0(g_d(x)) > prog_1/4(x) + 1)"
        " = 0."
    ),
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple({d: dim, p: chance} for dim in (1, 2, 3, 20) for chance in (0.5, 0.01)),
    parts=_claims,
    notes=(
        "'exists x' stands inside of the probability: one z serves all x, else the first"
        " probability would be 1. It is p exactly, as z = 1 shows the first coordinate at x = 0."
        " For z = 0 the coordinate prog_1/4(x) + 1 is 0 and those behind it are, by lemma 4.7.9"
        " (4)."
    ),
)
