"""Zigzag functions through any points: the same answers there, no stationary point in common."""

from theorybench.problems.functions.zigzag import theta, zigzag
from theorybench.problems.functions.zigzag_claims import defined, of_one_function
from theorybench.vocabulary import Constant, Construction, Delta_0, L_f, Source, Values
from theorybench.vocabulary import directionally_differentiable, epsilon, lipschitz, lower_bounded

queries = Constant("queries", "number of points at which the oracle has been asked", integer=True)
_POINTS = (-2.0, -1.5, 0.0, 0.25, 3.0, 7.0, 7.125)  # dyadic, like all settings: float64 is exact


def _asked(c: Values) -> tuple[float, ...]:
    return _POINTS[: int(c[queries])]


printed, corrected = Construction(
    name="zhang2022.lem-5.7.1",
    source=Source("Zhang", 2022, "Lemma 5.7.1 and its proof"),
    statement="for x_1 < ... < x_K, delta = min{min |x_i - x_j|, Delta / L} and 0 < theta < 1/2 the"
    " f_theta of the proof is in F(Delta, L); f_theta(x_k) = 0 and f_theta'(x_k) = L for all k; its"
    " minimum is -L theta delta >= -Delta; its epsilon-stationary points, epsilon < L, are x_k -"
    " theta delta and (x_k + x_{k+1}) / 2 - theta delta; no two theta share one",
    build=lambda c: zigzag(_asked(c), c[L_f], c[Delta_0], c[theta]),
    settings=({queries: 2, L_f: 1.0, Delta_0: 1.0, theta: 0.25, epsilon: 0.5},),
    promises=(lipschitz, lower_bounded, directionally_differentiable),
    parts=lambda f, c: (defined(_asked(c), c, last=1.0), *of_one_function(f, _asked(c), c)),
    notes="Where no formula is printed, the neighbouring piece is continued; with it all that the"
    " lemma claims is right.",
).corrected(
    what="the last piece is printed for x >= x_K + theta delta: no formula covers x_K, where"
    " f_theta should be 0 with slope L",
    statement="The same with the last piece L (x - x_K) from x_K - theta delta on, for epsilon < L",
    settings=tuple(
        {queries: count, L_f: slope, Delta_0: gap, theta: shift, epsilon: slope * 63 / 64}
        for count, slope, gap, shift in (
            (1, 1.0, 2.0, 0.25),
            (2, 1.0, 1.0, 0.125),
            (7, 4.0, 1.0, 0.375),
            (7, 0.5, 64.0, 31 / 64),
            (5, 2.0, 0.125, 1 / 64),
        )
    ),
    parts=lambda f, c: (defined(_asked(c), c, last=-1.0), *of_one_function(f, _asked(c), c)),
)
