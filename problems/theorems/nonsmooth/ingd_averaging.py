"""One averaging step of INGD shortens the direction in the mean: the inequalities behind Theorem
5.4.1.
"""

from dataclasses import replace

from theorybench.vocabulary import GRADIENT, Constant, Erratum, Inequality, L_f, Source


m = Constant("m", "||m_{t,k}||, at most L", GRADIENT)

_beta = (4 * L_f**2 - m**2) / (4 * L_f**2 + 2 * m**2)
_least = _beta**2 * (m**2 / 2 + L_f**2) - 2 * _beta * (L_f**2 - m**2 / 4) + L_f**2
_printed = L_f**2 / (L_f**2 + m**2 / 2) * m**2

printed = Inequality(
    name="zhang2022.proof-5.4.1",
    source=Source("Zhang", 2022, "proof of Lemma 5.7.2"),
    statement=(
        "at beta = (4 L^2 - m^2) / (4 L^2 + 2 m^2) h has its minimum h* = L^2 m^2 / (L^2 + m^2 / 2)"
        " <= (1 - m^2 / (3 L^2)) m^2"
    ),
    as_printed=True,
    erratum=Erratum(
        "h* = (L^2 - m^2 / 16) m^2 / (L^2 + m^2 / 2) is smaller than printed",
        corrected="zhang2022.proof-5.4.1.corrected",
    ),
    variables={L_f: (1e-2, 1e2), m: (1e-3, 1e2)},
    premises=(m <= L_f,),
    parts={
        "h* at least as printed": (_printed, _least),
        "the last bound of h*": (_least, (1 - m**2 / (3 * L_f**2)) * m**2),
    },
)

corrected = replace(
    printed,
    name="zhang2022.proof-5.4.1.corrected",
    statement="The same with h* <= in place of h* =",
    as_printed=False,
    erratum=None,
    parts={
        what: sides for what, sides in printed.parts.items() if what != "h* at least as printed"
    },
    notes=(
        "h(beta) = beta^2 m^2 + (1 - beta)^2 L^2 + beta (1 - beta) m^2 / 2 at its minimum is L^2 -"
        " (L^2 - m^2 / 4)^2 / (L^2 + m^2 / 2). With u = m^2 / L^2 <= 1 the last bound says 1 <= (1"
        " - u / 3) (1 + u / 2) = 1 + u (1 - u) / 6."
    ),
)
