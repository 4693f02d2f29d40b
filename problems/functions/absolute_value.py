"""The absolute value: the worst case of the proximal point method."""

from theorybench.vocabulary import L_f, Problem, convex, has_minimiser, lipschitz, lower_bounded
from theorybench.vocabulary import pointwise, proximable


def absolute_value(slope: float, start: float) -> Problem:
    """f(x) = slope |x| in one dimension; its proximal point is x moved by slope gamma towards 0,
    and not beyond.
    """
    return Problem(
        name=f"absolute-value-{slope:.4g}",
        f=pointwise(lambda x: slope * x.abs()),
        gradient=lambda x: slope * x.sign(),
        start=(start,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={L_f: slope},
        promises=(convex, lipschitz, lower_bounded, has_minimiser, proximable),
        prox=lambda x, gamma: x.sign() * (x.abs() - slope * gamma).clamp(min=0.0),
    )


problem = absolute_value(0.5, -2.0)
