"""Random scaling: with s ~ Exp(1), the gradient after the step tells without bias how far F has
moved.
"""

import torch

from theorybench.vocabulary import Identity, Problem, Source, differentiable


def _sides(
    problem: Problem, x: torch.Tensor, step: torch.Tensor, s: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    after = x + s * step
    return problem.value(after) - problem.value(x), (problem.gradient(after) * step).sum(-1)


identity = Identity(
    name="tran2024.eq-12",
    source=Source("Tran, Zhang, Cutkosky", 2024, "eq. (12)"),
    as_printed=True,
    statement=(
        "E_s[F(x_{t+1}) - F(x_t)] = E_s <grad F(x_{t+1}), Delta_t> for x_{t+1} = x_t + s Delta_t, s"
        " ~ Exp(1)."
    ),
    assumes=(differentiable,),
    sides=_sides,
    notes=(
        "The source names no hypothesis; F must be differentiable (absolutely continuous along the"
        " ray) for the right side to exist. Let p(s) = F(x + s Delta) - F(x). If E|p'(s)| is"
        " finite, then by Fubini E p(s) = int p'(r) P(s > r) dr = E p'(s), and nothing else is"
        " needed; if p' keeps its sign from some s on, both sides are infinite together (Tonelli),"
        " as for F growing like exp(|x|) and a step longer than 1. Only where p' oscillates with"
        " E|p'| infinite, as for p = sin(exp(2s)), is the right side no expectation. Checked where"
        " both sides are finite."
    ),
)
