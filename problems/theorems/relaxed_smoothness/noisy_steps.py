"""What the theorems of chapter 3 on SGD share: letters, and coins on chosen problems."""

from dataclasses import replace

from theorybench.vocabulary import HEIGHT, L0, L1, STEP, Constant, Oracle, Problem, coin, tau


Delta = Constant("Delta", "f(x_0) - f* and what the noise may add", HEIGHT, "\\Delta")
eta_0 = Constant("eta_0", "step size that is divided by sqrt(T)", STEP, "\\eta_0")

noise = (5 * L0 + 2 * L1 * tau) * tau**2 + 9 * tau * L0**2 / L1
"""What the noise may add to Delta_0 in Theorem 3.4.4, for eta_0 = 1."""


def noisy(size: float, *names: str) -> Oracle:
    """Coins of a size (F/X) on the problems whose names begin so."""

    def only(problem: Problem) -> bool:
        return problem.name.startswith(names)

    return replace(coin(size, f"coin-{size:g}-here"), only=only)
