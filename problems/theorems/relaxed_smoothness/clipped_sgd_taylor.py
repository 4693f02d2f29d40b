"""By how much f falls on average in one step of clipped SGD, (3.12) in the proof of Theorem 3.4.4:
the printed step is too long for it.
"""

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import printed_step, step
from theorybench.problems.theorems.relaxed_smoothness.fastest_growth_mean import WHERE, mean_after
from theorybench.problems.theorems.relaxed_smoothness.fastest_growth_mean import quadratic
from theorybench.problems.theorems.relaxed_smoothness.fastest_growth_mean import variables
from theorybench.vocabulary import Inequality, Source

printed, corrected = Inequality(
    name="zhang2022.proof-3.4.4.eq-3.12",
    source=Source("Zhang", 2022, "(3.12)"),
    statement=(
        "E f(x_{k+1}) <= f(x_k) - E[h_k <g_k, grad>] + (5 L0 + 4 L1 ||grad||) / 2 E[h_k^2"
        " ||g_k||^2]"
    ),
    variables=variables,
    parts={WHERE: (mean_after(printed_step), quadratic(printed_step))},
    as_printed=True,
).corrected(
    what=(
        "the step (3.11) has an eta too many in its denominator: a step may be longer than 1/L1,"
        " where Lemma 3.7.1 ends"
    ),
    as_printed=True,
    statement="The same with h_k = min{1 / (16 L1 (||g_k|| + tau)), eta}",
    parts={WHERE: (mean_after(step), quadratic(step))},
)
