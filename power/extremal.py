"""Functions on the line that are, or are near, the worst for first-order methods: quadratic up
to a bend, then nearly straight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    Assumption,
    convex,
    everything,
    has_minimiser,
    lower_bounded,
    smooth,
    strongly_convex,
)
from theorybench.core.types import Tensor


@dataclass(frozen=True, eq=False)
class Bent:
    """One function a row: mu x^2 / 2 + (1 - mu) h(x), h the Huber function with the given bend;
    L = 1, x_0 = 1, x* = 0.
    """

    convexity: Tensor
    bend: Tensor
    constants: Mapping[s.Constant, Any] = field(default_factory=dict)
    name: str = "bent"
    project: None = None
    prox: None = None
    minimiser: tuple[float, ...] = (0.0,)
    f_star: float = 0.0

    def value(self, x: Tensor) -> Tensor:
        u, b, mu = x[:, 0].abs(), self.bend, self.convexity
        return mu * u**2 / 2 + (1 - mu) * torch.where(u <= b, u**2 / 2, b * u - b**2 / 2)

    def gradient(self, x: Tensor) -> Tensor:
        b, mu = self.bend[:, None], self.convexity[:, None]
        return mu * x + (1 - mu) * torch.minimum(torch.maximum(x, -b), b)

    def start_point(self) -> Tensor:
        return torch.ones(len(self.bend), 1, dtype=torch.float64)


BENDS, CONVEXITIES = 40, (0.0, 0.003, 0.01, 0.03, 0.1, 0.2, 0.25, 0.5)


def bent_functions(assumes: tuple[Assumption, ...]) -> Iterator[Bent]:
    """The rows that satisfy these assumptions on functions: with mu > 0 all that strong
    convexity implies, else what convexity does.
    """
    wanted = {a for a in assumes if not a.of_oracle}
    for promises, share in (
        ((strongly_convex, smooth, has_minimiser, lower_bounded), CONVEXITIES[1:]),
        ((convex, smooth, has_minimiser, lower_bounded), (0.0,)),
    ):
        if wanted <= everything(promises):
            bends, mus = (
                v.ravel()
                for v in np.meshgrid(np.append(np.geomspace(1e-4, 1.0, BENDS), 10.0), share)
            )
            row = Bent(torch.from_numpy(mus), torch.from_numpy(bends))
            gap = row.value(row.start_point()).numpy()
            numbers: dict[s.Constant, Any] = {s.L: 1.0, s.R: 1.0, s.d: 1.0, s.Delta_0: gap[:, None]}
            numbers[s.G_0] = row.gradient(row.start_point()).abs().numpy()
            yield Bent(
                row.convexity, row.bend, numbers | ({s.mu: mus[:, None]} if mus[0] > 0 else {})
            )
