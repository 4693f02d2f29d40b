"""The smallest gradient of clipped SGD, proof of Theorem 3.4.4: a dented slope exceeds it."""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.no_step_clipped import eta, premises, ranges
from theorybench.problems.theorems.relaxed_smoothness.no_step_clipped import section
from theorybench.problems.theorems.relaxed_smoothness.noisy_steps import noise
from theorybench.problems.theorems.relaxed_smoothness.one_step import g
from theorybench.vocabulary import L0, L1, T, Inequality, tau

# f' = g - g / (40 pi) (1 - cos(2 pi y / l)) on T dents of length l = eta g: f'' <= L0, and f' = g
# between them; below, a bend
height = eta * g**2 * T * (1 - 1 / (40 * sympy.pi)) + 15 * g**2 / (16 * L0) + noise
slowness = (sympy.sqrt(T) + 20 * L0 + 128 * L1 * tau) / T
root, other = sympy.sqrt(height * slowness), 64 * L1 * height / T

printed, corrected = Inequality(
    name="zhang2022.proof-3.4.4.smallest",
    source=section,
    statement=(
        "E min_{k <= T} ||grad f(x_k)|| <= max{sqrt(Delta (sqrt(T) + 20 L0 + 128 L1 tau) / T), 64"
        " L1 Delta / T}: put to a slope with dents, without noise"
    ),
    variables=ranges,
    parts={"on a dented slope": (g, sympy.Max(root, other))},
    premises=premises,
    as_printed=True,
).corrected(
    what=(
        "the root lacks the factors 4 of (3.14) and 2 of |U| >= T / 2; and as U is random, the two"
        " cases add up: a sum is to stand for the maximum. On a slope with a dent between any two"
        " iterates, T steps see the slope alone and f falls by 1/126 less"
    ),
    as_printed=True,
    statement=(
        "E min_{k < T} ||grad f(x_k)|| <= sqrt(8 Delta (sqrt(T) + 20 L0 + 128 L1 tau) / (3 T)) +"
        " 512 L1 Delta / (9 T): put to a slope with dents, without noise"
    ),
    parts={
        "on a dented slope": (
            g,
            sympy.sqrt(8 * height * slowness / 3) + 512 * L1 * height / (9 * T),
        )
    },
)
