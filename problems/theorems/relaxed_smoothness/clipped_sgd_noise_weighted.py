"""Noise along the gradient and the second-order term of clipped SGD, Lemma 3.7.3."""

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import all_laws, eta
from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import expectation
from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import printed_step
from theorybench.problems.theorems.relaxed_smoothness.one_step import g
from theorybench.vocabulary import L0, L1, Inequality, Source, tau

weight = 5 * L0 + 4 * L1 * g

lemma = Inequality(
    name="zhang2022.lem-3.7.3",
    source=Source("Zhang", 2022, "Lemma 3.7.3"),
    statement=(
        "E[(5 L0 + 4 L1 ||grad||) h_k^2 <grad, g_k - grad>] <= 9 eta^2 tau L0^2 / L1 + E[h_k]"
        " ||grad||^2 / 8"
    ),
    as_printed=True,
    variables=all_laws,
    parts={
        "for all laws": (
            expectation(lambda along, _: weight * printed_step(along, _) ** 2 * g * along),
            9 * eta**2 * tau * L0**2 / L1 + expectation(printed_step) * g**2 / 8,
        )
    },
    loose=(
        "noise along the gradient makes the left side at most 0, because steps are shorter where"
        " g_k is longer; noise across it leaves little: a search over all laws finds 4e-5 of E[h_k]"
        " ||grad||^2 / 8. With 1e-5 E[h_k] ||grad||^2 alone on the right the bound would say"
        " something: the term with L0^2 / L1, and with it 9 tau L0^2 / L1 in Theorem 3.4.4, is not"
        " needed"
    ),
)
