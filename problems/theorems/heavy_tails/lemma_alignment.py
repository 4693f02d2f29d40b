"""How far a vector near the gradient points in its direction (Cutkosky and Mehta)."""

from theorybench.problems.finitely_supported import inner, minus, norm
from theorybench.vocabulary import GRADIENT, Constant, Inequality, Source

_v = tuple(Constant(f"v_{i}", "a vector", GRADIENT, real=True) for i in (1, 2))
length = Constant(
    "g_1", "norm of the gradient, which lies along the first axis", GRADIENT, "\\|\\nabla f\\|"
)
cosine = inner(_v, (length, 0)) / norm(_v)
apart = norm(minus(_v, (length, 0)))

lemma = Inequality(
    name="zhang2022.lem-4.7.3",
    source=Source("Zhang", 2022, "Lemma 4.7.3; Cutkosky and Mehta (2020), Lemma 2"),
    as_printed=True,
    statement="For any v: <v/||v||, grad f> >= ||grad f||/3 - 8 ||v - grad f||/3.",
    variables={length: (0.01, 100.0), _v[0]: (-100.0, 100.0), _v[1]: (-100.0, 100.0)},
    parts={
        "||grad f||/3 <= <v/||v||, grad f> + 8||v - grad f||/3": (
            length / 3,
            cosine + 8 * apart / 3,
        )
    },
)
