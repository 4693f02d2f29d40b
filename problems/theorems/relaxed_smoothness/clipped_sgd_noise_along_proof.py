"""What noise along the gradient does to the mean of one step of clipped SGD, as the proof of Lemma
3.7.2 has it.
"""

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import all_laws, eta
from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import expectation, step
from theorybench.problems.theorems.relaxed_smoothness.one_step import g
from theorybench.vocabulary import L1, Inequality, Source, tau

lemma = Inequality(
    name="zhang2022.lem-3.7.2.proof",
    source=Source("Zhang", 2022, "proof of Lemma 3.7.2"),
    statement=(
        "E[-h_k <grad f(x_k), g_k - grad f(x_k)>] <= 32 eta L1 tau E[h_k] ||grad f(x_k)||^2, which"
        " is at most a quarter of E[h_k] ||grad||^2"
    ),
    as_printed=True,
    variables=all_laws,
    parts={
        "for all laws": (
            expectation(lambda along, across: -step(along, across) * g * along),
            32 * eta * L1 * tau * expectation(step) * g**2,
        )
    },
    notes="With min{1 / (16 L1 (||g_k|| + tau)), eta}.",
    loose="as zhang2022.lem-3.7.2: with 16/9 for 32 the bound would be reached",
)
