"""The noise levels in use: light, bounded, rare and one-sided, and heavy-tailed with infinite
variance.
"""

from dataclasses import replace

from theorybench.vocabulary import Oracle, alpha_stable, coin, gaussian, pareto, two_point


light = gaussian(1.0)
bounded = coin(1.0)
rare = two_point(0.01, 10.0)
rarer = two_point(0.004, 20.0, promised=1.8)
heavy = pareto(1.6, 1.5, scale=0.05)
stable = alpha_stable(1.6, 1.5, scale=0.1)

oracles = (light, bounded, rare, rarer, heavy, stable)


def only_on(problem: str, *served: Oracle) -> tuple[Oracle, ...]:
    """The oracles for one problem alone, by its name."""
    return tuple(replace(one, only=lambda other: other.name == problem) for one in served)
