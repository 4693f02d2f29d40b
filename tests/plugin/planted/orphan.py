"""A theorem with a hypothesis that no problem promises."""

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.core.assumptions import Assumption, smooth
from theorybench.core.metrics import gap
from theorybench.core.symbols import (
    Delta_0,
    L,
    gamma,
    n,
)
from theorybench.core.types import Source
from theorybench.entries.theorem import Mode, Theorem

theorem = Theorem(
    name="planted.orphan",
    source=Source("Nobody", 2026, "Theorem 2"),
    assumes=(smooth, Assumption("pink", "f is pink")),
    algorithm=gradient_descent,
    params={gamma: 1 / L},
    metric=gap,
    mode=Mode.DETERMINISTIC,
    bound=Delta_0,
    settings=({n: 1},),
)
