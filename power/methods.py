"""The methods once more, as loops in numpy written from the sources: what the runner computes is
held against these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
import torch
from scipy.optimize import brentq

from power.interpolated import ingd_calls
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.types import Tensor

Array = np.ndarray
Points = Iterator[Array]
"""x_0, x_1, ...: (rows, d) each."""

At = Callable[[s.Constant, int], Any]
"""A parameter in a step, counted from 1: one number or (rows, 1)."""


class CannotJudge(Exception):
    """The method asks for what no reference answers, or the problem does not have."""


class Ask(Protocol):
    """What a method may ask; rows (rows, d) in, rows out. Raises CannotJudge."""

    def gradient(self, x: Array) -> Array: ...
    def gap(self, x: Array) -> Array: ...
    def value(self, x: Array) -> Array: ...
    def project(self, x: Array) -> Array: ...
    def prox(self, x: Array, gamma: Any) -> Array: ...


Method = Callable[[Array, Ask, At], Points]
"""(x_0, what may be asked, parameters) -> the points that metrics look at, without end."""

Step = Callable[[Array, Array, Ask, At, int], Array]
"""(x, g, what may be asked, parameters, number of the step) -> the next x."""


def _length(v: Array) -> Array:
    return np.sqrt(np.sum(v * v, axis=1, keepdims=True))


def _over(v: Array, size: Array) -> Array:
    """v / size, 0 where the size is 0."""
    return v / np.where(size > 0, size, 1.0)


def _memoryless(step: Step) -> Method:
    def points(x: Array, ask: Ask, at: At) -> Points:
        t = 0
        while True:
            yield x
            t += 1
            x = step(x, ask.gradient(x), ask, at, t)

    return points


def _cut(g: Array, level: Any) -> Array:
    """g, shortened to the length `level` where it is longer."""
    size = _length(g)
    return np.where(size > level, level * _over(g, size), g)


def _line_search(x: Array, g: Array, ask: Ask, at: At, t: int) -> Array:
    """Where the slope along -g vanishes, row by row."""
    moved = x.copy()
    for i in range(len(x)):
        if not np.any(g[i]):
            continue

        def slope(length: float, row: int = i) -> float:
            return float(
                np.sum(ask.gradient(x[row : row + 1] - length * g[row : row + 1])[0] * g[row])
            )

        far = 1e-3
        while slope(far) > 0:
            far *= 2
        moved[i] -= brentq(slope, 0.0, far, xtol=1e-300) * g[i]
    return moved


def _polyak(x: Array, g: Array, ask: Ask, at: At, t: int) -> Array:
    return x - at(s.multiple, t) * ask.gap(x)[:, None] * _over(
        g, np.sum(g * g, axis=1, keepdims=True)
    )


def _clipped_sgd(x: Array, g: Array, ask: Ask, at: At, t: int) -> Array:
    eta = at(s.eta, t)
    return x - np.minimum(eta, 1 / (16 * eta * at(s.L1, t) * (_length(g) + at(s.tau, t)))) * g


def _nesterov(x: Array, ask: Ask, at: At) -> Points:
    """y_new = x - gamma g; x = y_new + beta (y_new - y); the points are y."""
    y, t = x, 0
    while True:
        yield y
        t += 1
        new = x - at(s.gamma, t) * ask.gradient(x)
        x, y = new + at(s.momentum, t) * (new - y), new


def _heavy_ball(x: Array, ask: Ask, at: At) -> Points:
    """A velocity: v = beta v - gamma g; x = x + v."""
    speed, t = np.zeros_like(x), 0
    while True:
        yield x
        t += 1
        speed = at(s.momentum, t) * speed - at(s.gamma, t) * ask.gradient(x)
        x = x + speed


def _optimized(x: Array, ask: Ask, at: At) -> Points:
    """OGM1 of Kim and Fessler: all gradients summed up with the weights 2 theta_i; the last
    theta takes 8 in place of 4.
    """
    start, total, theta, t = x, np.zeros_like(x), 1.0, 0
    while True:
        yield x
        t += 1
        g = ask.gradient(x)
        y, total = x - at(s.gamma, t) * g, total + 2 * theta * at(s.gamma, t) * g
        theta = (1 + np.sqrt(1 + (8 if t == int(at(s.T, t)) else 4) * theta**2)) / 2
        x = (1 - 1 / theta) * y + (start - total) / theta


def _adaptive(x: Array, ask: Ask, at: At, together: bool) -> Points:
    seen, t = 0.0 * x + at(s.epsilon_AdaGrad, 1) ** 2, 0
    while True:
        yield x
        t += 1
        g = ask.gradient(x)
        seen = seen + (np.sum(g * g, axis=1, keepdims=True) if together else g * g)
        x = ask.project(x - at(s.eta_X, t) * g / np.sqrt(seen))


def _adam(x: Array, ask: Ask, at: At) -> Points:
    """Averages of gradients and of their squares, both from 0 and both divided by what they lack
    at first.
    """
    mean, square, t = np.zeros_like(x), np.zeros_like(x), 0
    while True:
        yield x
        t += 1
        g, keep, hold = ask.gradient(x), at(s.beta_1, t), at(s.beta_2, t)
        mean, square = keep * mean + (1 - keep) * g, hold * square + (1 - hold) * g**2
        x = x - at(s.eta_X, t) * mean / (1 - keep**t) / (
            np.sqrt(square / (1 - hold**t)) + at(s.epsilon_v, t)
        )


METHODS: dict[str, Method] = {
    "gradient descent": _memoryless(lambda x, g, ask, at, t: ask.project(x - at(s.gamma, t) * g)),
    "clipped gradient descent": _memoryless(
        lambda x, g, ask, at, t: (
            x - at(s.eta_c, t) * np.minimum(_length(g), at(s.gamma_c, t)) * _over(g, _length(g))
        )
    ),
    "normalised gradient descent": _memoryless(
        lambda x, g, ask, at, t: x - at(s.eta_n, t) * g / (_length(g) + at(s.beta_n, t))
    ),
    "projected GClip": _memoryless(
        lambda x, g, ask, at, t: ask.project(x - at(s.gamma, t) * _cut(g, at(s.tau, t)))
    ),
    "clipped SGD": _memoryless(_clipped_sgd),
    "Polyak steps": _memoryless(_polyak),
    "gradient descent with exact line search": _memoryless(_line_search),
    "proximal point": _memoryless(lambda x, g, ask, at, t: ask.prox(x, at(s.gamma, t))),
    "Nesterov": _nesterov,
    "heavy ball": _heavy_ball,
    "OGM": _optimized,
    "AdaGrad": lambda x, ask, at: _adaptive(x, ask, at, together=False),
    "Adam": _adam,
    "AdaGrad-Norm": lambda x, ask, at: _adaptive(x, ask, at, together=True),
}
"""By the name of a bundled algorithm."""

ON_ROWS = frozenset({"gradient descent", "Nesterov", "heavy ball", "OGM", "Polyak steps"})
"""Methods whose loops above take another function in each row."""
CLOSED_MOMENTS = frozenset({"gradient descent"})
"""Methods whose first two moments on a quadratic `moments` knows in closed form."""
CALLS = {"INGD": ingd_calls}
"""Methods that return by themselves: (problem, parameters, generator) -> oracle calls of one
run.
"""


def bundled(algorithm: Algorithm) -> bool:
    """Whether the name means the method of that name above: somebody's own may have it too."""
    return str(getattr(algorithm.step, "__module__", "")).startswith("theorybench.")


