"""RMSProp takes the steps of a clipped method up to a factor: as printed, and the right one."""

import sympy

from theorybench.vocabulary import GRADIENT, Constant, Inequality, Source, beta_2, epsilon_v, eta_X


g = Constant("g", "size of the stochastic gradient", GRADIENT, "|g_k|")
v = Constant("v", "average of its squares", GRADIENT**2, "v_k")
_offset = epsilon_v + sympy.sqrt(beta_2 * v)
rms = eta_X / (epsilon_v + sympy.sqrt(beta_2 * v + (1 - beta_2) * g**2))
clip = 2 * eta_X / _offset * sympy.Min(_offset / sympy.sqrt(1 - beta_2) / g, 1)

printed, corrected = Inequality(
    name="zhang2022.sec-7.2.1.rmsprop-clipping",
    source=Source("Zhang", 2022, "section 7.2.1"),
    statement="h_clip / 2 <= h_Adam <= 2 h_clip for h_Adam = alpha / (epsilon + sqrt(b2 v_k + (1 -"
    " b2) |g_k|^2)) and h_clip = eta_k min{tau_k / |g_k|, 1} with eta_k = 2 alpha / (epsilon +"
    " sqrt(b2 v_k)), tau_k = (epsilon + sqrt(b2 v_k)) / sqrt(1 - b2)",
    variables={g: (1e-6, 1e6), v: (1e-9, 1e9), epsilon_v: (1e-9, 1e3)}
    | {eta_X: (1e-6, 1e3), beta_2: (1e-3, 0.9999)},
    parts={"h_clip / 2 <= h_Adam": (clip / 2, rms), "h_Adam <= 2 h_clip": (rms, 2 * clip)},
).corrected(
    what="h_Adam is never more than h_clip / 2, and as little as h_clip / 4: the 2 in eta_k is too"
    " much; without it the claim holds",
    statement="h_clip / 4 <= h_Adam <= h_clip / 2 with the eta_k and tau_k that are printed",
    parts={"h_clip / 4 <= h_Adam": (clip / 4, rms), "h_Adam <= h_clip / 2": (rms, clip / 2)},
)
