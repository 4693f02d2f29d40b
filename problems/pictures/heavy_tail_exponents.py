"""How fast five methods converge under noise of tail index alpha to 2: measured, promised in
chapter 4 of Zhang (2022), and predicted.
"""

import numpy as np

from theorybench.problems.heavy_tail_rates import (
    exponent,
    gaps,
    predicted,
    promised,
    resampled,
)
from theorybench.vocabulary import Axis, Curve, Picture, Source

ORDERS = np.arange(11, 21) / 10
HORIZONS = (300, 600, 1200, 2400, 4800)
SEEDS = 40


def curves(seed: int) -> tuple[Curve, ...]:
    """Slopes of log mean gap against log k; the bars hold 95 % of the slopes of resampled runs."""
    found = [gaps(order, HORIZONS, range(seed, seed + SEEDS)) for order in ORDERS]
    made = []
    for name in found[0]:
        slopes = [exponent(HORIZONS, one[name].mean(-1)) for one in found]
        spread = np.array([exponent(HORIZONS, resampled(one[name], seed)) for one in found])
        low, high = np.quantile(spread, (0.025, 0.975), axis=1)
        made.append(Curve(name, ORDERS, slopes, group=name, low=low, high=high))
    for name, label in (
        ("SGD", "SGD, predicted for long runs"),
        ("GClip", "GClip and CClip, predicted for long runs"),
    ):
        made.append(
            Curve(label, ORDERS, [predicted(order)[name] for order in ORDERS], "predicted", name)
        )
    return (
        *made,
        Curve(
            "promised for clipping: 2(α−1)/α",
            ORDERS,
            [promised(order) for order in ORDERS],
            "bound",
        ),
    )


picture = Picture(
    name="zhang2022.heavy-tail-exponents",
    source=Source("Zhang", 2022, "Theorems 4.4.2 and 4.5.1"),
    title="The heavier the tails, the slower the convergence in the mean",
    x=Axis("order α of the moment that is finite"),
    y=Axis(f"p in E f - f* ~ k^(−p), from k = {HORIZONS[0]} to {HORIZONS[-1]}"),
    curves=curves,
    notes=(
        "f = |x|^2 / 2 on a rectangle, symmetric Pareto noise of tail index alpha + 0.1, steps 4 /"
        " (mu (k+1)), 1280 runs; all methods and all alpha use the same random numbers. Bars hold"
        " the slopes of 95 % of the resampled sets of runs; as few runs with large jumps make the"
        " mean, they are too short: over seven other sets of seeds the slopes scattered up to 1.6"
        " times as much. Predictions are heuristic: theorybench.problems.heavy_tail_rates. While"
        " the longest clipped step reaches from the minimum to the edge of the domain, clipping"
        " does nothing: CClip until k = 400 for alpha = 1.5, 10^4 for 1.3 and 10^11 for 1.1, GClip"
        " for longer. A slope from one problem is no rate for a class: that Adam and ACClip are"
        " faster here contradicts no lower bound."
    ),
)
