"""No method finds small gradients of smooth functions faster than k^(-(alpha-1)/(3 alpha-2))
under heavy-tailed noise.
"""

from theorybench.problems.functions.zero_chain import SOURCE, scaled_chain
from theorybench.problems.theorems.heavy_tails.nonconvex_lower_bound_proof import (
    SLOPES,
    zero_respecting_methods,
)
from theorybench.problems.theorems.heavy_tails.zero_chain_scaled import dimension
from theorybench.vocabulary import GRADIENT, L, Constant, Delta_0, Instance, LowerBound, Mode
from theorybench.vocabulary import Values, alpha, bounded_moment, d, epsilon, gradient_norm
from theorybench.vocabulary import lower_bounded, n, sigma, smooth, unbiased

C = Constant(
    "C",
    "what Omega hides: (29184 (5000/sigma)^(alpha/(alpha-1)) / (Delta L))^(-(alpha-1)/(3 alpha-2))",
    GRADIENT,
)


def hidden(tail: float, height: float, smoothness: float, noise: float) -> float:
    """C: solve k = (sigma/(5000 epsilon))^(alpha/(alpha-1)) Delta L / (4 x 7296 epsilon^2) for
    epsilon = C k^(-(alpha-1)/(3 alpha-2)).
    """
    power = tail / (tail - 1)
    return (29184 * (5000 / noise) ** power / (height * smoothness)) ** (-1 / (2 + power))


def chance(values: Values) -> float:
    """p = (5000 epsilon/sigma)^(alpha/(alpha-1))."""
    return (5000 * values[epsilon] / values[sigma]) ** (values[alpha] / (values[alpha] - 1))


def _setting(tail: float, steps: int, chain: int, smoothness: float) -> Values:
    """sigma for which epsilon = 1 and d = chain belong to k = steps: then p = d/(4k)."""
    values = {alpha: tail, n: steps, L: smoothness, Delta_0: 7296.0 * chain / smoothness}
    values |= {sigma: 5000 * (4 * steps / chain) ** ((tail - 1) / tail), epsilon: 1.0}
    return {
        **values,
        d: dimension(values),
        C: hidden(tail, values[Delta_0], smoothness, values[sigma]),
    }


def _chain(values: Values) -> tuple[Instance, ...]:
    return (
        Instance(
            *scaled_chain(int(values[d]), values[L], values[epsilon], chance(values), values[alpha])
        ),
    )


theorem = LowerBound(
    name="zhang2022.thm-4.4.4",
    source=SOURCE,
    as_printed=True,
    statement=(
        "For any alpha in (1, 2], L and algorithm there are c_1 and an L-smooth f with E||g - grad"
        " f||^alpha <= sigma^alpha for any given sigma >= c_1 sqrt((f(0) - f*) L), and E||grad"
        " f(x_k)|| >= Omega(k^(-(alpha-1)/(3 alpha-2)))."
    ),
    assumes=(smooth, lower_bounded, unbiased, bounded_moment),
    methods=zero_respecting_methods,
    instances=_chain,
    metric=gradient_norm,
    mode=Mode.EXPECTATION,
    bound=C * n ** (-(alpha - 1) / (3 * alpha - 2)),
    settings=(_setting(1.2, 20, 4, 1.0), _setting(1.5, 20, 4, 2.0), _setting(2.0, 40, 8, 1.0)),
    declares=SLOPES,
    slip=(
        "The proof is about E||g||^alpha <= G^alpha, the theorem about the central moment of"
        " assumption 4.4.1; it miscounts its steps (zhang2022.proof-4.4.4)."
    ),
    notes=(
        "C is that of zhang2022.proof-4.4.4.corrected with sigma in place of G - 4 sqrt(Delta L):"
        " E||g - grad f||^alpha = (2 epsilon)^alpha |d_i f_d|^alpha E|z/p - 1|^alpha <= 2 (46"
        " epsilon)^alpha/p^(alpha-1) <= sigma^alpha. It needs p <= 1 and d >= 4, which hold for all"
        " large k whatever sigma > 0: c_1 is not needed. f depends on k, Omega hides sigma, Delta"
        " and L, and f(0) - f* <= Delta. Tested are zero-respecting methods. The step to any"
        " randomized method (a hidden rotation of more coordinates, Arjevani et al. 2019, theorem"
        " 3) changes the constants and cannot be tested by running some methods."
    ),
)
