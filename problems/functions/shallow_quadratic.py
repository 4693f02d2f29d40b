"""A quadratic of small curvature: constants that are small here make terms large that a bound
forgets to divide or multiply by L.
"""

from theorybench.problems.functions.quadratic import quadratic

problem = quadratic("shallow-quadratic", (0.1, 0.08), (4.0, 4.0))
