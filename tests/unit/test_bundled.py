"""The bundled catalogue beyond what theorybench.conformance demands of any: gradients by
autograd, and no constant larger than need be.
"""

import dataclasses

import pytest
import torch

from theorybench.catalogue.catalogue import load
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    everything,
    isotropic_quadratic,
    lower_bounded,
    relaxed_smooth,
    strongly_convex,
)

CATALOGUE = load()


@pytest.mark.parametrize("problem", CATALOGUE.problems, ids=lambda p: p.name)
def test_gradient_is_what_autograd_finds(problem):
    x, _ = problem.sample(256, seed=1)
    x.requires_grad_(True)
    (found,) = torch.autograd.grad(problem.value(x).sum(), x)
    claimed = problem.gradient(x.detach())
    apart = (found - claimed).abs().amax(-1)
    size = 1 + found.abs().amax(-1)
    # on a kink autograd may answer another element of the subdifferential; kinks have probability 0
    assert float((apart / size).max()) < 1e-9


def partners(problem, x):
    """Points beside x: a short step along random directions, the axes and the gradient, each
    (rows, d).
    """
    near = 1e-3 * (1 + x.norm(dim=-1, keepdim=True))
    noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(1), dtype=x.dtype)
    axes = torch.eye(problem.dim, dtype=x.dtype).repeat(len(x) // problem.dim + 1, 1)[: len(x)]
    for direction in (noise, axes, problem.gradient(x)):
        y = x + near * torch.nn.functional.normalize(direction, dim=-1)
        yield problem.project(y) if problem.project is not None else y


def reached(problem, assumption):
    """How close sampled points come to breaking a promise: 1 where its constants cannot be
    better.
    """
    x, y = problem.sample(16384, seed=5)
    best = 0.0
    for other in (y, *partners(problem, x)):
        lhs, rhs = assumption.check(problem, problem.constants, x, other)
        if (
            assumption is strongly_convex
        ):  # both sides hold more than mu: compare what mu must explain
            part = 0.5 * problem.constants[s.mu] * (other - x).square().sum(-1)
            lhs, rhs = part, rhs - lhs + part
        if assumption is relaxed_smooth:  # likewise L0: what the Hessian has beyond L1 ||grad f||
            per_hessian = (
                torch.expm1(problem.constants[s.L1] * (other - x).norm(dim=-1))
                / problem.constants[s.L1]
            )
            lhs = lhs / per_hessian - problem.constants[s.L1] * problem.gradient(x).norm(dim=-1)
            rhs = torch.full_like(lhs, problem.constants[s.L0])
        # where the sides are themselves differences, short steps are lost in rounding
        sound = (
            (rhs > 1e-11 * (1 + problem.value(x).abs()))
            & torch.isfinite(lhs)
            & torch.isfinite(rhs)
            & ((other - x).norm(dim=-1) > 1e-5)
        )
        best = max(best, float((lhs[sound] / rhs[sound]).max()) if bool(sound.any()) else 0.0)
    return best


QUANTIFIED = [
    (p, a)
    for p in CATALOGUE.problems
    for a in sorted(everything(p.promises), key=str)
    if a.check is not None
    and a.introduces
    and a not in (lower_bounded, isotropic_quadratic)  # an infimum and an equality are not reached
]


@pytest.mark.parametrize(("problem", "assumption"), QUANTIFIED, ids=lambda v: v.name)
def test_constants_are_exact(problem, assumption):
    """A constant that is larger than need be makes true bounds look loose and hides wrong ones."""
    nearly = (
        0.985 if problem.dim <= 3 else 0.95
    )  # points are sampled: in more dimensions they miss the worst one by more
    assert nearly <= reached(problem, assumption) <= 1 + 1e-3


@pytest.mark.parametrize(("constant", "factor"), [(s.L, 1.1), (s.mu, 0.9), (s.L_f, 1.1)])
def test_a_constant_with_slack_is_noticed(constant, factor):
    problem = CATALOGUE.problem(
        "huber-plus-quadratic-1-0.1-0.2" if constant is not s.L_f else "huber-1-0.5"
    )
    slack = dataclasses.replace(
        problem, constants={**problem.constants, constant: factor * problem.constants[constant]}
    )
    found = [
        reached(slack, a)
        for a in everything(slack.promises)
        if constant in a.introduces and a.check is not None
    ]
    assert min(found) < 0.95
