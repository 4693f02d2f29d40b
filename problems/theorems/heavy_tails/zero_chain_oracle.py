"""The oracle of the zero chain: one coin decides whether the next coordinate is shown."""

import torch

from theorybench.problems.functions.zero_chain import SOURCE, p, points, progress, zero_chain
from theorybench.problems.functions.zero_chain_sizes import answers, bias
from theorybench.vocabulary import Comparison, Construction, Problem, Values, d


def _claims(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    probability, x = float(values[p]), points(problem.dim)
    reached = progress(x, 0.25)
    further = [progress(g, 0.0) - reached for g in answers(problem, probability, x)]
    weights = (1 - probability, probability)
    chance = sum(w * bool((f == 1).any()) for f, w in zip(further, weights, strict=True))
    beyond = float(torch.cat(further).max()) - 1
    return (
        Comparison("P(exists x: prog_0(g) = prog_1/4(x) + 1) <= p", chance, probability),
        Comparison("P(exists x: prog_0(g) > prog_1/4(x) + 1) = 0", beyond, 0.0),
        Comparison("E g = grad f_d", bias(problem, probability, x), 0.0, slack=1e-14),
    )


construction = Construction(
    name="zhang2022.constr-4.4.4.oracle",
    source=SOURCE,
    as_printed=True,
    statement="g_d(x)_i = (1 + 1{i = prog_1/4(x) + 1}(z/p - 1)) d_i f_d(x), z ~ Bern(p): P(exists"
    " x: prog_0(g_d(x)) = prog_1/4(x) + 1) <= p, P(exists x: prog_0(g_d(x)) > prog_1/4(x) + 1) ="
    " 0.",
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple({d: dim, p: chance} for dim in (1, 2, 3, 20) for chance in (0.5, 0.01)),
    parts=_claims,
)
