"""Three lemmas on one step of clipped SGD, for all unbiased noise bounded by tau: as printed,
with the step (3.11).
"""

from dataclasses import replace

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import (
    eta,
    expectation,
    g,
    printed_step,
    ranges,
    space,
    step,
)
from theorybench.vocabulary import L0, L1, Inequality, Source, tau

weight = 5 * L0 + 4 * L1 * g
source = Source("Zhang", 2022, "Lemma 3.7.2")
SLIP = "the proof computes with min{1 / (16 L1 (||g_k|| + tau)), eta} in place of (3.11)"

inner = Inequality(
    name="zhang2022.lem-3.7.2",
    source=source,
    statement="E[-h_k <grad f(x_k), g_k - grad f(x_k)>] <= E[h_k] ||grad f(x_k)||^2 / 4",
    as_printed=True,
    variables={**ranges, **space},
    parts={
        "for all laws": (
            expectation(lambda along, across: -printed_step(along, across) * g * along),
            expectation(printed_step) * g**2 / 4,
        )
    },
    slip=SLIP,
    notes="Holds with either step, as eta <= 1: where a step is clipped, ||g_k|| >= 7 tau.",
    loose=(
        "the left side is at most 1/18 of the right one: the proof bounds eta - h_k by eta, but"
        " where clipping sets in, at ||grad|| >= 6 tau, eta - h_k is 0, and where it is near eta,"
        " tau is a small part of ||grad||. With 1/72 for 1/4 the bound would be reached"
    ),
)

of_proof = replace(
    inner,
    name="zhang2022.lem-3.7.2.proof",
    source=Source("Zhang", 2022, "proof of Lemma 3.7.2"),
    statement=(
        "E[-h_k <grad f(x_k), g_k - grad f(x_k)>] <= 32 eta L1 tau E[h_k] ||grad f(x_k)||^2, which"
        " is at most a quarter of E[h_k] ||grad||^2"
    ),
    parts={
        "for all laws": (
            expectation(lambda along, across: -step(along, across) * g * along),
            32 * eta * L1 * tau * expectation(step) * g**2,
        )
    },
    slip="",
    notes="With min{1 / (16 L1 (||g_k|| + tau)), eta}.",
    loose="as zhang2022.lem-3.7.2: with 16/9 for 32 the bound would be reached",
)

weighted = replace(
    inner,
    name="zhang2022.lem-3.7.3",
    source=Source("Zhang", 2022, "Lemma 3.7.3"),
    statement=(
        "E[(5 L0 + 4 L1 ||grad||) h_k^2 <grad, g_k - grad>] <= 9 eta^2 tau L0^2 / L1 + E[h_k]"
        " ||grad||^2 / 8"
    ),
    parts={
        "for all laws": (
            expectation(
                lambda along, across: weight * printed_step(along, across) ** 2 * g * along
            ),
            9 * eta**2 * tau * L0**2 / L1 + expectation(printed_step) * g**2 / 8,
        )
    },
    slip="",
    notes=(
        "Only h_k <= eta is used, which is true of the printed step too. Where no noise is clipped"
        " the left side is 0."
    ),
    loose=(
        "noise along the gradient makes the left side at most 0, because steps are shorter where"
        " g_k is longer; noise across it leaves little: a search over all laws finds 4e-5 of E[h_k]"
        " ||grad||^2 / 8. With 1e-5 E[h_k] ||grad||^2 alone on the right the bound would say"
        " something: the term with L0^2 / L1, and with it 9 tau L0^2 / L1 in Theorem 3.4.4, is not"
        " needed"
    ),
)

squared = replace(
    inner,
    name="zhang2022.lem-3.7.4",
    source=Source("Zhang", 2022, "Lemma 3.7.4"),
    statement=(
        "(5 L0 + 4 L1 ||grad||) / 2 E[h_k^2 ||g_k - grad||^2] <= (5 L0 + 2 L1 tau) eta^2 tau^2 +"
        " ||grad||^2 E[h_k] / 8"
    ),
    parts={
        "for all laws": (
            weight
            / 2
            * expectation(
                lambda along, across: printed_step(along, across) ** 2 * (along**2 + across**2)
            ),
            (5 * L0 + 2 * L1 * tau) * eta**2 * tau**2 + g**2 * expectation(printed_step) / 8,
        )
    },
    slip="",
    loose="",
    notes=(
        "Only h_k <= eta is used, which is true of the printed step too. 9/2 L0 would do for 5 L0."
    ),
)
