"""A Huber function with its minimum in one corner of a box and its start in the opposite one, as
far as a projected method can be.
"""

import math

import torch

from theorybench.vocabulary import D_2, D_inf, L_max, L_sum, Problem, box_domain, convex
from theorybench.vocabulary import coordinate_smooth, gap_max, has_minimiser, minimal_everywhere


def huber_on_box(curvature: float, width: float, bend: float, dim: int = 1) -> Problem:
    """f(x) = sum_j h(x_j) on [0, width]^dim, h(t) = curvature t^2 / 2 up to the bend, then
    straight; started where it is largest.
    """

    def f(x: torch.Tensor) -> torch.Tensor:
        near = x.abs().clamp(max=bend)
        return curvature * (near * x.abs() - 0.5 * near**2).sum(-1)

    return Problem(
        name=f"huber-on-box-{curvature:g}-{width:g}-{bend:g}",
        f=f,
        gradient=lambda x: curvature * x.clamp(-bend, bend),
        start=(width,) * dim,
        f_star=0.0,
        minimiser=(0.0,) * dim,
        constants={
            L_sum: dim * curvature,
            L_max: curvature,
            D_inf: width,
            D_2: math.sqrt(dim) * width,
            gap_max: dim * curvature * bend * (width - bend / 2),
        },
        promises=(convex, coordinate_smooth, box_domain, minimal_everywhere, has_minimiser),
        project=lambda x: x.clamp(0.0, width),
        box=(0.0, width),
    )


whole = huber_on_box(1.0, 1000.0, 1000.0)
"""A parabola: AdaGrad's first step crosses the box, so that f(x_0) / T remains of the mean of f."""

slow = huber_on_box(1.0, 1000.0, 1000.0 / 16)
"""Gradient descent with step 1/L needs 16 steps to cross the box: then its bound is twice the
gap of the average.
"""
