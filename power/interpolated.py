"""Interpolated normalized gradient descent (Zhang 2022, Algorithm 2) once more: one run, as the
listing reads, counting oracle calls.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch

from theorybench.core.problem import Problem
from theorybench.core.symbols import (
    K,
    L_f,
    T,
    delta_X,
    epsilon,
)

MOST = 20_000


def ingd_calls(problem: Problem, params: Mapping, rng: np.random.Generator) -> float:
    """Calls until the run returns; infinite if its loop ends without, MOST if it takes longer."""
    calls, x, radius = 0, problem.start_point(), params[delta_X]
    for _ in range(math.floor(params[T])):
        value, descended = float(problem.value(x)), False
        while not descended:
            m, calls = _slope(problem, x, torch.zeros_like(x)), calls + 1
            inner = 1
            while inner <= params[K]:
                size = float(m.norm())
                if size <= params[epsilon]:
                    return calls
                if calls > MOST:
                    return MOST
                trial, calls = x - radius * m / size, calls + 1
                if float(problem.value(trial)) - value < -radius * size / 4:
                    x, descended = trial, True
                    break
                between = x + rng.random() * (trial - x)
                g, calls = _slope(problem, between, -m), calls + 1
                weight = (4 * params[L_f] ** 2 - size**2) / (4 * params[L_f] ** 2 + 2 * size**2)
                m = weight * m + (1 - weight) * g
                inner += 1
    return math.inf


def _slope(problem: Problem, x: torch.Tensor, direction: torch.Tensor) -> torch.Tensor:
    assert problem.directional is not None
    return problem.directional(x, direction)
