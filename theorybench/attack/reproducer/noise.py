"""The part of a script that is about noise: a sum over all outcomes, or a mean over samples."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from theorybench.attack.families.family import written
from theorybench.attack.noise.noise import Direction, Noise
from theorybench.entries.theorem import Mode

_MOST = 1 << 14
_SAMPLES = 10_000
_ALONG = {
    "first": "torch.eye(x.shape[1])[0]",
    "diagonal": "torch.full((x.shape[1],), x.shape[1] ** -0.5)",
    "gradient": "(g / g.norm() if g.norm() > 0 else torch.eye(x.shape[1])[0])",
}


def noisy_gradient(direction: Direction) -> str:
    """The function that the method asks in place of `gradient`; `draws` gives the next noise."""
    return f"""\
draws = iter(())


def stochastic_gradient(x):
    g = gradient(x)
    return g + next(draws) * {_ALONG[direction]}"""


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
            f"({written(value)}, {written(weight)})"
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
measured = sum(run([{draw} for _ in range({steps})]){late} for _ in range({_SAMPLES})) / {_SAMPLES}"""
    return f"def run(noise):\n    global {names}\n    draws = iter(noise)\n{body}\n\n\n{total}"
