"""The largest coordinate, cut off below: whoever asks few gradients leaves a coordinate as it
was, and with it f.
"""

import math

from theorybench.problems.functions.max_affine import MaxAffine, max_affine
from theorybench.vocabulary import Problem, convex, has_minimiser


def max_coordinate(dim: int, distance: float = 1.0) -> Problem:
    """f(x) = max{x_1, .., x_d, -distance / sqrt(d)} from 0, at that distance from its nearest
    minimiser; at a tie the first e_i answers.

    d - 1 steps along gradients leave one coordinate at 0, so that f >= 0 there and f - f* >=
    distance / sqrt(d).
    """
    depth, flat = distance / math.sqrt(dim), (0.0,) * dim
    rows = (*(tuple(float(i == j) for j in range(dim)) for i in range(dim)), flat)
    made = MaxAffine(rows, (*flat, -depth), flat, 0.0)
    return max_affine(f"coordinate-{dim}", made, flat, (-depth,) * dim, (convex, has_minimiser))


problem = max_coordinate(3)
