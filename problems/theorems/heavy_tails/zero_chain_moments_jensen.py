"""Powers of norms of sums: the last display in the proof for the moments of the zero chain."""

from theorybench.problems.finitely_supported import norm
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import GRADIENT, Constant, Inequality, Source, alpha

_u, _v = (
    tuple(Constant(f"{letter}_{i}", "a vector", GRADIENT, real=True) for i in (1, 2))
    for letter in "uv"
)
_sum = norm(tuple(x + y for x, y in zip(_u, _v, strict=True)))
_halved = 4 * (_sum / 2) ** alpha

jensen = Inequality(
    name="zhang2022.lem-4.7.10.jensen",
    source=Source("Zhang", 2022, "Lemma 4.7.10, the last display of its proof"),
    as_printed=True,
    statement="||u + v||^alpha <= 4 ||(u + v)/2||^alpha <= 2 (||u||^alpha + ||v||^alpha) for any u,"
    " v and alpha in (1, 2].",
    variables=ranges(alpha) | dict.fromkeys((*_u, *_v), (-100.0, 100.0)),
    parts={
        "||u + v||^alpha <= 4 ||(u + v)/2||^alpha": (_sum**alpha, _halved),
        "4 ||(u + v)/2||^alpha <= 2 (||u||^alpha + ||v||^alpha)": (
            _halved,
            2 * (norm(_u) ** alpha + norm(_v) ** alpha),
        ),
    },
    notes="2^alpha <= 4, and convexity of ||.||^alpha: equalities at alpha = 2 and at u = v.",
)
