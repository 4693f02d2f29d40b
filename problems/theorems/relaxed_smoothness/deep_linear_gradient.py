"""The gradient of the quadratic loss of a deep linear network as a Kronecker product, against
autograd.
"""

import torch

from theorybench.problems.theorems.relaxed_smoothness.deep_linear_blocks import apart, around, depth
from theorybench.problems.theorems.relaxed_smoothness.deep_linear_blocks import network, samples
from theorybench.problems.theorems.relaxed_smoothness.deep_linear_blocks import wider, width
from theorybench.vocabulary import Check, Comparison, Source, Values


def _compared(c: Values, factor: float) -> tuple[Comparison, ...]:
    """factor ((W_l ... W_{i+1}) (x) (W_{i-1} ... W_1 X)^T)^T vec(f(X) - Y) for every layer i, vec
    by rows or by columns, whichever is better.
    """
    net, found = network(c), []
    problem = net.problem()
    for i, gradient in enumerate(net.layers(problem.gradient(problem.start_point())[0]), 1):
        after, before = around(net, i)
        matrix = factor * torch.kron(after, before.T.contiguous()).T
        errors = {
            "rows": apart(matrix @ net.error.flatten(), [gradient.flatten()]),
            "columns": apart(matrix @ net.error.T.flatten(), [gradient.T.flatten()]),
        }
        best = min(errors, key=errors.__getitem__)
        what = "relative error of the gradient, for the better of the two conventions of vec"
        where = f"layer {i} of {int(c[depth])}, widths {net.widths}, vec by {best}"
        found.append(Comparison(what, errors[best], 0.0, where, 1e-12))
    return tuple(found)


SETTINGS = ({depth: 1, width: 1, samples: 1}, {depth: 3, width: 2, wider: 1, samples: 5})

printed, corrected = Check(
    name="zhang2022.sec-3.2.3.gradient",
    source=Source("Zhang", 2022, "section 3.2.3, after Kawaguchi (2016), Lemma 4.3"),
    statement=(
        "For ||Y - W_l ... W_1 X||^2 the gradient by vec(W_i) is ((W_l ... W_{i+1}) (x) (W_{i-1}"
        " ... W_1 X)^T)^T vec(f(X) - Y)"
    ),
    settings=SETTINGS,
    compare=lambda c: _compared(c, 1.0),
    as_printed=True,
).corrected(
    what=(
        "a factor 2 is missing: the formula is that of half of the loss. For l = 1, X = W = 1, Y ="
        " 0 the loss is W^2, its gradient 2, the formula gives 1"
    ),
    statement="The same with 2 in front, vec row by row",
    settings=(*SETTINGS, {depth: 4, width: 3, samples: 3}),
    compare=lambda c: _compared(c, 2.0),
)
