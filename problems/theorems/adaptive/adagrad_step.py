"""Which step of AdaGrad makes the bound of Theorem 4.1 least: not eta = D_inf, as printed, but D_inf / sqrt(2)."""

from typing import Any

from sympy import sqrt

from theorybench.entry import Erratum
from theorybench.statements import Inequality
from theorybench.symbols import D_inf, L_sum, T, eta_X, sigma_sum
from theorybench.types import Source


def _bound(eta: Any) -> Any:
    """2 ||L||_1 C^2 / T + 2 C ||sigma||_1 / sqrt(T) with C = D_inf^2 / (2 eta) + eta, one datum a step; without the term of epsilon."""
    c = D_inf**2 / (2 * eta) + eta
    return 2 * L_sum * c**2 / T + 2 * c * sigma_sum / sqrt(T)


_source = Source("Liu, Pan, Zhang", 2025, "proof of Theorem 4.1", "https://arxiv.org/abs/2406.15244")
_variables = {D_inf: (1e-3, 1e3), eta_X: (1e-3, 1e3), L_sum: (1e-3, 1e3), sigma_sum: (1e-3, 1e3), T: (1.0, 1e6)}
entries = (
    Inequality(
        name="liu2025.proof-4.1.optimal-step",
        source=_source,
        as_printed=True,
        statement="eta = D_inf is the optimal step for the bound with C = D_inf^2 / (2 eta) + eta; its bias term is 4 ||L||_1 D_inf^2 / T.",
        variables=_variables,
        parts={
            "no step has a smaller bound": (_bound(D_inf), _bound(eta_X)),
            "the bias term is 4": (2 * L_sum * (D_inf**2 / (2 * D_inf) + D_inf) ** 2 / T, 4 * L_sum * D_inf**2 / T),
        },
        erratum=Erratum(
            what="C is 3/2 D_inf at eta = D_inf, and least at D_inf / sqrt(2), where it is sqrt(2) D_inf; the 4 belongs to the latter",
            corrected="liu2025.proof-4.1.optimal-step.corrected",
        ),
        notes="Without consequence for Theorem 4.1, which hides its constants. The term epsilon D_2^2 / (eta T) is left out, as the source "
        "calls epsilon very small; with it no single step is optimal.",
    ),
    Inequality(
        name="liu2025.proof-4.1.optimal-step.corrected",
        source=_source,
        statement="eta = D_inf / sqrt(2) is optimal, and gives 4 ||L||_1 D_inf^2 / T + 2 sqrt(2) D_inf ||sigma||_1 / sqrt(MT).",
        variables=_variables,
        parts={
            "no step has a smaller bound": (_bound(D_inf / sqrt(2)), _bound(eta_X)),
            "the bound": (_bound(D_inf / sqrt(2)), 4 * L_sum * D_inf**2 / T + 2 * sqrt(2) * D_inf * sigma_sum / sqrt(T)),
        },
        notes="a/x + x >= 2 sqrt(a), with equality at x = sqrt(a), for a = D_inf^2 / 2.",
    ),
)
