"""From the number of steps to a small expectation, and from there to probability one half: the
end of the proof of Theorem 3.4.4.
"""

from dataclasses import replace

import sympy

from theorybench.problems.theorems.relaxed_smoothness.clipped_sgd_printed import Delta, bound
from theorybench.vocabulary import GRADIENT, L0, L1, ONE, T, Constant, Erratum, Inequality, Source
from theorybench.vocabulary import epsilon, tau

X = Constant("X", "value that min_k ||grad f(x_k)|| has with probability p, being 0 else", GRADIENT)
p = Constant("p", "probability of that value", ONE)

accuracy = Inequality(
    name="zhang2022.proof-3.4.4.accuracy",
    source=Source("Zhang", 2022, "section 3.7.4"),
    statement=(
        "max{sqrt(Delta (sqrt(T) + 20 L0 + 128 L1 tau) / T), 64 L1 Delta / T} <= 2 eps when T >="
        " Delta max{128 L1 / eps, 4 Delta / eps^4, (80 L0 + 512 L1 tau) / eps^2}"
    ),
    as_printed=True,
    variables={
        Delta: (1e-3, 1e3),
        L0: (1e-3, 1e3),
        L1: (1e-3, 1e3),
        tau: (1e-3, 1e3),
        epsilon: (1e-3, 1e3),
        T: (1, 1e9),
    },
    parts={
        "root": (sympy.sqrt(Delta * (sympy.sqrt(T) + 20 * L0 + 128 * L1 * tau) / T), 2 * epsilon),
        "other": (64 * L1 * Delta / T, 2 * epsilon),
    },
    premises=(bound <= T,),
    notes=(
        "sqrt(3)/2 eps and eps/2 are what comes out, not the eps/2 that"
        " zhang2022.proof-3.4.4.markov.corrected needs; and the maximum does not bound the"
        " expectation (zhang2022.proof-3.4.4.smallest)."
    ),
)

printed = Inequality(
    name="zhang2022.proof-3.4.4.markov",
    source=Source("Zhang", 2022, "section 3.7.4, last lines"),
    statement=(
        "E min ||grad f(x_k)|| <= 2 eps implies P(min ||grad f(x_k)|| <= eps) >= 1/2 by Markov's"
        " inequality"
    ),
    as_printed=True,
    erratum=Erratum(
        "Markov's inequality gives P(min > eps) <= 2 from it, which says nothing: if the minimum is"
        " 2 eps always, the premise holds",
        corrected="zhang2022.proof-3.4.4.markov.corrected",
    ),
    variables={p: (1e-6, 1), X: (1e-6, 1e6), epsilon: (1e-6, 1e6)},
    parts={"probability": (p, sympy.Rational(1, 2))},
    premises=(p * X <= 2 * epsilon, epsilon < X),
)

corrected = replace(
    printed,
    name="zhang2022.proof-3.4.4.markov.corrected",
    statement="E min ||grad f(x_k)|| <= eps / 2 implies P(min ||grad f(x_k)|| <= eps) >= 1/2",
    erratum=None,
    premises=(p * X <= epsilon / 2, epsilon < X),
    notes=(
        "A variable that is at least 0 has P(X > eps) < E X / eps unless both are 0; the values eps"
        " + 0 and 0 are the worst."
    ),
)
