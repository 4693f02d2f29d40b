"""The quadratic loss of a deep linear network: a polynomial of its weights, flat where two
layers vanish.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from theorybench.vocabulary import Problem, Source, Tensor, has_minimiser, lower_bounded
from theorybench.vocabulary import twice_differentiable


def product(layers: Sequence[Tensor], width: int) -> Tensor:
    """W_j ... W_i of the layers i to j, the first applied first; the identity of the width where
    there is none.
    """
    made = torch.eye(width, dtype=torch.float64)
    for layer in layers:
        made = layer @ made
    return made


@dataclass(frozen=True, eq=False)
class DeepLinear:
    """Data X (n_0, m), a teacher V and weights W to start from, all as layers (n_i, n_{i-1});
    labels Y = V_l ... V_1 X (n_l, m).
    """

    data: Tensor
    teacher: tuple[Tensor, ...]
    start: tuple[Tensor, ...]

    @property
    def widths(self) -> tuple[int, ...]:
        return (len(self.data), *map(len, self.start))

    def output(self, layers: Sequence[Tensor]) -> Tensor:
        """f(X) = W_l ... W_1 X."""
        return product(layers, len(self.data)) @ self.data

    @property
    def error(self) -> Tensor:
        """f(X) - Y at the start."""
        return self.output(self.start) - self.output(self.teacher)

    def layers(self, weights: Tensor) -> list[Tensor]:
        """W_1, ..., W_l from one row of numbers, layer by layer, each written down row by row."""
        parts = weights.split([w.numel() for w in self.start])
        return [part.reshape(w.shape) for part, w in zip(parts, self.start, strict=True)]

    def loss(self, weights: Tensor) -> Tensor:
        """||Y - f(X)||^2, the sum of squares, of one row of numbers."""
        return (self.output(self.layers(weights)) - self.output(self.teacher)).square().sum()

    def problem(self) -> Problem:
        """The loss as a function of the weights; f* = 0 at the teacher. Its gradient is
        autograd's.
        """
        flat = [
            torch.cat([w.flatten() for w in layers]).tolist()
            for layers in (self.start, self.teacher)
        ]
        return Problem(
            name=f"deep-linear-{'-'.join(map(str, self.widths))}",
            f=torch.func.vmap(self.loss),
            gradient=torch.func.vmap(torch.func.grad(self.loss)),
            start=tuple(flat[0]),
            f_star=0.0,
            minimiser=tuple(flat[1]),
            promises=(twice_differentiable, lower_bounded, has_minimiser),
            source=Source("Zhang", 2022, "section 3.2.3"),
        )


def deep_linear(widths: Sequence[int], samples: int, seed: int = 0) -> DeepLinear:
    """A network of widths n_0, ..., n_l with standard normal data, teacher and start; of ones,
    with a teacher of zeros, if all are 1.
    """
    shapes = list(zip(widths[1:], widths[:-1], strict=True))
    if {*widths, samples} == {1}:
        one = torch.ones(1, 1, dtype=torch.float64)
        return DeepLinear(one, (0 * one,) * len(shapes), (one,) * len(shapes))
    generator = torch.Generator().manual_seed(seed)
    data, *layers = (
        torch.randn(*shape, generator=generator, dtype=torch.float64)
        for shape in [(widths[0], samples), *shapes, *shapes]
    )
    return DeepLinear(data, tuple(layers[: len(shapes)]), tuple(layers[len(shapes) :]))
