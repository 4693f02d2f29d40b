"""Gradient descent with a step just below 2/L settles at a stationary point of the landscape."""

from dataclasses import replace

from theorybench.problems.theorems.dynamics.sine_short_steps import entry as fast, settles
from theorybench.vocabulary import gamma

entry = replace(
    fast,
    name="zhang2022.sec-6.3.eta-below-0.02",
    statement="Gradient descent with eta < 2/L_f = 0.02 converges to stationary points; put to the"
    " test just below, at 0.0199.",
    params={gamma: 0.0199},
    parts=settles,
)
