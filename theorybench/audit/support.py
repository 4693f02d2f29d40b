"""Laws with finitely many outcomes: every one of them with its probability."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
import torch

from theorybench.audit.formula.nodes import Undecided, ball
from theorybench.audit.formula.trace import trace
from theorybench.audit.prove.lines import pieces
from theorybench.core.oracles import Law, Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import Tensor
from theorybench.interpret.tensors import Untraceable

FINE, MOST = 2**20, 4096
u = sympy.Symbol("u", real=True)


@dataclass(frozen=True, eq=False)
class Support:
    """Outcomes (k,) of the noise and their probabilities (k,); a query that needs several gets
    the same one in all places.
    """

    values: Tensor
    probabilities: Tensor

    def answers(self, oracle: Oracle, problem: Problem, x: Tensor) -> Tensor:
        """(rows, d) -> (k, rows, d): what the oracle answers for every outcome."""
        width = oracle.width(problem)
        return torch.stack(
            [oracle.answer(problem, x, v.expand(len(x), width)) for v in self.values]
        )

    def mean(self, oracle: Oracle, problem: Problem, x: Tensor) -> Tensor:
        """E g(x): (rows, d) -> (rows, d)."""
        return torch.einsum("k,krd->rd", self.probabilities, self.answers(oracle, problem, x))

    def average(
        self, oracle: Oracle, problem: Problem, x: Tensor, size: Callable[[Tensor, Tensor], Tensor]
    ) -> Tensor:
        """E size(g, grad f(x)): (rows, d) -> (rows, ...)."""
        return torch.einsum(
            "k,k...->...",
            self.probabilities,
            size(self.answers(oracle, problem, x), problem.gradient(x)),
        )

    def largest(self, oracle: Oracle, problem: Problem, x: Tensor) -> Tensor:
        """Largest ||g - grad f(x)||: (rows, d) -> (rows,)."""
        return (self.answers(oracle, problem, x) - problem.gradient(x)).norm(dim=-1).amax(0)


def support_of(law: Law) -> Support:
    """Raises Undecided for a law with other outcomes than constants on pieces, or equally
    probable whole numbers.
    """
    if law.raw != "uniform" or law.inputs != 1:
        raise Undecided("the law has no finite support")
    try:
        formula = sympy.sympify(trace(law.transform, (u,), (1, 1, 1)).ravel()[0])
    except Untraceable:
        return _equally_likely(law)
    on = pieces(formula, u, sympy.S.Zero, sympy.S.One)
    if any(p.formula.has(u) for p in on):
        raise Undecided("the law has no finite support")
    return Support(
        *(
            torch.tensor(v, dtype=torch.float64)
            for v in ([float(ball(p.formula)) for p in on], [float(p.high - p.low) for p in on])
        )
    )


def _equally_likely(law: Law) -> Support:
    """Whole numbers 0, ..., n - 1 that occur equally often among the outcomes of a fine grid."""
    grid = ((torch.arange(FINE, dtype=torch.float64) + 0.5) / FINE)[:, None, None]
    values, counts = law.transform(grid).ravel().unique(return_counts=True)
    n = len(values)
    if (
        n > MOST
        or not torch.equal(values.long(), torch.arange(n))
        or int((counts - FINE / n).abs().max()) > 1
    ):
        raise Undecided("the law draws no equally probable whole numbers")
    return Support(values, torch.full((n,), 1 / n, dtype=torch.float64))
