"""INGD needs an oracle call, so that its bound must allow one: as printed, and as it does."""

from theorybench.problems.theorems.nonsmooth.ingd import theorem
from theorybench.vocabulary import Delta_0, Inequality, L_f, Source, delta, delta_X, epsilon

too_few, enough = Inequality(
    name="zhang2022.thm-5.4.1.at-least-one-call",
    source=Source("Zhang", 2022, "Theorem 5.4.1"),
    statement="INGD returns nothing before its first oracle call, so the bound must allow one for"
    " every f in F(Delta, L)",
    variables={
        Delta_0: (1e-3, 1e3),
        L_f: (1e-2, 1e2),
        epsilon: (1e-2, 1e2),
        delta_X: (1e-3, 1e3),
        delta: (1e-3, 0.5),
    },
    premises=(epsilon <= L_f,),
    parts={"one call": (1, theorem.bound)},
).corrected(
    what="for 4 Delta <= gamma delta epsilon the bound is not positive: needs Delta >= delta"
    " epsilon, say. Harmless: where Delta is less, x_1 is (delta, epsilon)-stationary itself",
    statement="The same for Delta >= delta epsilon",
    premises=(epsilon <= L_f, epsilon * delta_X <= Delta_0),
    loose="Only that the bound allows one call is claimed; at its smallest it allows 192 log 8 ="
    " 399. It decides the erratum, no more.",
)
