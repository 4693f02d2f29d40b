"""Gradient norms of SGD in expectation, proof of Theorem 3.4.5: brackets were lost."""

from dataclasses import replace

import sympy

from theorybench.problems.theorems.relaxed_smoothness import sgd_proof
from theorybench.problems.theorems.relaxed_smoothness.noisy_steps import eta_0
from theorybench.vocabulary import T, Declared, L_f, Mode

printed, corrected = replace(
    sgd_proof.printed,
    name="zhang2022.proof-3.4.5.mean",
    mode=Mode.EXPECTATION,
    bound=sgd_proof.height / sympy.sqrt(T),
    settings=({T: 400},),
).corrected(
    what="(5 L0 + 4 L1 M) (M + tau)^2 lost its first brackets; T >= (L1 (M + tau))^2 is needed",
    on="slope-into-bend-2-1-3.75-0.001",
    assumes=sgd_proof.corrected.assumes,
    params=sgd_proof.corrected.params,
    metric=sgd_proof.corrected.metric,
    bound=sgd_proof.corrected.bound / 2,
    valid_when=sgd_proof.corrected.valid_when,
    settings=({T: 500, eta_0: 1.0},),
    oracles=sgd_proof.corrected.oracles,
    declares=(Declared("||grad f|| <= M everywhere", at_most=L_f**2),),
)
