"""The absolute error of a small ReLU network as a function of its first layer: nonconvex,
piecewise linear, not differentiable at kinks.
"""

import itertools

import numpy as np
import torch

from theorybench.core.goldstein import Pieces, pieces
from theorybench.vocabulary import L_f, Problem, Tensor, directionally_differentiable, lipschitz
from theorybench.vocabulary import lower_bounded

Rows = tuple[tuple[float, ...], ...]


class ReluNetwork:
    """f(w) = 1/N sum_i |sum_j a_j max(<w_j, x_i>, 0) - y_i|, w = (w_1, w_2, ...) in one row.

    At a kink the oracle answers for w + t direction + t^2 v, t -> 0, with v = (1, 1/2, 1/3, ...):
    signs are those of the first coefficient that is not 0. The chain rule with relu'(0) = 0 may
    leave the Clarke subdifferential; the gradient of a piece never does.
    """

    def __init__(self, inputs: Rows, targets: tuple[float, ...], outer: tuple[float, ...]) -> None:
        self.x, self.y, self.a = (
            torch.tensor(v, dtype=torch.float64) for v in (inputs, targets, outer)
        )
        self.v = 1 / torch.arange(1, self.a.numel() * self.x.shape[1] + 1, dtype=torch.float64)

    def _hidden(self, w: Tensor) -> Tensor:
        """<w_j, x_i>: (batch, d) -> (batch, inputs, hidden)."""
        return self.x.to(w.device) @ w.reshape(len(w), len(self.a), -1).transpose(1, 2)

    def value(self, w: Tensor) -> Tensor:
        """f: (batch, d) -> (batch,)."""
        return (self._hidden(w).relu() @ self.a.to(w.device) - self.y.to(w.device)).abs().mean(-1)

    def directional(self, w: Tensor, direction: Tensor) -> Tensor:
        """Gradient of a piece into which w moves along the direction: all (batch, d)."""
        x, y, a, v = (t.to(w.device) for t in (self.x, self.y, self.a, self.v))
        hidden = [self._hidden(u) for u in (w, direction, v.expand_as(w))]
        active = (_first_sign(*hidden) > 0).double()
        errors = [(active * h) @ a for h in hidden]
        sign = _first_sign(errors[0] - y, *errors[1:])
        by_neuron = torch.einsum("bi,bij,j,ik->bjk", sign, active, a, x) / len(y)
        return by_neuron.reshape(len(w), -1)

    def gradient(self, w: Tensor) -> Tensor:
        """Gradient of a piece next to w: (batch, d) -> (batch, d)."""
        return self.directional(w, torch.zeros_like(w))

    def pieces(self) -> Pieces:
        """A piece fixes which neurons are active on which inputs and the signs of the errors, as
        linear conditions on w.
        """
        x, y, a = (v.numpy() for v in (self.x, self.y, self.a))
        hidden = np.einsum("jh,ik->ijhk", np.eye(len(a)), x).reshape(len(y) * len(a), -1)
        made = []
        for bits in itertools.product((0.0, 1.0), repeat=len(hidden)):
            active = np.array(bits)
            outputs = (
                ((active * np.tile(a, len(y)))[:, None] * hidden).reshape(len(y), len(a), -1).sum(1)
            )
            for signs in itertools.product((1.0, -1.0), repeat=len(y)):
                s = np.array(signs)
                normals = np.vstack([(1 - 2 * active)[:, None] * hidden, -s[:, None] * outputs])
                made.append(
                    (s @ outputs / len(y), normals, np.concatenate([np.zeros(len(hidden)), -s * y]))
                )
        return pieces(*(np.array(v) for v in zip(*made, strict=True)))


def _first_sign(*coefficients: Tensor) -> Tensor:
    """Sign of the first coefficient that is not 0, elementwise."""
    sign = torch.zeros_like(coefficients[0])
    for one in coefficients:
        sign = torch.where(sign == 0, one.sign(), sign)
    return sign


def relu_network(
    name: str, made: ReluNetwork, start: tuple[float, ...], minimiser: tuple[float, ...]
) -> Problem:
    """The error of a network on data that it fits at the minimiser, so that the infimum is 0."""
    exact = made.pieces()
    return Problem(
        name=f"relu-network-{name}",
        f=made.value,
        gradient=made.gradient,
        directional=made.directional,
        goldstein=exact.distance,
        start=start,
        f_star=0.0,
        minimiser=minimiser,
        constants={L_f: float(np.linalg.norm(exact.gradients, axis=1).max())},
        promises=(lipschitz, lower_bounded, directionally_differentiable),
    )


problems = (
    relu_network(
        "2-2",
        ReluNetwork(((1.0, 1.0), (-1.0, 1.0)), (1.0, -0.5), (1.0, -1.0)),
        start=(-1.0, 2.0, 1.5, 1.0),
        minimiser=(0.5, 0.5, -0.25, 0.25),
    ),
)
