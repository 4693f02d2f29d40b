"""What clipping does to a noisy gradient whose mean is at most half of the level."""

import sympy

from theorybench.problems.finitely_supported import FinitelySupported, clipped, minus, norm
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import GRADIENT, Constant, Inequality, Source, alpha, tau

share = Constant("c", "the gradient is c tau / 2", real=True)
_u = Constant("u_1", "value 1 of the noise", GRADIENT)
_v = Constant("u_2", "value 2 of the noise", GRADIENT, real=True)
_w, _x = (
    Constant(f"w_{i}", f"weight of value {i} of the noise; the first has weight 1") for i in (2, 3)
)
_gradient = (share * tau / 2,)
_law = FinitelySupported(
    tuple((_gradient[0] + z,) for z in (_u, _v, -(_u + _w * _v) / _x)), (sympy.S.One, _w, _x)
)
_noise = _law.moment(alpha, _gradient)
_bias = minus(_law.mean_vector(lambda v: clipped(v, tau)), _gradient)

lemma = Inequality(
    name="zhang2022.lem-4.7.2",
    source=Source("Zhang", 2022, "Lemma 4.7.2"),
    as_printed=True,
    statement="E||g - grad f||^alpha <= sigma^alpha, ||grad f|| <= tau/2: E||g clipped||^2 <="
    " 2||grad f||^2 + 4 sigma^alpha tau^(2-alpha), ||E g clipped - grad f||^2 <= 4 sigma^(2 alpha)"
    " tau^(-2(alpha-1)).",
    variables=ranges(alpha, tau)
    | {share: (-1.0, 1.0), _u: (0.01, 100.0), _v: (-100.0, 100.0)}
    | {_w: (1e-3, 1e3), _x: (1e-3, 1e3)},
    parts={
        "second moment": (
            _law.mean(lambda v: norm(clipped(v, tau)) ** 2),
            2 * norm(_gradient) ** 2 + 4 * _noise * tau ** (2 - alpha),
        ),
        "bias": (norm(_bias) ** 2, 4 * _noise**2 * tau ** (-2 * (alpha - 1))),
    },
    slip="The second line for the bias, ||E(g clipped - g)|| = E[||g|| - tau 1{||g|| > tau}], is no"
    " equation and is not at most the third: g = grad f = tau/2 gives 0 = tau/2 <= 0. Meant is <="
    " E[(||g|| - tau) 1{||g|| > tau}], which is below E[||g - grad f|| 1{||g|| > tau}] because"
    " ||grad f|| <= tau.",
)
