"""Gaussian noise that says a smaller moment than it has, and Gaussian noise with a small mean."""

from dataclasses import replace

from theorybench.core import symbols as s
from theorybench.core.oracles import gaussian

_true = gaussian(1.0)
understated = replace(
    _true,
    name="understated",
    constants=lambda p: {**_true.constants(p), s.sigma: 0.95 * _true.constants(p)[s.sigma]},
)
biased = replace(_true, name="biased", answer=lambda p, x, noise: p.gradient(x) + noise + 0.06)
