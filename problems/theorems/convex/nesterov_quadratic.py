"""Nesterov's accelerated gradient method on strongly convex quadratics: the exact worst case of
the distance.
"""

import sympy

from theorybench.problems.functions.quadratic import quadratic
from theorybench.vocabulary import L, R, Source, Theorem, distance, gamma, has_minimiser, momentum
from theorybench.vocabulary import mu, n, nesterov, quadratic_function, smooth, strongly_convex

_root = sympy.sqrt(mu / L)
theorem = Theorem(
    name="lessard2016.prop-1.nesterov",
    source=Source(
        "Lessard, Recht, Packard",
        2016,
        "Proposition 1, Nesterov's method",
        "https://arxiv.org/abs/1408.3595",
    ),
    assumes=(quadratic_function, strongly_convex, smooth, has_minimiser),
    algorithm=nesterov,
    params={gamma: 1 / L, momentum: (1 - _root) / (1 + _root)},
    metric=distance,
    bound=(1 + n * _root) * (1 - _root) ** n * R,
    settings=tuple({n: steps} for steps in (1, 2, 5, 10, 30)),
    witness=lambda c: quadratic("slowest-coordinate", (1.0, 0.1), (0.0, 1.0)),
)
