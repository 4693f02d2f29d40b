"""How far a vector near the gradient points in its direction (Cutkosky and Mehta)."""

from dataclasses import replace

from theorybench.problems.finitely_supported import inner, minus, norm
from theorybench.vocabulary import GRADIENT, Constant, Inequality, Source

_v = tuple(Constant(f"v_{i}", "a vector", GRADIENT, real=True) for i in (1, 2))
_length = Constant(
    "g_1", "norm of the gradient, which lies along the first axis", GRADIENT, "\\|\\nabla f\\|"
)
_gradient = (_length, 0)
_cosine = inner(_v, _gradient) / norm(_v)
_apart = norm(minus(_v, _gradient))

lemma = Inequality(
    name="zhang2022.lem-4.7.3",
    source=Source("Zhang", 2022, "Lemma 4.7.3; Cutkosky and Mehta (2020), Lemma 2"),
    as_printed=True,
    statement="For any v: <v/||v||, grad f> >= ||grad f||/3 - 8 ||v - grad f||/3.",
    variables={_length: (0.01, 100.0), _v[0]: (-100.0, 100.0), _v[1]: (-100.0, 100.0)},
    parts={
        "||grad f||/3 <= <v/||v||, grad f> + 8||v - grad f||/3": (
            _length / 3,
            _cosine + 8 * _apart / 3,
        )
    },
)

sharp = replace(
    lemma,
    name="zhang2022.lem-4.7.3.sharp",
    source=Source("Zhang", 2022, "Lemma 4.7.3 with the best constants"),
    as_printed=False,
    statement="For any v: <v/||v||, grad f> >= ||grad f|| - 2 ||v - grad f||.",
    parts={"||grad f|| <= <v/||v||, grad f> + 2||v - grad f||": (_length, _cosine + 2 * _apart)},
)
