"""One step of clipped SGD in the proof of Theorem 3.4.4: how long it may be, and by how much f
falls on average.
"""

from dataclasses import replace

import sympy

from theorybench.problems.theorems.relaxed_smoothness.bounded_noise_law import (
    eta,
    expectation,
    g,
    line,
    printed_step,
    ranges,
    step,
)
from theorybench.vocabulary import GRADIENT, L0, L1, T, Constant, Erratum, Inequality, Source
from theorybench.vocabulary import eta as any_eta, tau

source = Source("Zhang", 2022, "section 3.7.4")
G_k = Constant("G_k", "norm of the stochastic gradient", GRADIENT, "\\|g_k\\|")
CORRECTION = "zhang2022.proof-3.4.4"
WHAT = "the step (3.11) has an eta too many in its denominator"

half = Inequality(
    name="zhang2022.proof-3.4.4.half",
    source=source,
    statement=(
        "(5 L0 + 4 L1 ||grad||) h_k <= 1/2 for h_k = min{1 / (16 eta L1 (||g_k|| + tau)), eta}, as"
        " h_k 4 L1 (||g_k|| + tau) <= 1/4"
    ),
    as_printed=True,
    erratum=Erratum(
        f"{WHAT}: h_k 4 L1 (||g_k|| + tau) may be as large as 1 / (4 eta)",
        corrected=f"{CORRECTION}.half.corrected",
    ),
    variables={
        L0: (0.1, 10),
        L1: (0.1, 10),
        tau: (0.01, 1),
        T: (1, 100),
        g: (0.1, 1e3),
        G_k: (0.1, 1e3),
    },
    parts={
        "step": (
            (5 * L0 + 4 * L1 * g) * sympy.Min(1 / (16 * eta * L1 * (G_k + tau)), eta),
            sympy.Rational(1, 2),
        )
    },
    premises=(g <= G_k + tau,),
)

half_corrected = replace(
    half,
    name=f"{CORRECTION}.half.corrected",
    statement=(
        "(5 L0 + 4 L1 ||grad||) h_k <= 1/2 for h_k = min{1 / (16 L1 (||g_k|| + tau)), eta} and eta"
        " <= 1 / (20 L0)"
    ),
    as_printed=False,
    erratum=None,
    variables={
        L0: (1e-3, 1e3),
        L1: (1e-3, 1e3),
        tau: (1e-3, 1e3),
        any_eta: (1e-6, 1e3),
        g: (1e-6, 1e6),
        G_k: (1e-6, 1e6),
    },
    parts={
        "step": (
            (5 * L0 + 4 * L1 * g) * sympy.Min(1 / (16 * L1 * (G_k + tau)), any_eta),
            sympy.Rational(1, 2),
        )
    },
    premises=(g <= G_k + tau, any_eta <= 1 / (20 * L0)),
    notes=(
        "5 L0 h_k <= 5 L0 / (20 L0) and 4 L1 ||grad|| h_k <= 4 L1 (||g_k|| + tau) h_k: a quarter"
        " each."
    ),
)


def _bowl(z):
    """L1^2 / L0 f for f = L0 (e^(L1 |x|) - 1 - L1 |x|) / L1^2, which reaches |f''| <= L0 + L1
    |f'| everywhere; z = L1 x.
    """
    return sympy.exp(sympy.Abs(z)) - 1 - sympy.Abs(z)


def _mean_after(of):
    """E f(x_{k+1}) for that function, where f'(x_k) = g."""
    place = sympy.log(1 + L1 * g / L0)
    return (
        L0
        / L1**2
        * expectation(
            lambda along, across: _bowl(place - L1 * of(along, across) * (g + along)), across=False
        )
    )


def _here():
    """f(x_k)."""
    return L0 / L1**2 * _bowl(sympy.log(1 + L1 * g / L0))


