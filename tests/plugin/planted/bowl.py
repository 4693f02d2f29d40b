"""A quadratic in ten variables whose L is 2 % too small: along one direction out of ten."""

import torch

from theorybench.core.assumptions import (
    has_minimiser,
    lower_bounded,
    smooth,
    strongly_convex,
)
from theorybench.core.problem import Problem
from theorybench.core.symbols import L, mu

scales = torch.logspace(-2, 0, 10, dtype=torch.float64)

problem = Problem(
    name="tilted-bowl",
    f=lambda x: 0.5 * (scales * x**2).sum(-1),
    gradient=lambda x: scales * x,
    start=(1.0,) * 10,
    f_star=0.0,
    minimiser=(0.0,) * 10,
    constants={L: 0.98, mu: 0.01},
    promises=(strongly_convex, smooth, lower_bounded, has_minimiser),
)
