"""Quadratics with a given spectrum: the problems on which everything can be computed exactly."""

import torch

from theorybench.vocabulary import L, Problem, has_minimiser, lower_bounded, mu, proximable
from theorybench.vocabulary import quadratic_function, smooth, strongly_convex, twice_differentiable


def quadratic(name: str, spectrum: tuple[float, ...], start: tuple[float, ...]) -> Problem:
    """f(x) = 1/2 sum_i a_i x_i^2, with a_i > 0 in F/X^2; (batch, d) -> (batch,)."""
    curvature = torch.tensor(spectrum, dtype=torch.float64)
    return Problem(
        name=name,
        f=lambda x: 0.5 * (curvature.to(x.device) * x.square()).sum(-1),
        gradient=lambda x: x * curvature.to(x.device),
        start=start,
        f_star=0.0,
        minimiser=(0.0,) * len(spectrum),
        constants={L: max(spectrum), mu: min(spectrum)},
        promises=(
            strongly_convex,
            smooth,
            twice_differentiable,
            quadratic_function,
            lower_bounded,
            has_minimiser,
            proximable,
        ),
        prox=lambda x, gamma: x / (1 + gamma * curvature.to(x.device)),
    )


def _spread(count: int, condition: float) -> tuple[float, ...]:
    return tuple(condition ** (-i / (count - 1)) for i in range(count))


problems = (
    quadratic("quadratic-well-conditioned", (1.0, 0.5), (1.0, -1.0)),
    # f(x - f'(x) / L) is largest for a curvature of L/3 among all quadratics
    quadratic("quadratic-condition-3", (1.0, 1 / 3), (0.0, 1.0)),
    quadratic("quadratic-condition-100", _spread(5, 100.0), (1.0,) * 5),
    quadratic("quadratic-ill-conditioned", _spread(10, 1000.0), (1.0,) * 10),
)