def _quadratic(of):
    """The right side of (3.12), first line."""
    first = expectation(lambda along, across: of(along, across) * (g + along) * g, across=False)
    second = expectation(
        lambda along, across: of(along, across) ** 2 * (g + along) ** 2, across=False
    )
    return _here() - first + (5 * L0 + 4 * L1 * g) / 2 * second


def _allowed(of):
    """The right side of (3.14)."""
    noise = (5 * L0 + 2 * L1 * tau) * eta**2 * tau**2 + 9 * eta**2 * tau * L0**2 / L1
    return _here() - expectation(of, across=False) * g**2 / 4 + noise


taylor = Inequality(
    name="zhang2022.proof-3.4.4.eq-3.12",
    source=Source("Zhang", 2022, "(3.12)"),
    statement=(
        "E f(x_{k+1}) <= f(x_k) - E[h_k <g_k, grad>] + (5 L0 + 4 L1 ||grad||) / 2 E[h_k^2"
        " ||g_k||^2]"
    ),
    as_printed=True,
    erratum=Erratum(
        f"{WHAT}: a step may be longer than 1/L1, where Lemma 3.7.1 ends",
        corrected="zhang2022.proof-3.4.4.eq-3.12.corrected",
    ),
    variables={
        **ranges,
        L0: (1, 100),
        L1: (0.1, 2),
        tau: (1e-3, 1),
        g: (1e-2, 1e4),
        T: (1, 1e4),
        **line,
    },
    parts={
        "on the function that grows fastest": (_mean_after(printed_step), _quadratic(printed_step))
    },
    notes=(
        "The third line has a bracket too few: E[-h_k + (5 L0 + 4 L1 ||grad||) / 2 h_k^2] times"
        " ||grad||^2 is meant. (3.13) is (3.12) with zhang2022.proof-3.4.4.half."
    ),
)

taylor_corrected = replace(
    taylor,
    name="zhang2022.proof-3.4.4.eq-3.12.corrected",
    statement=f"{taylor.statement}, for h_k = min{{1 / (16 L1 (||g_k|| + tau)), eta}}",
    erratum=None,
    parts={"on the function that grows fastest": (_mean_after(step), _quadratic(step))},
    notes=(
        "For all functions: h_k ||g_k|| <= 1/(16 L1), and zhang2022.proof-3.4.1.descent for steps"
        " in any direction."
    ),
)

descent = Inequality(
    name=f"{CORRECTION}.descent",
    source=Source("Zhang", 2022, "(3.14)"),
    statement=(
        "E f(x_{k+1}) <= f(x_k) - E[h_k] ||grad||^2 / 4 + (5 L0 + 2 L1 tau) eta^2 tau^2 + 9 eta^2"
        " tau L0^2 / L1"
    ),
    as_printed=True,
    erratum=Erratum(
        f"{WHAT}: a step that is not clipped may lead across the valley and high up",
        corrected=f"{CORRECTION}.descent.corrected",
    ),
    variables={
        **ranges,
        L0: (1, 100),
        L1: (0.1, 2),
        tau: (1e-3, 1),
        g: (1e-2, 1e4),
        T: (1, 1e4),
        **line,
    },
    parts={
        "on the function that grows fastest": (_mean_after(printed_step), _allowed(printed_step))
    },
)

descent_corrected = replace(
    descent,
    name=f"{CORRECTION}.descent.corrected",
    statement=f"{descent.statement}, for h_k = min{{1 / (16 L1 (||g_k|| + tau)), eta}}",
    erratum=None,
    parts={"on the function that grows fastest": (_mean_after(step), _allowed(step))},
    notes=(
        "For all functions: (3.12) and (3.13) with zhang2022.proof-3.4.4.half.corrected and Lemmas"
        " 3.7.2 to 3.7.4 add up to -3/4 + 1/4 + 1/8 + 1/8 = -1/4. It can be sharpened: see"
        " zhang2022.thm-3.4.4.corrected."
    ),
)
