"""The gradient of the quadratic loss of a deep linear network as a Kronecker product, against
autograd.
"""

from collections.abc import Callable
from dataclasses import replace

import torch

from theorybench.problems.functions.deep_linear import DeepLinear, deep_linear, product
from theorybench.vocabulary import Comparison, Constant, Construction, Erratum, Problem, Source
from theorybench.vocabulary import Tensor, Values

depth = Constant("depth", "number of layers", letter="\\ell", integer=True)
width = Constant("width", "width of the input", integer=True)
wider = Constant("wider", "by how much each layer is wider than the one before", integer=True)
samples = Constant("samples", "number of columns of X", integer=True)

CONVENTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "rows": lambda w: w.flatten(),
    "columns": lambda w: w.T.flatten(),
}
"""vec, by what it puts one after the other."""


def network(c: Values) -> DeepLinear:
    """The network of a setting."""
    return deep_linear(
        [int(c[width] + i * c.get(wider, 0)) for i in range(int(c[depth]) + 1)], int(c[samples])
    )


def around(net: DeepLinear, i: int) -> tuple[Tensor, Tensor]:
    """W_l ... W_{i+1} and W_{i-1} ... W_1 X, for a layer i from 1."""
    return (
        product(net.start[i:], net.widths[i]),
        product(net.start[: i - 1], net.widths[0]) @ net.data,
    )


def apart(printed: Tensor, true: Tensor) -> float:
    """Largest difference, relative to the largest number; infinite if the shapes differ."""
    if printed.shape != true.shape:
        return float("inf")
    return float((printed - true).abs().max() / true.abs().max())


def _parts(problem: Problem, c: Values, factor: float) -> tuple[Comparison, ...]:
    net = network(c)
    gradients = net.layers(problem.gradient(problem.start_point())[0])
    found = []
    for i, gradient in enumerate(gradients, 1):
        after, before = around(net, i)
        errors = {
            n: apart(
                factor * torch.kron(after, before.T.contiguous()).T @ vec(net.error), vec(gradient)
            )
            for n, vec in CONVENTIONS.items()
        }
        best = min(errors, key=errors.__getitem__)
        where = f"layer {i} of {int(c[depth])}, widths {net.widths}, vec by {best}"
        found.append(
            Comparison(
                "relative error of the gradient, for the better of the two conventions of vec",
                errors[best],
                0.0,
                where,
                1e-12,
            )
        )
    return tuple(found)


printed = Construction(
    name="zhang2022.sec-3.2.3.gradient",
    source=Source("Zhang", 2022, "section 3.2.3, after Kawaguchi (2016), Lemma 4.3"),
    statement=(
        "For ||Y - W_l ... W_1 X||^2 the gradient by vec(W_i) is ((W_l ... W_{i+1}) (x) (W_{i-1}"
        " ... W_1 X)^T)^T vec(f(X) - Y)"
    ),
    as_printed=True,
    erratum=Erratum(
        "a factor 2 is missing: the formula is that of half of the loss. For l = 1, X = W = 1, Y ="
        " 0 the loss is W^2, its gradient 2, the formula gives 1",
        corrected="zhang2022.sec-3.2.3.gradient.corrected",
    ),
    build=lambda c: network(c).problem(),
    settings=({depth: 1, width: 1, samples: 1}, {depth: 3, width: 2, wider: 1, samples: 5}),
    parts=lambda problem, c: _parts(problem, c, 1.0),
)

corrected = replace(
    printed,
    name="zhang2022.sec-3.2.3.gradient.corrected",
    statement="The same with 2 in front, vec row by row",
    as_printed=False,
    erratum=None,
    settings=(*printed.settings, {depth: 4, width: 3, samples: 3}),
    parts=lambda problem, c: _parts(problem, c, 2.0),
    notes=(
        "vec(A W B) = (A (x) B^T) vec(W) where vec goes row by row; the gradient of a sum of"
        " squares r^T r is 2 (dr/dW)^T r."
    ),
)
