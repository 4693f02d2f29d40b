"""One averaging step of INGD shortens the direction in the mean: behind Theorem 5.4.1."""

from theorybench.vocabulary import GRADIENT, Constant, Inequality, L_f, Source


m = Constant("m", "||m_{t,k}||, at most L", GRADIENT)

_beta = (4 * L_f**2 - m**2) / (4 * L_f**2 + 2 * m**2)
_least = _beta**2 * (m**2 / 2 + L_f**2) - 2 * _beta * (L_f**2 - m**2 / 4) + L_f**2
_last = {"the last bound of h*": (_least, (1 - m**2 / (3 * L_f**2)) * m**2)}

printed, corrected = Inequality(
    name="zhang2022.proof-5.4.1",
    source=Source("Zhang", 2022, "proof of Lemma 5.7.2"),
    statement="at beta = (4 L^2 - m^2) / (4 L^2 + 2 m^2) h has its minimum h* = L^2 m^2 / (L^2 +"
    " m^2 / 2) <= (1 - m^2 / (3 L^2)) m^2",
    variables={L_f: (1e-2, 1e2), m: (1e-3, 1e2)},
    premises=(m <= L_f,),
    parts={"h* at least as printed": (L_f**2 / (L_f**2 + m**2 / 2) * m**2, _least), **_last},
).corrected(
    what="h* = (L^2 - m^2 / 16) m^2 / (L^2 + m^2 / 2) is smaller than printed",
    statement="The same with h* <= in place of h* =",
    parts=_last,
)
