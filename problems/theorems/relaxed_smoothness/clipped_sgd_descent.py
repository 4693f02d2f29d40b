"""What is left of the fall in one step of clipped SGD, (3.14) in the proof of Theorem 3.4.4: the
printed step may lead across the valley.
"""

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import printed_step, step
from theorybench.problems.theorems.relaxed_smoothness.fastest_growth_mean import WHERE, allowed
from theorybench.problems.theorems.relaxed_smoothness.fastest_growth_mean import mean_after
from theorybench.problems.theorems.relaxed_smoothness.fastest_growth_mean import variables
from theorybench.vocabulary import Inequality, Source

printed, corrected = Inequality(
    name="zhang2022.proof-3.4.4.descent",
    source=Source("Zhang", 2022, "(3.14)"),
    statement=(
        "E f(x_{k+1}) <= f(x_k) - E[h_k] ||grad||^2 / 4 + (5 L0 + 2 L1 tau) eta^2 tau^2 + 9 eta^2"
        " tau L0^2 / L1"
    ),
    variables=variables,
    parts={WHERE: (mean_after(printed_step), allowed(printed_step))},
    as_printed=True,
).corrected(
    what=(
        "the step (3.11) has an eta too many in its denominator: a step that is not clipped may"
        " lead across the valley and high up"
    ),
    as_printed=True,
    statement="The same with h_k = min{1 / (16 L1 (||g_k|| + tau)), eta}",
    parts={WHERE: (mean_after(step), allowed(step))},
)
