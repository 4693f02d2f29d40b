"""INGD finds a (delta, epsilon)-stationary point in a number of calls that no dimension enters."""

import sympy

from theorybench.vocabulary import K, T, Delta_0, L_f, Mode, Source, Theorem, delta, delta_X
from theorybench.vocabulary import directionally_differentiable, epsilon, exact_gradients
from theorybench.vocabulary import goldstein_distance, ingd, lipschitz, lower_bounded, return_time


_budget = 192 * Delta_0 * L_f**2 / (epsilon**3 * delta_X)

theorem = Theorem(
    name="zhang2022.thm-5.4.1",
    source=Source("Zhang", 2022, "Theorem 5.4.1"),
    as_printed=True,
    assumes=(lipschitz, directionally_differentiable, lower_bounded, exact_gradients),
    algorithm=ingd,
    params={K: 48 * L_f**2 / epsilon**2, T: 4 * Delta_0 / (epsilon * delta_X)}
    | {L_f: L_f, epsilon: epsilon, delta_X: delta_X},
    metric=return_time(goldstein_distance, epsilon),
    mode=Mode.PROBABILITY,
    bound=_budget * sympy.log(4 * Delta_0 / (delta * delta_X * epsilon)),
    settings=tuple({epsilon: accuracy, delta_X: 0.25, delta: 0.05} for accuracy in (0.5, 0.25)),
    loose="E||m_{t,k}||^2 <= 3 L^2 / (k + 2) gives P(a pass has not returned within k) <= K / (16"
    " k): a restart has probability 1/16 at most (the proof says 1/4), a pass costs K/2 calls in"
    " the mean, and the logarithm is a further factor. On max-affine-drift, which asks for long"
    " searches and yields least descents, 1/100 of the bound is used, elsewhere 1/3000. A bound"
    " near K/2 + 1 calls for each of T steps would be met closely.",
)
