"""The runs that are timed, and what each contender must do of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from theorybench.algorithms.clipped_gradient_descent import gclip
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.core.blocks import BLOCK
from theorybench.core.metrics import gap
from theorybench.core.oracles import exact, gaussian, pareto
from theorybench.core.symbols import gamma, tau
from theorybench.problems.functions.quadratic import quadratic
from theorybench.run.runner import Run


@dataclass(frozen=True, eq=False)
class Workload:
    """f(x) = 1/2 sum a_i x_i^2 from x_0 = (1, ..., 1); `steps` of gamma g, g clipped to the norm
    `level`, noise of the oracle of `run`.

    rows: independent runs (seeds, or step sizes where there is no noise); goals: contender ->
    wanted ratio of the runner's time to its time ("noise": at most) or of its time to the runner's
    ("at least").
    """

    name: str
    what: str
    run: Run
    rows: int
    steps: int
    spectrum: tuple[float, ...]
    gammas: tuple[float, ...]
    level: float | None
    noise: str | None
    goals: Mapping[str, float]

    @property
    def blocks(self) -> int:
        return self.rows // BLOCK


def _sgd() -> Workload:
    spectrum = tuple(float(a) for a in np.linspace(0.1, 1.0, 10))
    run = Run(
        quadratic("bench-10", spectrum, (1.0,) * 10),
        gaussian(1.0),
        gradient_descent,
        {gamma: np.array([[0.1]])},
        (2000,),
        (gap,),
    )
    goals = {
        "noise alone": 2.0,
        "jax scan": 3.0,
        "jax scan, one draw a step": 3.0,
        "torch.optim loop": 1000.0,
    }
    return Workload(
        "sgd",
        "SGD, 10-d, 1024 seeds, 2000 steps, Gaussian",
        run,
        1024,
        2000,
        spectrum,
        (0.1,),
        None,
        "normal",
        goals,
    )


def _clipped() -> Workload:
    params = {gamma: np.array([[0.1]]), tau: np.array([[5.0]])}
    run = Run(
        quadratic("bench-1", (1.0,), (1.0,)), pareto(1.5, 1.2), gclip, params, (1000,), (gap,)
    )
    return Workload(
        "clipped",
        "clipped SGD, 1-d, 10016 seeds, 1000 steps, Pareto 1.5",
        run,
        10016,
        1000,
        (1.0,),
        (0.1,),
        5.0,
        "pareto",
        {},
    )


def _descent() -> Workload:
    spectrum = tuple(float(a) for a in np.linspace(0.1, 1.0, 10))
    gammas = tuple(float(v) for v in np.linspace(0.01, 1.9, 64))
    run = Run(
        quadratic("bench-10", spectrum, (1.0,) * 10),
        exact,
        gradient_descent,
        {gamma: np.array(gammas)[:, None]},
        (4000,),
        (gap,),
    )
    return Workload(
        "descent",
        "gradient descent, 10-d, 64 step sizes, 4000 steps",
        run,
        64,
        4000,
        spectrum,
        gammas,
        None,
        None,
        {},
    )


WORKLOADS = (_sgd(), _clipped(), _descent())
