"""One step of clipped gradient descent: by how much f falls, step by step of the proof of
Theorem 3.4.1.
"""

from dataclasses import replace

import sympy

from theorybench.problems.theorems.relaxed_smoothness.gradient_nearby import g
from theorybench.problems.theorems.relaxed_smoothness.region import rho
from theorybench.vocabulary import L0, L1, ONE, Constant, Erratum, Inequality, Source, epsilon

q = Constant("q", "length of the step in units of 1/L1", ONE)

source = Source("Zhang", 2022, "proof of Theorem 3.4.1")
ranges = {L0: (1e-6, 1e6), L1: (1e-6, 1e6), g: (1e-6, 1e9)}
step = sympy.Min(1 / (10 * L0), 1 / g, 1 / (10 * L1 * g))
any_step = sympy.Min(1 / (10 * L0), rho / g, 1 / (10 * L1 * g))
excess = (L0 + L1 * g) * (sympy.exp(q) - 1 - q) / L1**2

descent = Inequality(
    name="zhang2022.proof-3.4.1.descent",
    source=source,
    statement=(
        "f(x_{k+1}) <= f(x_k) - h_k ||grad||^2 + (5 L0 + 4 L1 ||grad||) / 2 ||grad||^2 h_k^2, for"
        " steps of length h_k ||grad|| <= min{1, 1/L1}; so f falls by h_k ||grad||^2 / 2 if h_k <="
        " 1 / (5 L0 + 4 L1 ||grad||)"
    ),
    as_printed=True,
    variables={**ranges, q: (1e-3, 1)},
    parts={"descent inequality": (excess, (5 * L0 + 4 * L1 * g) / 2 * (q / L1) ** 2)},
    premises=(q <= L1,),
    notes=(
        "All that (L0, L1)-smoothness gives: on the way ||hess f|| <= (L0 + L1 g) e^(L1 s) at"
        " distance s, so that f exceeds its tangent by at most int_0^r (r - s) (L0 + L1 g) e^(L1 s)"
        " ds = (L0 + L1 g) (e^q - 1 - q) / L1^2, r = q / L1 = h g, in any dimension. 2 (e - 2) ="
        " 1.44 would do for 5 and 4."
    ),
)

allowed = Inequality(
    name="zhang2022.proof-3.4.1.step",
    source=source,
    statement=(
        "h_k <= 1 / (5 L0 + 4 L1 ||grad||) by the choice of eta and gamma, so that the descent"
        " inequality gives h_k ||grad||^2 / 2"
    ),
    as_printed=True,
    variables=ranges,
    parts={
        "short enough": (step, 1 / (5 * L0 + 4 * L1 * g)),
        "half": (step * g**2 / 2, step * g**2 - (5 * L0 + 4 * L1 * g) / 2 * g**2 * step**2),
    },
    notes=(
        "5 L0 h_k <= 1/2 and 4 L1 ||grad|| h_k <= 4/10: nine tenths of what is allowed, reached at"
        " ||grad|| = L0 / L1 for L1 >= 1/10."
    ),
)

steep = Inequality(
    name="zhang2022.proof-3.4.1.steep",
    source=source,
    statement="h_k ||grad||^2 / 2 >= L0 / (20 max{1, L1^2}) if ||grad|| >= L0 / L1",
    as_printed=True,
    variables=ranges,
    parts={"fall": (L0 / (20 * sympy.Max(1, L1**2)), step * g**2 / 2)},
    premises=(g >= L0 / L1,),
)

gentle = Inequality(
    name="zhang2022.proof-3.4.1.gentle",
    source=source,
    statement=(
        "h_k ||grad||^2 / 2 >= ||grad||^2 / (20 L0) >= eps^2 / (20 L0) if eps <= ||grad|| <= L0"
        " / L1"
    ),
    as_printed=True,
    erratum=Erratum(
        "for L1 < 1/10 the step may be 1 / ||grad||, cut to the radius 1 of the set (3.3), though"
        " ||grad|| <= L0 / L1: it is then shorter than 1 / (10 L0). The theorem survives",
        corrected="zhang2022.proof-3.4.1.gentle.corrected",
    ),
    variables={L0: (0.1, 10), L1: (0.01, 10), g: (1e-3, 1e3)},
    parts={"h_k is 1 / (10 L0)": (g**2 / (20 * L0), step * g**2 / 2)},
    premises=(g <= L0 / L1,),
    notes="That ||grad||^2 is at least eps^2 needs no test.",
)

corrected = replace(
    gentle,
    name="zhang2022.proof-3.4.1.gentle.corrected",
    statement=(
        "h_k ||grad||^2 / 2 >= min{||grad||^2 / (20 L0), 5 rho^2 L0} if ||grad|| <= L0 / L1, for a"
        " set (3.3) of radius rho"
    ),
    as_printed=False,
    erratum=None,
    variables={**ranges, rho: (1e-6, 1e6)},
    parts={"fall": (sympy.Min(g**2 / (20 * L0), 5 * rho**2 * L0), any_step * g**2 / 2)},
    notes=(
        "If the step is rho / g < 1 / (10 L0), then g > 10 rho L0 and rho g / 2 > 5 rho^2 L0, which"
        " is more than L0 / (20 max{1/rho^2, L1^2}). In the source rho is 1."
    ),
)

least = Inequality(
    name="zhang2022.proof-3.4.1.min",
    source=source,
    statement=(
        "f(x_{k+1}) <= f(x_k) - min{L0 / (20 max{1, L1^2}), eps^2 / (20 L0)} as long as ||grad||"
        " >= eps"
    ),
    as_printed=True,
    variables={**ranges, epsilon: (1e-9, 1e9)},
    parts={
        "fall": (
            sympy.Min(L0 / (20 * sympy.Max(1, L1**2)), epsilon**2 / (20 * L0)),
            step * g**2 / 2,
        )
    },
    premises=(epsilon <= g,),
    slip="its second case overlooks steps cut to length 1, see zhang2022.proof-3.4.1.gentle",
    notes="By zhang2022.proof-3.4.1.steep and zhang2022.proof-3.4.1.gentle.corrected.",
)
