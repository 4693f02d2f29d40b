"""Noise that is biased, or larger than its constants say, or of finite variance."""

import torch

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.oracles import Law, Oracle
from theorybench.core.types import Tensor

_FIELDS = {s.alpha: 2.0, s.batch: 1.0}


def _nothing(raw: Tensor) -> Tensor:
    return torch.zeros_like(raw[..., 0, :])


def _loud(raw: Tensor) -> Tensor:
    return torch.where(raw[..., 0, :] < 0.5, -1e4, 1e4).to(torch.float64)


def silent() -> Oracle:
    """Answers 0, whatever the gradient is: biased, with every moment bounded."""
    return Oracle(
        "counterexample-silent",
        Law("uniform", _nothing),
        (a.bounded_variance, a.bounded_moment, a.bounded_gradient_moment),
        answer=lambda problem, x, noise: torch.zeros_like(x),
        constants=lambda problem: {
            **_FIELDS,
            s.sigma: problem.constants[s.L_f],
            s.G: 1e-3 * problem.constants[s.L_f],
        },
        only=lambda problem: s.L_f in problem.constants,
    )


def loud() -> Oracle:
    """Unbiased, with noise of size 10^4 where the constants say 10^-3."""
    return Oracle(
        "counterexample-loud",
        Law("uniform", _loud),
        (a.unbiased,),
        constants=lambda problem: {
            **_FIELDS,
            s.sigma: 1e-3,
            s.G: 1e-4,
            s.sigma_2: 1e-3,
            s.sigma_sum: 1e-3,
            s.tau: 1e-3,
        },
    )


def calm() -> Oracle:
    """Standard normal noise: its variance is finite."""
    return Oracle(
        "counterexample-calm",
        Law("normal", lambda raw: raw[..., 0, :]),
        (a.unbiased, a.bounded_moment),
        constants=lambda problem: {
            **_FIELDS,
            s.sigma: problem.dim**0.5,
            s.sigma_2: problem.dim**0.5,
        },
    )
