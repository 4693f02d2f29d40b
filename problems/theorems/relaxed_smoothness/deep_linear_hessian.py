"""The Hessian of the quadratic loss of a deep linear network as Kronecker products, for every pair
of layers: as printed, for half of the loss, and mended.
"""

from dataclasses import replace

from theorybench.problems.theorems.relaxed_smoothness.deep_linear_blocks import depth
from theorybench.problems.theorems.relaxed_smoothness.deep_linear_blocks import samples, wider
from theorybench.problems.theorems.relaxed_smoothness.deep_linear_blocks import width
from theorybench.problems.theorems.relaxed_smoothness.deep_linear_formulas import as_printed
from theorybench.problems.theorems.relaxed_smoothness.deep_linear_formulas import compared, mended
from theorybench.vocabulary import Check, Erratum, Source

ONES = ({depth: 2, width: 1, samples: 1},)
SQUARE = ({depth: 2, width: 2, samples: 2}, {depth: 3, width: 2, samples: 2})

printed, corrected = Check(
    name="zhang2022.sec-3.2.3.hessian",
    source=Source("Zhang", 2022, "section 3.2.3"),
    statement=(
        "For ||Y - W_l ... W_1 X||^2 and l >= j > i > 0 the second derivative by vec(W_j) and"
        " vec(W_i) is ((W_l ... W_{i+1}) (x) (W_{i-1} ... W_1 X)^T)^T ((W_l ... W_{j+1}) (x)"
        " (W_{j-1} ... W_1 X)^T) + ((W_{j-1} ... W_{i+1}) (x) (W_{i-1} ... W_1 X)) (I (x) ((f(X) -"
        " Y) W_l ... W_{j+1})); the second term is 0 if j = i"
    ),
    settings=ONES,
    compare=lambda c: compared(c, as_printed),
    as_printed=True,
).corrected(
    what=(
        "a factor 2 is missing: for l = 2 and X = W_1 = W_2 = 1, Y = 0 the mixed derivative of (W_1"
        " W_2)^2 is 4, the formula gives 2"
    ),
    statement=(
        "2 ((W_l ... W_{i+1}) (x) (W_{i-1} ... W_1 X)^T)^T ((W_l ... W_{j+1}) (x) (W_{j-1} ... W_1"
        " X)^T) + 2 ((W_{j-1} ... W_{i+1})^T (x) (W_{i-1} ... W_1 X (f(X) - Y)^T W_l ... W_{j+1}))"
        " K, vec row by row, K vec(V) = vec(V^T); without the second term if j = i"
    ),
    settings=(
        *ONES,
        *SQUARE,
        {depth: 3, width: 2, wider: 1, samples: 5},
        {depth: 4, width: 4, samples: 3},
    ),
    compare=lambda c: compared(c, mended),
)

halved = replace(
    printed,
    name="zhang2022.sec-3.2.3.hessian.halved",
    statement="The same for half of the loss, for which the printed gradient is right",
    erratum=Erratum(
        "the second term lacks two transposes and a permutation: its factors do not fit unless X"
        " has n_l columns (and, for j > i + 1, further widths agree); where they fit it is another"
        " matrix, whichever way vec flattens and the block is written",
        corrected=corrected.name,
    ),
    settings=SQUARE,
    compare=lambda c: compared(c, as_printed, 0.5),
)
