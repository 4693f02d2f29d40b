"""Derivatives of the quadratic loss of a deep linear network by its layers, by autograd, and what
their formulas are made of.
"""

from collections.abc import Iterable, Mapping
from typing import cast

import torch

from theorybench.problems.functions.deep_linear import DeepLinear, deep_linear, product
from theorybench.vocabulary import Constant, Tensor, Values

depth = Constant("depth", "number of layers", letter="\\ell", integer=True)
width = Constant("width", "width of the input", integer=True)
wider = Constant("wider", "by how much each layer is wider than the one before", integer=True)
samples = Constant("samples", "number of columns of X", integer=True)


def network(c: Values) -> DeepLinear:
    """The network of a setting."""
    widths = [int(c[width] + i * c.get(wider, 0)) for i in range(int(c[depth]) + 1)]
    return deep_linear(widths, int(c[samples]))


def around(net: DeepLinear, i: int) -> tuple[Tensor, Tensor]:
    """W_l ... W_{i+1} and W_{i-1} ... W_1 X, for a layer i from 1."""
    before = product(net.start[: i - 1], net.widths[0]) @ net.data
    return product(net.start[i:], net.widths[i]), before


def blocks(net: DeepLinear) -> Mapping[tuple[int, int], Tensor]:
    """Second derivatives by W_i and W_j, i <= j, (n_i, n_{i-1}, n_j, n_{j-1})."""
    start = torch.cat([w.flatten() for w in net.start])
    hessian = cast(Tensor, torch.autograd.functional.hessian(net.loss, start))
    sizes = [w.numel() for w in net.start]
    return {
        (i, j): block.reshape(*net.start[i - 1].shape, *net.start[j - 1].shape)
        for i, rows in enumerate(hessian.split(sizes), 1)
        for j, block in enumerate(rows.split(sizes, dim=1), 1)
        if i <= j
    }


def apart(printed: Tensor | None, true: Iterable[Tensor]) -> float:
    """Largest difference from the nearest of several writings of the truth, relative to the largest
    number; infinite if the shapes differ.
    """
    return min(
        float((printed - one).abs().max() / one.abs().max())
        if printed is not None and printed.shape == one.shape
        else float("inf")
        for one in true
    )
