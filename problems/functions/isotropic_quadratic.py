"""The quadratic x^2/2 started at its minimum: what happens to it is noise alone, and its law is
known exactly.
"""

from theorybench.vocabulary import Problem, isotropic_quadratic, mu


def half_square(curvature: float = 1.0) -> Problem:
    """f(x) = curvature x^2 / 2 in one dimension, x_0 = 0."""
    return Problem(
        name=f"half-square-{curvature:g}",
        f=lambda x: 0.5 * curvature * x[:, 0].square(),
        gradient=lambda x: curvature * x,
        start=(0.0,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={mu: curvature},
        promises=(isotropic_quadratic,),
    )


problem = half_square()
