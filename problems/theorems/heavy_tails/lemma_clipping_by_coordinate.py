"""What clipping one coordinate does to its second moment and mean: as printed, and as it is."""

from theorybench.problems.finitely_supported import finitely_supported
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import Inequality, Source, alpha, tau

_law = finitely_supported(3, 1)
_moment = _law.moment(alpha)
_second, _bias = _law.clipped_moments(tau)
_mean_part = {
    "|E g_i clipped - grad_i f|^2 <= B_i^(2 alpha) tau_i^(-2(alpha-1))": (
        _bias,
        _moment**2 * tau ** (-2 * (alpha - 1)),
    )
}

printed, corrected = Inequality(
    name="zhang2022.lem-4.7.5",
    source=Source("Zhang", 2022, "Lemma 4.7.5"),
    as_printed=True,
    statement="With E|g_i|^alpha <= B_i^alpha, coordinate i clipped at tau_i has a second moment of"
    " at most B_i^alpha tau_i^(2-2 alpha), and its mean is off by at most B_i^alpha"
    " tau_i^(1-alpha).",
    variables=ranges(alpha, tau) | _law.ranges(),
    parts={
        "E|g_i clipped|^2 <= B_i^alpha tau_i^(2-2 alpha)": (
            _second,
            _moment * tau ** (2 - 2 * alpha),
        ),
        **_mean_part,
    },
    notes="One coordinate, all laws of three values. The proof, 'lemma 4.7.1 in each coordinate',"
    " gives 2 - alpha.",
).corrected(
    what="the exponent 2 - 2 alpha of tau_i is to be 2 - alpha, as in lemma 4.7.1: the sides have"
    " different units, and g_i = 1, tau_i = 2 at alpha = 2 violates it, 1 > 1/4",
    source=Source("Zhang", 2022, "Lemma 4.7.5 with the exponent of lemma 4.7.1"),
    statement="E|g_i clipped|^2 <= B_i^alpha tau_i^(2-alpha), |E g_i clipped - grad_i f|^2 <="
    " B_i^(2 alpha) tau_i^(-2(alpha-1)).",
    parts={
        "E|g_i clipped|^2 <= B_i^alpha tau_i^(2-alpha)": (_second, _moment * tau ** (2 - alpha)),
        **_mean_part,
    },
    notes="zhang2022.lem-4.7.1.corrected in one dimension.",
)
