"""The mean error of five methods against the number of steps under noise of tail index 1.6, with
fitted slopes and predicted ones.
"""

import numpy as np

from theorybench.problems.heavy_tail_rates import (
    ABOVE,
    exponent,
    gaps,
    predicted,
    resampled,
)
from theorybench.vocabulary import HEIGHT, Axis, Curve, Picture, Source

ORDER = 1.5
HORIZONS = (30, 60, 120, 300, 600, 1200, 2400, 4800, 9600, 19200)
FITTED = slice(3, None)
SEEDS = 40


def curves(seed: int) -> tuple[Curve, ...]:
    """Means over runs; the bands hold 95 % of the means of resampled runs. Predictions start
    from the first point that is fitted.
    """
    k, made = np.array(HORIZONS[FITTED], dtype=float), []
    for name, found in gaps(ORDER, HORIZONS, range(seed, seed + SEEDS)).items():
        low, high = np.quantile(resampled(found, seed), (0.025, 0.975), axis=1)
        means = found.mean(-1)
        label = f"{name}: k^(−{exponent(HORIZONS[FITTED], means[FITTED]):.2f})"
        made.append(Curve(label, HORIZONS, means, group=name, low=low, high=high))
        if name in ("SGD", "CClip"):
            power = predicted(ORDER)[name]
            label = f"{name}, predicted for long runs: k^(−{power:.2f})"
            made.append(Curve(label, k, means[FITTED][0] * (k / k[0]) ** -power, "predicted", name))
    return tuple(sorted(made, key=lambda curve: curve.kind))


picture = Picture(
    name="zhang2022.heavy-tail-errors",
    source=Source("Zhang", 2022, "section 4.4"),
    title=f"Five methods under noise that has no moment from {ORDER + ABOVE:g} on",
    x=Axis("steps k", log=True),
    y=Axis("mean of f - f* at the weighted average", HEIGHT, log=True),
    curves=curves,
    notes=(
        "f = |x|^2 / 2 on a rectangle, symmetric Pareto noise of tail index 1.6, alpha = 1.5, 1280"
        f" runs. The slopes are fitted from k = {HORIZONS[FITTED][0]} on. The bound of"
        " zhang2022.thm-4.4.2.corrected for GClip lies 380 to 620 times higher: theorybench plot"
        " zhang2022.thm-4.4.2.corrected. See zhang2022.heavy-tail-exponents for the methods."
    ),
)
