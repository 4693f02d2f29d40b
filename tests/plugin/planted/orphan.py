"""A theorem with a hypothesis that no problem promises."""

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.assumptions import Assumption, smooth
from theorybench.metrics import gap
from theorybench.symbols import Delta_0, L, gamma, n
from theorybench.theorem import Mode, Theorem
from theorybench.types import Source

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
