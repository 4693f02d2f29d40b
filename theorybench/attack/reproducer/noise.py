"""The part of a reproducer that is about noise: a sum over all outcomes, or a mean over samples."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from theorybench.attack.noise.noise import Noise
from theorybench.attack.reproducer.listing import numbers
from theorybench.entries.theorem import Mode

_MOST = 1 << 14
_SAMPLES = 10_000
NOISY_GRADIENT = """\
draws = iter(())


def stochastic_gradient(x):
    g = gradient(x)
    return g + next(draws) * along(g)"""
"""The function that the method asks in place of `gradient`; `draws` gives the next noise."""


def over_outcomes(
    noise: Noise,
    mode: Mode,
    steps: str,
    count: int,
    loop: Sequence[str],
    measured: str,
    varying: Sequence[str],
) -> str:
    """`run(noise)` and `measured`, what the theorem bounds.

    steps: the number of draws, as Python, and `count`, the same as a number; loop, measured: the
    lines of one run; varying: names that change with k.
    """
    body = textwrap.indent("\n".join((*loop, measured, "return float(measured)")), "    ")
    names = ", ".join(("draws", "k", *varying))
    late = (
        ""
        if mode is Mode.EXPECTATION
        else " > math.floor(bound)"
        if mode is Mode.COMPLEXITY
        else " > bound"
    )
    values, weights = (
        ([], [])
        if noise.atoms is None or noise.probabilities is None
        else (noise.atoms[:, 0].tolist(), noise.probabilities.tolist())
    )
    if 0 < len(values) ** count <= _MOST:
        atoms = ", ".join(
            f"({numbers(value)}, {numbers(weight)})"
            for value, weight in zip(values, weights, strict=True)
        )
        total = f"""\
atoms = [{atoms}]  # values of the noise and their probabilities
measured = sum(
    math.prod(p for _, p in path) * (run([z for z, _ in path]){late})
    for path in itertools.product(atoms, repeat={steps})
)"""
    else:
        draw = noise.draw or f"random.choices({values}, {weights})[0]"
        total = f"""\
random.seed(1)
runs = (run([{draw} for _ in range({steps})]){late} for _ in range({_SAMPLES}))
measured = sum(runs) / {_SAMPLES}"""
    return f"def run(noise):\n    global {names}\n    draws = iter(noise)\n{body}\n\n\n{total}"
