"""What the square of the noise does to one step of clipped SGD, Lemma 3.7.4."""

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import all_laws, eta
from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import expectation
from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import printed_step
from theorybench.problems.theorems.relaxed_smoothness.one_step import g
from theorybench.vocabulary import L0, L1, Inequality, Source, tau

square = expectation(
    lambda along, across: printed_step(along, across) ** 2 * (along**2 + across**2)
)

lemma = Inequality(
    name="zhang2022.lem-3.7.4",
    source=Source("Zhang", 2022, "Lemma 3.7.4"),
    statement=(
        "(5 L0 + 4 L1 ||grad||) / 2 E[h_k^2 ||g_k - grad||^2] <= (5 L0 + 2 L1 tau) eta^2 tau^2 +"
        " ||grad||^2 E[h_k] / 8"
    ),
    as_printed=True,
    variables=all_laws,
    parts={
        "for all laws": (
            (5 * L0 + 4 * L1 * g) / 2 * square,
            (5 * L0 + 2 * L1 * tau) * eta**2 * tau**2 + g**2 * expectation(printed_step) / 8,
        )
    },
    notes="Only h_k <= eta is used, true of the printed step too. 9/2 L0 would do for 5 L0.",
)
