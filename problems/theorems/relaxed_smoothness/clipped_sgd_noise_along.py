"""What noise along the gradient does to the mean of one step of clipped SGD, Lemma 3.7.2, with the
step (3.11).
"""

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import all_laws, expectation
from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import printed_step
from theorybench.problems.theorems.relaxed_smoothness.one_step import g
from theorybench.vocabulary import Inequality, Source

lemma = Inequality(
    name="zhang2022.lem-3.7.2",
    source=Source("Zhang", 2022, "Lemma 3.7.2"),
    statement="E[-h_k <grad f(x_k), g_k - grad f(x_k)>] <= E[h_k] ||grad f(x_k)||^2 / 4",
    as_printed=True,
    variables=all_laws,
    parts={
        "for all laws": (
            expectation(lambda along, across: -printed_step(along, across) * g * along),
            expectation(printed_step) * g**2 / 4,
        )
    },
    slip="the proof computes with min{1 / (16 L1 (||g_k|| + tau)), eta} in place of (3.11)",
    notes="Holds with either step, as eta <= 1: where a step is clipped, ||g_k|| >= 7 tau.",
    loose=(
        "the left side is at most 1/18 of the right one: the proof bounds eta - h_k by eta, but"
        " where clipping sets in, at ||grad|| >= 6 tau, eta - h_k is 0, and where it is near eta,"
        " tau is a small part of ||grad||. With 1/72 for 1/4 the bound would be reached"
    ),
)
