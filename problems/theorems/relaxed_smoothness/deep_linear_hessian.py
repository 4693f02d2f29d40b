"""The Hessian of the quadratic loss of a deep linear network as Kronecker products, against
autograd, for every pair of layers.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import torch

from theorybench.problems.functions.deep_linear import DeepLinear, product
from theorybench.problems.theorems.relaxed_smoothness.deep_linear_gradient import (
    apart,
    around,
    depth,
    network,
    samples,
    wider,
    width,
)
from theorybench.vocabulary import Comparison, Construction, Erratum, Problem, Source, Tensor
from theorybench.vocabulary import Values

Formula = Callable[[DeepLinear, int, int], Tensor | None]
"""(network, i, j) -> the block, one row for each entry of W_i and one column for each of W_j;
None where factors do not fit.
"""


def _blocks(net: DeepLinear) -> Mapping[tuple[int, int], Tensor]:
    """Second derivatives by W_i and W_j, (n_i, n_{i-1}, n_j, n_{j-1})."""
    flat = torch.cat([w.flatten() for w in net.start])
    hessian = torch.autograd.functional.hessian(net.loss, flat)
    assert isinstance(hessian, Tensor)
    shapes = [w.shape for w in net.start]
    rows = [
        part.split([s.numel() for s in shapes], dim=1)
        for part in hessian.split([s.numel() for s in shapes])
    ]
    return {
        (i + 1, j + 1): rows[i][j].reshape(*a, *b)
        for i, a in enumerate(shapes)
        for j, b in enumerate(shapes)
    }


def _error(printed: Tensor | None, true: Tensor) -> float:
    """Relative error for the best convention: vec by rows or by columns, the block or its
    transpose; infinite if no shape fits.
    """
    if printed is None:
        return float("inf")
    n, m = true.shape[:2].numel(), true.shape[2:].numel()
    by_rows, by_columns = true.reshape(n, m), true.permute(1, 0, 3, 2).reshape(n, m)
    return min(apart(one, block) for one in (printed, printed.T) for block in (by_rows, by_columns))


def first_term(net: DeepLinear, i: int, j: int) -> Tensor:
    """((W_l ... W_{i+1}) (x) (W_{i-1} ... W_1 X)^T)^T ((W_l ... W_{j+1}) (x) (W_{j-1} ... W_1
    X)^T).
    """
    (after_i, before_i), (after_j, before_j) = around(net, i), around(net, j)
    return torch.kron(after_i, before_i.T.contiguous()).T @ torch.kron(
        after_j, before_j.T.contiguous()
    )


def as_printed(net: DeepLinear, i: int, j: int) -> Tensor | None:
    """The first term and, for j > i, ((W_{j-1} ... W_{i+1}) (x) (W_{i-1} ... W_1 X)) (I (x)
    ((f(X) - Y) W_l ... W_{j+1})).
    """
    first, after, before = first_term(net, i, j), around(net, j)[0], around(net, i)[1]
    if i == j:
        return first
    if net.error.shape[1] != len(after):
        return None
    between, inner = product(net.start[i : j - 1], net.widths[i]), net.error @ after
    left = torch.kron(between, before)
    identity = torch.eye(max(left.shape[1] // len(inner), 1), dtype=torch.float64)
    right = torch.kron(identity, inner)
    if left.shape[1] != len(right) or (len(left), right.shape[1]) != tuple(first.shape):
        return None
    return first + left @ right


def mended(net: DeepLinear, i: int, j: int) -> Tensor:
    """Twice the first term and, for j > i, ((W_{j-1} ... W_{i+1})^T (x) (W_{i-1} ... W_1 X (f(X)
    - Y)^T W_l ... W_{j+1})) K.
    """
    first, after, before = first_term(net, i, j), around(net, j)[0], around(net, i)[1]
    if i == j:
        return 2 * first
    between = product(net.start[i : j - 1], net.widths[i])
    n, m = net.widths[j], net.widths[j - 1]
    # K vec(V) = vec(V^T) for V of (n_j, n_{j-1}), vec row by row
    exchange = (
        torch.eye(n * m, dtype=torch.float64).reshape(n, m, -1).transpose(0, 1).reshape(n * m, -1)
    )
    return (
        2 * first + 2 * torch.kron(between.T.contiguous(), before @ net.error.T @ after) @ exchange
    )


def _parts(c: Values, formula: Formula, share: float) -> tuple[Comparison, ...]:
    net = network(c)
    found = []
    for (i, j), block in _blocks(net).items():
        if i <= j:
            where = (
                f"layers i = {i}, j = {j} of {int(c[depth])}, widths {net.widths},"
                f" {int(c[samples])} samples"
            )
            error = _error(formula(net, i, j), share * block)
            found.append(
                Comparison(
                    "relative error of the block, for the best convention", error, 0.0, where, 1e-12
                )
            )
    return tuple(found)


def _build(c: Values) -> Problem:
    return network(c).problem()


printed = Construction(
    name="zhang2022.sec-3.2.3.hessian",
    source=Source("Zhang", 2022, "section 3.2.3"),
    statement=(
        "For ||Y - W_l ... W_1 X||^2 and l >= j > i > 0 the second derivative by vec(W_j) and"
        " vec(W_i) is ((W_l ... W_{i+1}) (x) (W_{i-1} ... W_1 X)^T)^T ((W_l ... W_{j+1}) (x)"
        " (W_{j-1} ... W_1 X)^T) + ((W_{j-1} ... W_{i+1}) (x) (W_{i-1} ... W_1 X)) (I (x) ((f(X) -"
        " Y) W_l ... W_{j+1})); the second term is 0 if j = i"
    ),
    as_printed=True,
    erratum=Erratum(
        "a factor 2 is missing: for l = 2 and X = W_1 = W_2 = 1, Y = 0 the mixed derivative of (W_1"
        " W_2)^2 is 4, the formula gives 2",
        corrected="zhang2022.sec-3.2.3.hessian.corrected",
    ),
    build=_build,
    settings=({depth: 2, width: 1, samples: 1},),
    parts=lambda problem, c: _parts(c, as_printed, 1.0),
)

halved = replace(
    printed,
    name="zhang2022.sec-3.2.3.hessian.halved",
    statement="The same for half of the loss, for which the printed gradient is right",
    erratum=Erratum(
        "the second term lacks two transposes and a permutation: its factors do not fit unless X"
        " has n_l columns (and, for j > i + 1, further widths agree); where they fit it is another"
        " matrix, whichever way vec flattens and the block is written",
        corrected="zhang2022.sec-3.2.3.hessian.corrected",
    ),
    settings=({depth: 2, width: 2, samples: 2}, {depth: 3, width: 2, samples: 2}),
    parts=lambda problem, c: _parts(c, as_printed, 0.5),
)

corrected = replace(
    printed,
    name="zhang2022.sec-3.2.3.hessian.corrected",
    statement=(
        "2 ((W_l ... W_{i+1}) (x) (W_{i-1} ... W_1 X)^T)^T ((W_l ... W_{j+1}) (x) (W_{j-1} ... W_1"
        " X)^T) + 2 ((W_{j-1} ... W_{i+1})^T (x) (W_{i-1} ... W_1 X (f(X) - Y)^T W_l ... W_{j+1}))"
        " K, vec row by row, K vec(V) = vec(V^T); without the second term if j = i"
    ),
    as_printed=False,
    erratum=None,
    settings=(
        *printed.settings,
        *halved.settings,
        {depth: 3, width: 2, wider: 1, samples: 5},
        {depth: 4, width: 4, samples: 3},
    ),
    parts=lambda problem, c: _parts(c, mended, 1.0),
)
