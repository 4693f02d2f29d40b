"""How far a vector near the gradient points in its direction (Cutkosky and Mehta)."""

from theorybench.problems.few_point_laws import inner, minus, norm
from theorybench.vocabulary import GRADIENT, Constant, Inequality, Source

_v = tuple(Constant(f"v_{i}", "a vector", GRADIENT, real=True) for i in (1, 2))
_gradient = (
    Constant(
        "g_1",
        "norm of the gradient, which lies along the first axis",
        GRADIENT,
        letter="\\|\\nabla f\\|",
    ),
    0,
)
_ranges = {_gradient[0]: (0.01, 100.0), _v[0]: (-100.0, 100.0), _v[1]: (-100.0, 100.0)}
_cosine = inner(_v, _gradient) / norm(_v)
_apart = norm(minus(_v, _gradient))

lemma = Inequality(
    name="zhang2022.lem-4.7.3",
    source=Source("Zhang", 2022, "Lemma 4.7.3; Cutkosky and Mehta (2020), Lemma 2"),
    as_printed=True,
    statement="For any v: <v/||v||, grad f> >= ||grad f||/3 - 8 ||v - grad f||/3.",
    variables=_ranges,
    parts={
        "||grad f||/3 <= <v/||v||, grad f> + 8||v - grad f||/3": (
            _gradient[0] / 3,
            _cosine + 8 * _apart / 3,
        )
    },
    notes=(
        "Two vectors span a plane, so d = 2 is general. 'Any v' leaves out v = 0. The sides never"
        " meet: at v = grad f they are a third and the whole of ||grad f||. See"
        " zhang2022.lem-4.7.3.sharp."
    ),
)

sharp = Inequality(
    name="zhang2022.lem-4.7.3.sharp",
    source=Source("Zhang", 2022, "Lemma 4.7.3 with the best constants"),
    statement="For any v: <v/||v||, grad f> >= ||grad f|| - 2 ||v - grad f||.",
    variables=_ranges,
    parts={
        "||grad f|| <= <v/||v||, grad f> + 2||v - grad f||": (_gradient[0], _cosine + 2 * _apart)
    },
    notes=(
        "With the angle t between the two, ||v - grad f|| >= ||grad f|| sin t, and 1 - 2 sin t <="
        " cos t up to a right angle; beyond one ||v - grad f|| >= ||grad f|| and 1 - 2 <= cos t."
        " Both factors are the best: v = grad f, and v -> 0 along -grad f. The printed lemma is"
        " weaker: a third of it less twice ||v - grad f||."
    ),
)