def method_of(algorithm: Algorithm) -> Method:
    """The method written once more; where nobody has done that, its own step in a loop that shares
    nothing with the runner. Raises CannotJudge for a method that returns by itself.
    """
    if bundled(algorithm) and algorithm.name in METHODS:
        return METHODS[algorithm.name]
    if algorithm.finished is not None:
        raise CannotJudge("returns by itself")
    return _own_steps(algorithm)


def _own_steps(algorithm: Algorithm) -> Method:
    def points(x: Array, ask: Ask, at: At) -> Points:
        query, t = _InTensors(ask), 0
        state = algorithm.init(torch.from_numpy(np.array(x)), _params(algorithm, at, 1))
        while True:
            yield algorithm.point(state).numpy()
            t += 1
            state = algorithm.step(state, query, _params(algorithm, at, t))

    return points


def _params(algorithm: Algorithm, at: At, step: int) -> dict[s.Constant, Any]:
    params = {c: at(c, step) for c in algorithm.parameters}
    tensors = {c: torch.from_numpy(v) for c, v in params.items() if isinstance(v, np.ndarray)}
    return {**params, **tensors, s.k: float(step)}


class _InTensors:
    """The answers as the step of an algorithm wants them."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def gradient(self, x: Tensor) -> Tensor:
        return torch.from_numpy(self.ask.gradient(x.numpy()))

    def value(self, x: Tensor) -> Tensor:
        return torch.from_numpy(self.ask.value(x.numpy()))

    def gap(self, x: Tensor) -> Tensor:
        return torch.from_numpy(self.ask.gap(x.numpy()))

    def project(self, x: Tensor) -> Tensor:
        return torch.from_numpy(self.ask.project(x.numpy()))

    def prox(self, x: Tensor, gamma: Any) -> Tensor:
        return torch.from_numpy(self.ask.prox(x.numpy(), gamma))

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        raise CannotJudge("asks for directional derivatives")

    def uniform(self) -> Tensor:
        raise CannotJudge("draws numbers of its own")
