"""The Hessian of the quadratic loss of a deep linear network as Kronecker products, as printed and
mended, against autograd.
"""

from collections.abc import Callable

import torch

from theorybench.problems.functions.deep_linear import DeepLinear, product
from theorybench.problems.theorems.relaxed_smoothness.deep_linear_blocks import apart, around
from theorybench.problems.theorems.relaxed_smoothness.deep_linear_blocks import blocks, depth
from theorybench.problems.theorems.relaxed_smoothness.deep_linear_blocks import network, samples
from theorybench.vocabulary import Comparison, Tensor, Values

Formula = Callable[[DeepLinear, int, int], Tensor | None]
"""(network, i, j) -> the block, one row for each entry of W_i and one column for each of W_j;
None where factors do not fit.
"""


def first_term(net: DeepLinear, i: int, j: int) -> Tensor:
    """((W_l ... W_{i+1}) (x) (W_{i-1} ... W_1 X)^T)^T ((W_l ... W_{j+1}) (x) (W_{j-1} ... W_1
    X)^T).
    """
    one, other = (torch.kron(a, b.T.contiguous()) for a, b in (around(net, i), around(net, j)))
    return one.T @ other


def as_printed(net: DeepLinear, i: int, j: int) -> Tensor | None:
    """The first term and, for j > i, ((W_{j-1} ... W_{i+1}) (x) (W_{i-1} ... W_1 X)) (I (x)
    ((f(X) - Y) W_l ... W_{j+1})).
    """
    first, after, before = first_term(net, i, j), around(net, j)[0], around(net, i)[1]
    if i == j:
        return first
    if net.error.shape[1] != len(after):
        return None
    inner = net.error @ after
    left = torch.kron(product(net.start[i : j - 1], net.widths[i]), before)
    identity = torch.eye(max(left.shape[1] // len(inner), 1), dtype=torch.float64)
    right = torch.kron(identity, inner)
    if left.shape[1] != len(right) or (len(left), right.shape[1]) != tuple(first.shape):
        return None
    return first + left @ right


def mended(net: DeepLinear, i: int, j: int) -> Tensor:
    """Twice the first term and, for j > i, twice ((W_{j-1} ... W_{i+1})^T (x) (W_{i-1} ... W_1 X
    (f(X) - Y)^T W_l ... W_{j+1})) K, where K vec(V) = vec(V^T) for V of (n_j, n_{j-1}).
    """
    first, after, before = first_term(net, i, j), around(net, j)[0], around(net, i)[1]
    if i == j:
        return 2 * first
    between = product(net.start[i : j - 1], net.widths[i])
    n, m = net.widths[j], net.widths[j - 1]
    exchange = torch.eye(n * m, dtype=torch.float64).reshape(n, m, -1).transpose(0, 1)
    second = torch.kron(between.T.contiguous(), before @ net.error.T @ after)
    return 2 * first + 2 * second @ exchange.reshape(n * m, -1)


def compared(c: Values, formula: Formula, share: float = 1.0) -> tuple[Comparison, ...]:
    """A formula against a share of every block, for the best convention: vec by rows or by columns,
    the block or its transpose.
    """
    net, found = network(c), []
    what = "relative error of the block, for the best convention"
    for (i, j), block in blocks(net).items():
        n, m = block.shape[:2].numel(), block.shape[2:].numel()
        written = [b.reshape(n, m) * share for b in (block, block.permute(1, 0, 3, 2))]
        error = apart(formula(net, i, j), [*written, *(w.T for w in written)])
        sizes = f"widths {net.widths}, {int(c[samples])} samples"
        where = f"layers i = {i}, j = {j} of {int(c[depth])}, {sizes}"
        found.append(Comparison(what, error, 0.0, where, 1e-12))
    return tuple(found)
