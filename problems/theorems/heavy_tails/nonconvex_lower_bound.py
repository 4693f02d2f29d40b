"""No method finds small gradients faster than k^(-(alpha-1)/(3 alpha-2)) under heavy tails."""

from theorybench.problems.functions.zero_chain import SOURCE
from theorybench.problems.functions.zero_chain_sizes import C, chance, dimension, hard_chain, hidden
from theorybench.problems.methods_under_noise import zero_respecting_methods
from theorybench.problems.theorems.heavy_tails.nonconvex_lower_bound_proof import SLOPES
from theorybench.vocabulary import L, Delta_0, LowerBound, Mode, Values, alpha, bounded_moment, d
from theorybench.vocabulary import epsilon, gradient_norm, lower_bounded, n, sigma, smooth, unbiased


def _setting(tail: float, steps: int, chain: int, smoothness: float) -> Values:
    """sigma for which epsilon = 1 and d = chain belong to k = steps: then p = d/(4k)."""
    values = {alpha: tail, n: steps, L: smoothness, Delta_0: 7296.0 * chain / smoothness}
    values |= {sigma: 5000 * (4 * steps / chain) ** ((tail - 1) / tail), epsilon: 1.0}
    constant = hidden(tail, values[Delta_0], smoothness, values[sigma])
    return {**values, d: dimension(values), C: constant}


theorem = LowerBound(
    name="zhang2022.thm-4.4.4",
    source=SOURCE,
    as_printed=True,
    statement="For any alpha in (1, 2], L and algorithm there are c_1 and an L-smooth f with E||g -"
    " grad f||^alpha <= sigma^alpha for any given sigma >= c_1 sqrt((f(0) - f*) L), and E||grad"
    " f(x_k)|| >= Omega(k^(-(alpha-1)/(3 alpha-2))).",
    assumes=(smooth, lower_bounded, unbiased, bounded_moment),
    methods=zero_respecting_methods,
    instances=lambda values: hard_chain(values, chance(values)),
    metric=gradient_norm,
    mode=Mode.EXPECTATION,
    bound=C * n ** (-(alpha - 1) / (3 * alpha - 2)),
    settings=(_setting(1.2, 20, 4, 1.0), _setting(1.5, 20, 4, 2.0), _setting(2.0, 40, 8, 1.0)),
    declares=SLOPES,
    slip="The proof is about E||g||^alpha <= G^alpha, the theorem about the central moment of"
    " assumption 4.4.1; it miscounts its steps (zhang2022.proof-4.4.4).",
)
