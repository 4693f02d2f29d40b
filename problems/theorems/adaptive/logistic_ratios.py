"""The ratios by which AdaGrad's bound can beat that of gradient descent: logistic regression."""

import math

from theorybench.problems.functions.anisotropic_logistic import anisotropic_logistic, decay
from theorybench.problems.functions.anisotropic_logistic import mini_batches
from theorybench.vocabulary import D_2, Comparison, Construction, D_inf, L_max, L_sum, Problem
from theorybench.vocabulary import Source, Values, d, sigma_2, sigma_sum


def _ratios(problem: Problem, values: Values) -> tuple[Comparison, ...]:
    c = {**problem.constants, **mini_batches(problem, 1, values[decay]).constants(problem)}
    noise = c[sigma_sum] * c[D_inf] / (c[sigma_2] * c[D_2])
    bias = c[L_sum] * c[D_inf] ** 2 / (c[L_max] * c[D_2] ** 2)
    dim, q = values[d], math.exp(-values[decay] / 2)
    most = math.sqrt((1 + q) / (1 - q) / dim)
    return (
        Comparison("R_1 <= sqrt((1 + q) / (1 - q)) / sqrt(d), q = exp(-tau / 2)", noise, most),
        Comparison("R_2 <= 1 / (d (1 - exp(-tau)))", bias, 1 / (dim * (1 - q * q))),
        Comparison("R_1 is no less than 1 / sqrt(d)", 1 / math.sqrt(dim), noise),
        Comparison("R_2 is no less than 1 / d", 1 / dim, bias),
    )


construction = Construction(
    name="liu2025.sec-B.ratios",
    source=Source(
        "Liu, Pan, Zhang",
        2025,
        "Appendix B, R_1 and R_2; Remark 4.2",
        "https://arxiv.org/abs/2406.15244",
    ),
    as_printed=True,
    statement="With exponential tails R_1 = ||sigma||_1 D_inf / (||sigma||_2 D_2) is close to"
    " 1/sqrt(d) and R_2 = ||L||_1 D_inf^2 / (||L||_inf D_2^2) close to 1/d, which is the least that"
    " they can be.",
    build=lambda values: anisotropic_logistic(values[decay], int(values[d])),
    settings=tuple({decay: rate, d: 12.0} for rate in (0.5, 1.0, 2.0)),
    parts=_ratios,
)
