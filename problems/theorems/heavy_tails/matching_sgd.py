"""Rates of clipped SGD against those of SGD for light noise: as the text says, and as they are."""

from theorybench.vocabulary import Constant, Inequality, Source, alpha, k


c = Constant("c", "hidden constant, in units of G^2/mu")
_rate = (16 * (k + 1) ** (-2 * (alpha - 1) / alpha)).subs(alpha, 2)
_nonconvex = ((alpha - 1) / (3 * alpha - 2)).subs(alpha, 2)

printed, corrected = Inequality(
    name="zhang2022.sec-4.4.1.sgd-match",
    source=Source("Zhang", 2022, "section 4.4.1, after Theorem 4.4.2"),
    statement="At alpha = 2 the rates of theorems 4.4.2 and 4.4.1 are exactly O(1/sqrt k) and"
    " O(k^(-1/4)): for some c > 0, c/sqrt k is not above what theorem 4.4.2 guarantees; and"
    " k^(-(alpha-1)/(3 alpha-2)) = k^(-1/4).",
    variables={k: (1.0, 1e12), c: (0.01, 1.0)},
    parts={
        "c/sqrt k <= 16/(k+1)": (c / k ** (1 / 2), _rate),
        "nonconvex": (k ** (-_nonconvex), k ** (-1 / 4)),
    },
).corrected(
    what="theorem 4.4.2 at alpha = 2 is 16 G^2/(mu (k+1)), the rate 1/k of SGD on strongly convex"
    " functions; 1/sqrt k is that for convex functions, about which the chapter has no theorem",
    statement="At alpha = 2 theorem 4.4.2 has the rate 1/k of SGD on strongly convex functions,"
    " between 8/k and 16/k in units of G^2/mu.",
    variables={k: (1.0, 1e12)},
    parts={"8/k <= 16/(k+1)": (8 / k, _rate), "16/(k+1) <= 16/k": (_rate, 16 / k)},
    notes="The nonconvex half of the sentence is right: (alpha-1)/(3 alpha-2) is 1/4 at alpha = 2.",
)
