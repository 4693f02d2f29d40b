"""Sums over the steps of clipped SGD, and the smallest gradient, in the proof of Theorem 3.4.4:
two functions exceed them without noise.
"""

from dataclasses import replace

import sympy

from theorybench.vocabulary import GRADIENT, L0, L1, T, Constant, Erratum, Inequality, Source, tau


g = Constant(
    "g", "norm of the gradient: at x_0 on the parabola, at every x_k on the slope", GRADIENT
)

eta = 1 / (20 * L0)
noise = (5 * L0 + 2 * L1 * tau) * tau**2 + 9 * tau * L0**2 / L1
premises = (sympy.sqrt(T) <= 20 * L0, 128 * L1 * tau <= 20 * L0, 32 * L1 * (g + tau) <= 20 * L0)
"""That eta = 1 / (20 L0), that no step is clipped, and that eta g^2 is the smaller term."""
ranges = {L0: (1e-3, 1e6), L1: (1e-6, 1e3), tau: (1e-12, 1), T: (1, 1e9), g: (1e-3, 1e6)}

source = Source("Zhang", 2022, "section 3.7.4, after (3.14)")
CORRECTION = "zhang2022.proof-3.4.4"
SUM = "E sum_{k <= T} min{eta ||grad f(x_k)||^2, ||grad f(x_k)|| / (32 L1)}"
DELTA = "Delta = f(x_0) - f* + (5 L0 + 2 L1 tau) tau^2 + 9 tau L0^2 / L1"

on_parabola = eta * g**2 * (1 - (1 - eta * L0) ** (2 * T)) / (1 - (1 - eta * L0) ** 2)
parabola = g**2 / (2 * L0) + noise

total = Inequality(
    name=f"{CORRECTION}.sum",
    source=source,
    statement=f"{SUM} <= {DELTA}: put to f = L0 x^2 / 2 without noise",
    as_printed=True,
    erratum=Erratum(
        "(3.14) has h_k / 4: it gives 4 Delta. On a parabola a step lowers f by h_k ||grad||^2 less"
        " L0 h_k^2 ||grad||^2 / 2 only, so that the sum is up to 40/39 of f(x_0) - f*",
        corrected=f"{CORRECTION}.sum.corrected",
    ),
    variables=ranges,
    parts={"on a parabola": (on_parabola, parabola)},
    premises=premises,
    notes=(
        "The two sums over U and its complement that follow are parts of this one. In U 1 / (32 L1)"
        " is meant for 1 / (16 L1)."
    ),
)

total_corrected = replace(
    total,
    name=f"{CORRECTION}.sum.corrected",
    statement=(
        f"{SUM} <= 4/3 Delta, {DELTA}, for h_k = min{{1 / (16 L1 (||g_k|| + tau)), eta}}: put to f"
        " = L0 x^2 / 2 without noise"
    ),
    erratum=None,
    parts={"on a parabola": (on_parabola, sympy.Rational(4, 3) * parabola)},
    notes=(
        "For all functions and noise: E f falls in a step by at least 3/4 E h_k ||grad||^2, up to"
        " what Delta holds of the noise (zhang2022.thm-3.4.4.corrected), and"
        " zhang2022.proof-3.4.4.step."
    ),
)

# f' = g - g / (40 pi) (1 - cos(2 pi y / l)) on T dents of length l = eta g: f'' <= L0, and f' = g
# between them; below, a bend
dented = eta * g**2 * T * (1 - 1 / (40 * sympy.pi)) + 15 * g**2 / (16 * L0) + noise
slowness = (sympy.sqrt(T) + 20 * L0 + 128 * L1 * tau) / T

smallest = Inequality(
    name=f"{CORRECTION}.smallest",
    source=source,
    statement=(
        "E min_{k <= T} ||grad f(x_k)|| <= max{sqrt(Delta (sqrt(T) + 20 L0 + 128 L1 tau) / T), 64"
        " L1 Delta / T}: put to a slope with dents, without noise"
    ),
    as_printed=True,
    erratum=Erratum(
        "the root lacks the factors 4 of (3.14) and 2 of |U| >= T / 2; and as U is random, the two"
        " cases add up: a sum is to stand for the maximum. On a slope with a dent between any two"
        " iterates, T steps see the slope alone and f falls by 1/126 less",
        corrected=f"{CORRECTION}.smallest.corrected",
    ),
    variables=ranges,
    parts={
        "on a dented slope": (g, sympy.Max(sympy.sqrt(dented * slowness), 64 * L1 * dented / T))
    },
    premises=premises,
    notes=(
        "The root is read as covering the fraction: without that the right side is less still,"
        " unless T is small. The printed one is exceeded by less than one percent here."
    ),
)

smallest_corrected = replace(
    smallest,
    name=f"{CORRECTION}.smallest.corrected",
    statement=(
        "E min_{k < T} ||grad f(x_k)|| <= sqrt(8 Delta (sqrt(T) + 20 L0 + 128 L1 tau) / (3 T)) +"
        " 512 L1 Delta / (9 T): put to a slope with dents, without noise"
    ),
    erratum=None,
    parts={
        "on a dented slope": (
            g,
            sympy.sqrt(8 * dented * slowness / 3) + 512 * L1 * dented / (9 * T),
        )
    },
    notes=(
        "The sum of h_k ||grad||^2 >= min{eta ||grad||^2, 3 ||grad|| / (64 L1)} is at most 4/3"
        " Delta on average. If the first is the smaller one in half of the steps, min ||grad||^2 is"
        " at most 2/T times the sum of their ||grad||^2, else min ||grad|| at most 2/T times that"
        " of the other ||grad||; Jensen's inequality for the root."
    ),
)
