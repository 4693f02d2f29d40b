"""With probability 1/2 the last coordinate of the zero chain is not seen in time."""

from dataclasses import replace

from sympy import Rational

from theorybench.problems.functions.zero_chain import progress
from theorybench.problems.theorems.heavy_tails.nonconvex_lower_bound_proof import corrected
from theorybench.vocabulary import ONE, Declared, Metric

unseen = Metric("P(prog_0 < d)", ONE, lambda problem, x: (progress(x, 0.0) < problem.dim).double())

theorem = replace(
    corrected,
    name="zhang2022.proof-4.4.4.progress",
    as_printed=True,
    statement="For any zero-respecting method, with probability at least 1/2, prog_1(x_k) <="
    " prog_0(x_k) < d for all k <= (d-1)/(2p).",
    metric=unseen,
    bound=Rational(1, 2),
    declares=(Declared("a probability", at_most=1),),
    notes="At the last k, where it is least. It is at least P(Bin(k, p) < d), and that for a method"
    " that never turns back: 0.914 for d = 2, p = 0.05.",
)
