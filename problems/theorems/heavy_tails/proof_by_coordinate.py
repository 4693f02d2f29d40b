"""The steps of the proof for SGD clipped by coordinate: as printed, and as they hold."""

from theorybench.problems.ranges import ranges
from theorybench.problems.theorems.heavy_tails.proof_strongly_convex import K, noise_part, q
from theorybench.problems.theorems.heavy_tails.proof_strongly_convex import right_steps, target
from theorybench.vocabulary import GRADIENT, Constant, Inequality, Source, alpha, k, mu

B_i = Constant("B_i", "E|g_i|^alpha <= B_i^alpha", GRADIENT)

printed, corrected = Inequality(
    name="zhang2022.proof-4.5.1",
    source=Source("Zhang", 2022, "section 4.7.5, proof of Theorem 4.5.1"),
    as_printed=True,
    statement="As for theorem 4.4.2, with the noise part sum_i 4 B_i^(2 alpha) tau_i^(2-2 alpha)/mu"
    " + eta_k G^alpha tau_i^(2-2 alpha)/2, its sum over k <= K bounded by 8 sum_i B_i^2 k^q/mu, and"
    " the average by 16 sum_i B_i^2 k^q/mu; the theorem follows.",
    variables=ranges(alpha, mu, k) | {K: (1.0, 1e6), B_i: (0.01, 100.0)},
    parts={
        "noise part": (noise_part(B_i, 4, 2 - 2 * alpha), 8 * B_i**2 * k**q / mu),
        "sum over k <= 2": (8 * B_i**2 * (1 + 2**q) / mu, 8 * B_i**2 * 2**q / mu),
        "the theorem follows": (16 * B_i**2 * K**q / mu, target(B_i)),
    },
    notes="One coordinate, G = B_i. At alpha = 2 the sum of two equal terms is not at most one of"
    " them either.",
).corrected(
    what="tau_i^(2-2 alpha) beside eta_k is to be tau_i^(2-alpha), as in lemma 4.7.5; the sum over"
    " k <= K is bounded by its last term, k being no longer anything; and what is left grows with"
    " k, so that no theorem follows",
    statement="The steps of zhang2022.proof-4.4.2.corrected for every coordinate, with B_i in place"
    " of G, summed over i.",
    parts=right_steps(B_i),
    notes="Both sides are B_i^2 times the same numbers, so that the sum over i puts ||B||_2^2 in"
    " place of G^2.",
)
