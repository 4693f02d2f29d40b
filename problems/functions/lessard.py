"""A strongly convex function of one variable on which heavy ball, with the parameters that are
best for quadratics, runs in a circle.
"""

import torch

from theorybench.vocabulary import L, Problem, Source, Tensor, has_minimiser, lower_bounded, mu
from theorybench.vocabulary import pointwise, smooth, strongly_convex

SOURCE = Source(
    "Lessard, Recht, Packard",
    2016,
    "counterexample for heavy ball",
    "https://arxiv.org/abs/1408.3595",
)

CYCLE = (792 / 1225, -2208 / 1225, 2592 / 1225)
"""Three points that heavy ball with step 1/9 and momentum 4/9 visits in turn."""


def _value(x: Tensor) -> Tensor:
    """25 x^2 / 2 for x < 1, x^2 / 2 + 24 x - 12 for 1 <= x < 2, 25 x^2 / 2 - 24 x + 36 for x >=
    2.
    """
    return torch.where(
        x < 1,
        12.5 * x.square(),
        torch.where(x < 2, 0.5 * x.square() + 24 * x - 12, 12.5 * x.square() - 24 * x + 36),
    )


problem = Problem(
    name="lessard",
    f=pointwise(_value),
    gradient=lambda x: torch.where(x < 1, 25 * x, torch.where(x < 2, x + 24, 25 * x - 24)),
    start=(3.3,),
    f_star=0.0,
    minimiser=(0.0,),
    constants={L: 25.0, mu: 1.0},
    promises=(strongly_convex, smooth, lower_bounded, has_minimiser),
    source=SOURCE,
)
