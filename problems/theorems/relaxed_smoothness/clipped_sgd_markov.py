"""From a small expectation to probability one half, at the end of the proof of Theorem 3.4.4:
2 epsilon is four times too much.
"""

import sympy

from theorybench.vocabulary import GRADIENT, ONE, Constant, Inequality, Source, epsilon


X = Constant("X", "value that min_k ||grad f(x_k)|| has with probability p, being 0 else", GRADIENT)
p = Constant("p", "probability of that value", ONE)

printed, corrected = Inequality(
    name="zhang2022.proof-3.4.4.markov",
    source=Source("Zhang", 2022, "section 3.7.4, last lines"),
    statement="E min ||grad f(x_k)|| <= 2 eps implies P(min ||grad f(x_k)|| <= eps) >= 1/2",
    variables={p: (1e-6, 1), X: (1e-6, 1e6), epsilon: (1e-6, 1e6)},
    parts={"probability": (p, sympy.Rational(1, 2))},
    premises=(p * X <= 2 * epsilon, epsilon < X),
    as_printed=True,
).corrected(
    what=(
        "Markov's inequality gives P(min > eps) <= 2 from it, which says nothing: if the minimum is"
        " 2 eps always, the premise holds"
    ),
    statement="E min ||grad f(x_k)|| <= eps / 2 implies P(min ||grad f(x_k)|| <= eps) >= 1/2",
    premises=(p * X <= epsilon / 2, epsilon < X),
)
