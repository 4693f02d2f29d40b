"""Stochastic gradient descent on a quadratic, exactly: the first two moments of its iterates in
closed form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from power.methods import CLOSED_MOMENTS, bundled
from theorybench import numbers
from theorybench.core import symbols as s
from theorybench.core.metrics import gap, gradient_norm_squared
from theorybench.core.oracles import Oracle, add_noise
from theorybench.core.problem import Problem
from theorybench.entries.theorem import Theorem

_WEIGHTS = {gap.name: 0.5, gradient_norm_squared.name: 1.0}


def second_moment(
    theorem: Theorem, problem: Problem, oracle: Oracle, values: Mapping[Any, Any], steps: int
) -> float | None:
    """The mean of f - f* or of ||grad f||^2, after the steps or along the run; None where it has no
    such form.

    With z = x - x*, x_{t+1} = x_t - gamma_t (A z_t + xi_t) and E xi xi' = v I, E z z' = m m' + C: m
    and C follow linear recursions.
    """
    hessian = _hessian(problem)
    metric, noise = theorem.metric, _variance(oracle, values)
    if (
        hessian is None
        or noise is None
        or not (bundled(theorem.algorithm) and theorem.algorithm.name in CLOSED_MOMENTS)
        or metric.along not in ("last", "mean")
    ):
        return None
    if metric.name not in _WEIGHTS or problem.project is not None or problem.minimiser is None:
        return None
    weight = 0.5 * hessian if metric.name == gap.name else hessian @ hessian
    ks = np.arange(1.0, steps + 1)
    gammas = np.broadcast_to(
        np.asarray(numbers.evaluate(theorem.params[s.gamma], {**values, s.k: ks}), dtype=float),
        (steps,),
    )
    mean = np.array(problem.start) - np.array(problem.minimiser)
    spread, means = np.zeros_like(hessian), []
    for t in range(steps + 1):
        means.append(float(mean @ weight @ mean + np.trace(weight @ spread)))
        if t < steps:
            shrink = np.eye(len(mean)) - gammas[t] * hessian
            mean, spread = (
                shrink @ mean,
                shrink @ spread @ shrink + gammas[t] ** 2 * noise * np.eye(len(mean)),
            )
    return (
        means[-1]
        if metric.along == "last"
        else float(np.mean(means[metric.first : metric.first + steps]))
    )


def _hessian(problem: Problem) -> np.ndarray | None:
    """The matrix of an affine gradient; None if it is not affine at points near and far."""
    dim = problem.dim
    zero = problem.gradient(torch.zeros(1, dim, dtype=torch.float64))
    matrix = (problem.gradient(torch.eye(dim, dtype=torch.float64)) - zero).T.numpy()
    x = torch.cat(
        [
            scale
            * torch.randn(8, dim, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
            for scale in (0.01, 1, 100)
        ]
    )
    off = problem.gradient(x) - zero - x @ torch.from_numpy(matrix.T.copy())
    return (
        matrix
        if float(off.abs().max()) <= 1e-9 * (1 + float(problem.gradient(x).abs().max()))
        else None
    )


def _variance(oracle: Oracle, values: Mapping[Any, Any]) -> float | None:
    """Variance of each coordinate of the noise, where it is added and independent of the point."""
    if oracle.answer is not add_noise or s.sigma_2 not in values or s.d not in values:
        return None
    return float(values[s.sigma_2] ** 2 / values[s.d])
