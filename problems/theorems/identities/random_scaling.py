"""Random scaling, s ~ Exp(1): the gradient after the step tells without bias how far F moved."""

from theorybench.vocabulary import Identity, Problem, Source, Tensor, differentiable


def _sides(problem: Problem, x: Tensor, step: Tensor, s: Tensor) -> tuple[Tensor, Tensor]:
    after = x + s * step
    return problem.value(after) - problem.value(x), (problem.gradient(after) * step).sum(-1)


identity = Identity(
    name="tran2024.eq-12",
    source=Source("Tran, Zhang, Cutkosky", 2024, "eq. (12)"),
    as_printed=True,
    statement="E_s[F(x_{t+1}) - F(x_t)] = E_s <grad F(x_{t+1}), Delta_t> for x_{t+1} = x_t + s"
    " Delta_t, s ~ Exp(1).",
    assumes=(differentiable,),
    sides=_sides,
)
