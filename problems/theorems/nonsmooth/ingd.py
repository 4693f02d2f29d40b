"""INGD finds a (delta, epsilon)-stationary point of a Lipschitz function in a number of oracle
calls that no dimension enters.
"""

from dataclasses import replace

import sympy

from theorybench.vocabulary import K, T, Delta_0, Erratum, Inequality, L_f, Mode, Source, Theorem
from theorybench.vocabulary import delta, delta_X, directionally_differentiable, epsilon
from theorybench.vocabulary import exact_gradients, goldstein_distance, ingd, lipschitz
from theorybench.vocabulary import lower_bounded, return_time


_source = Source("Zhang", 2022, "Theorem 5.4.1")

theorem = Theorem(
    name="zhang2022.thm-5.4.1",
    source=_source,
    statement=(
        "with probability 1 - delta INGD returns a (delta_X, epsilon)-stationary point within this"
        " many oracle calls"
    ),
    as_printed=True,
    assumes=(lipschitz, directionally_differentiable, lower_bounded, exact_gradients),
    algorithm=ingd,
    params={
        K: 48 * L_f**2 / epsilon**2,
        T: 4 * Delta_0 / (epsilon * delta_X),
        L_f: L_f,
        epsilon: epsilon,
        delta_X: delta_X,
    },
    metric=return_time(goldstein_distance, epsilon),
    mode=Mode.PROBABILITY,
    bound=192
    * Delta_0
    * L_f**2
    / (epsilon**3 * delta_X)
    * sympy.log(4 * Delta_0 / (delta * delta_X * epsilon)),
    settings=tuple({epsilon: accuracy, delta_X: 0.25, delta: 0.05} for accuracy in (0.5, 0.25)),
    loose=(
        "E||m_{t,k}||^2 <= 3 L^2 / (k + 2) gives P(a pass has not returned within k) <= K / (16 k):"
        " a restart has probability 1/16 at most (the proof says 1/4), a pass costs K/2 calls in"
        " the mean, and the logarithm is a further factor. On max-affine-drift, which asks for long"
        " searches and yields least descents, 1/100 of the bound is used, elsewhere 1/3000. A bound"
        " near K/2 + 1 calls for each of T steps would be met closely."
    ),
    notes=(
        "Calls are counted strictly: f(x_{t,k}) of line 9 costs one too, where the proof counts"
        " gradients alone. The bound is true even so. Slips of the proof that do no harm: F_{t,k}"
        " in (5.7) must not contain y_{t,k+1}; D_{t,k} needs >= in place of >; r restarts are r + 1"
        " passes; see also the entry at-least-one-call."
    ),
)

too_few = Inequality(
    name="zhang2022.thm-5.4.1.at-least-one-call",
    source=_source,
    statement=(
        "INGD returns nothing before its first oracle call, so the bound must allow one for every f"
        " in F(Delta, L)"
    ),
    as_printed=True,
    erratum=Erratum(
        "for 4 Delta <= gamma delta epsilon the bound is not positive: needs Delta >= delta"
        " epsilon, say. Harmless: where Delta is less, x_1 is (delta, epsilon)-stationary itself",
        corrected="zhang2022.thm-5.4.1.at-least-one-call.corrected",
    ),
    variables={
        Delta_0: (1e-3, 1e3),
        L_f: (1e-2, 1e2),
        epsilon: (1e-2, 1e2),
        delta_X: (1e-3, 1e3),
        delta: (1e-3, 0.5),
    },
    premises=(epsilon <= L_f,),
    parts={"one call": (1, theorem.bound)},
)

enough = replace(
    too_few,
    name="zhang2022.thm-5.4.1.at-least-one-call.corrected",
    statement="The same for Delta >= delta epsilon",
    as_printed=False,
    erratum=None,
    premises=(epsilon <= L_f, epsilon * delta_X <= Delta_0),
    loose=(
        "Only that the bound allows one call is claimed; at its smallest it allows 192 log 8 = 399."
        " It decides the erratum, no more."
    ),
    notes=(
        "If x_1 is not (delta, epsilon)-stationary, the step of length delta against the shortest"
        " element of the Goldstein subdifferential lowers f by more than delta epsilon (Goldstein"
        " 1977): Delta > delta epsilon, and the bound is at least 192 log 8."
    ),
)
