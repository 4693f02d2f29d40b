"""Polynomials of degree three and more are (L0, L1)-smooth and not L-smooth."""

import sympy

from theorybench.vocabulary import L, L1, LENGTH, Constant, Inequality, Source, unit


x = Constant("x", "where f is looked at", LENGTH, real=True)
a = Constant("a_3", "coefficient of x^3", unit(1, -3))
b = Constant("a_2", "coefficient of x^2", unit(1, -2), real=True)
c = Constant("a_1", "coefficient of x", unit(1, -1), real=True)
y = Constant("y", "where a polynomial without units is looked at", real=True)

slope, curvature = 3 * a * x**2 + 2 * b * x + c, 6 * a * x + 2 * b
L0_of_cubics = 3 * a / L1 + L1 * sympy.Abs(c - b**2 / (3 * a))
top = 1 + sympy.sqrt(sympy.Rational(5, 3))
at_bound = (L - 2 * b) / (6 * a)

lemma = Inequality(
    name="zhang2022.lem-3.2.1",
    source=Source("Zhang", 2022, "Lemma 3.2.1"),
    statement=(
        "f(x) = sum_{i <= d} a_i x^i with d >= 3 is (L0, L1)-smooth for some L0 and L1, but not"
        " L-smooth"
    ),
    as_printed=True,
    variables={
        a: (1e-3, 1e3),
        b: (-1e3, 1e3),
        c: (-1e3, 1e3),
        x: (-1e6, 1e6),
        L1: (1e-3, 1e3),
        L: (1e-3, 1e9),
        y: (-1e3, 1e3),
    },
    parts={
        "all cubics": (sympy.Abs(curvature), L0_of_cubics + L1 * sympy.Abs(slope)),
        "y^4 / 4 - y^2": (
            sympy.Abs(3 * y**2 - 2),
            3 * top**2 - 2 - (top**3 - 2 * top) + sympy.Abs(y**3 - 2 * y),
        ),
        "y^5 / 5": (sympy.Abs(4 * y**3), 27 + y**4),
        "no L will do for a cubic": (L, sympy.Abs(curvature.subs(x, at_bound))),
    },
)
