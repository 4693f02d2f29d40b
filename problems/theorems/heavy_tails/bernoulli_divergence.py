"""The divergence of two coins is at most the square of their difference, in units of a variance."""

import sympy

from theorybench.vocabulary import ONE, Constant, Inequality, Source


_q, _part = Constant("p_0", "probability of a jump for nu = 0", ONE), Constant("c", "p_1/p_0", ONE)
_p = _part * _q

lemma = Inequality(
    name="zhang2022.lem-4.7.8.divergence",
    source=Source(
        "Zhang", 2022, "Lemma 4.7.8, the first two lines of the last display of its proof"
    ),
    as_printed=True,
    statement="KL(Bern(p_1), Bern(p_0)) <= (p_0 - p_1)^2/(p_0 (1 - p_0)).",
    variables={_q: (1e-3, 0.999), _part: (0.01, 0.9)},
    parts={
        "KL <= (p_0 - p_1)^2/(p_0 (1 - p_0))": (
            _p * sympy.log(_p / _q) + (1 - _p) * sympy.log((1 - _p) / (1 - _q)),
            (_q - _p) ** 2 / (_q * (1 - _q)),
        ),
    },
    notes="log t <= t - 1 for both logarithms. In the lemma p_1 = p_0/2 and p_0 <= 1/4: so that the"
    " right side is 1.63 to 1.73 times KL.",
)
