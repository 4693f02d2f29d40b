"""Methods for nonsmooth functions with prescribed parameters: whom a resisting oracle has to
answer.
"""

from collections.abc import Mapping

from theorybench.vocabulary import K, T, Algorithm, Constant, L_f, Params, Query, State, Values
from theorybench.vocabulary import at_start, delta_X, epsilon, gamma, gradient_descent, ingd, k
from theorybench.vocabulary import momentum, nesterov


def _shrinking(state: State, query: Query, params: Params) -> State:
    return {"x": state["x"] - params[gamma] / params[k] ** 0.5 * query.gradient(state["x"])}


def _armijo(state: State, query: Query, params: Params) -> State:
    """Halve the step until f falls by half of what the slope promises, five times at most."""
    x = state["x"]
    g, f = query.gradient(x), query.value(x)
    steps = [params[gamma] / 2**i for i in range(6)]
    falls = (
        h for h in steps if bool((query.value(x - h * g) <= f - h * g.square().sum(-1) / 2).all())
    )
    return {"x": x - next(falls, steps[-1]) * g}


subgradient_method = Algorithm("subgradient method", (gamma,), at_start, _shrinking)
line_search = Algorithm("gradient descent with line search", (gamma,), at_start, _armijo)


def nonsmooth_methods(c: Values) -> tuple[tuple[Algorithm, Mapping[Constant, float]], ...]:
    """Gradient descent with fixed and falling steps, with momentum and with a line search, and
    INGD, for slopes of L_f.
    """
    step = 1 / c[L_f] ** 2
    return (
        (gradient_descent, {gamma: step}),
        (subgradient_method, {gamma: step}),
        (nesterov, {gamma: step, momentum: 0.5}),
        (line_search, {gamma: step}),
        (ingd, {K: 1e6, T: 1e6, L_f: c[L_f], epsilon: c[epsilon], delta_X: 16.0}),
    )
