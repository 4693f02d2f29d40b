"""RMSProp takes the steps of a clipped method up to a factor: as printed, and with the factor
that is right.
"""

import sympy

from theorybench.vocabulary import GRADIENT, Constant, Erratum, Inequality, Source, beta_2
from theorybench.vocabulary import epsilon_v, eta_X


g = Constant("g", "size of the stochastic gradient", GRADIENT, "|g_k|")
v = Constant("v", "average of its squares", GRADIENT**2, "v_k")

_offset = epsilon_v + sympy.sqrt(beta_2 * v)
rms = eta_X / (epsilon_v + sympy.sqrt(beta_2 * v + (1 - beta_2) * g**2))
clip = 2 * eta_X / _offset * sympy.Min(_offset / sympy.sqrt(1 - beta_2) / g, 1)

_source = Source("Zhang", 2022, "section 7.2.1")
_inputs = {
    g: (1e-6, 1e6),
    v: (1e-9, 1e9),
    epsilon_v: (1e-9, 1e3),
    eta_X: (1e-6, 1e3),
    beta_2: (1e-3, 0.9999),
}

printed = Inequality(
    name="zhang2022.sec-7.2.1.rmsprop-clipping",
    source=_source,
    as_printed=True,
    statement=(
        "h_clip / 2 <= h_Adam <= 2 h_clip for h_Adam = alpha / (epsilon + sqrt(b2 v_k + (1 - b2)"
        " |g_k|^2)) and h_clip = eta_k min{tau_k / |g_k|, 1} with eta_k = 2 alpha / (epsilon +"
        " sqrt(b2 v_k)), tau_k = (epsilon + sqrt(b2 v_k)) / sqrt(1 - b2)"
    ),
    variables=_inputs,
    parts={"h_clip / 2 <= h_Adam": (clip / 2, rms), "h_Adam <= 2 h_clip": (rms, 2 * clip)},
    erratum=Erratum(
        what=(
            "h_Adam is never more than h_clip / 2, and as little as h_clip / 4: the 2 in eta_k is"
            " too much; without it the claim holds"
        ),
        corrected="zhang2022.sec-7.2.1.rmsprop-clipping.corrected",
    ),
    notes=(
        "alpha is called eta here. Divide by alpha: with A = epsilon + sqrt(b2 v) and B = sqrt(1 -"
        " b2) |g|, h_clip = 2 / max(A, B), and the denominator of h_Adam lies between max(A, B) and"
        " A + B."
    ),
)

corrected = Inequality(
    name="zhang2022.sec-7.2.1.rmsprop-clipping.corrected",
    source=_source,
    statement="h_clip / 4 <= h_Adam <= h_clip / 2 with the eta_k and tau_k that are printed",
    variables=_inputs,
    parts={"h_clip / 4 <= h_Adam": (clip / 4, rms), "h_Adam <= h_clip / 2": (rms, clip / 2)},
    notes=(
        "max(A, B) <= epsilon + sqrt(b2 v + B^2) <= A + B <= 2 max(A, B) in the letters of the"
        " printed entry; the first part is approached at A = B for v -> 0, the second for g -> 0."
        " With eta_k = alpha / (epsilon + sqrt(b2 v_k)), half of what is printed, it reads h_clip /"
        " 2 <= h_Adam <= h_clip."
    ),
)
