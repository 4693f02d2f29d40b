"""By how much f falls in one step of h = 1 / (2 (M L1 + L0)), proof of Theorem 3.4.3."""

from theorybench.problems.theorems.relaxed_smoothness.one_step import g, t
from theorybench.vocabulary import L0, L1, M, Inequality, Source, epsilon

ranges = dict.fromkeys((L0, L1, M), (1e-6, 1e6))
step = 1 / (2 * (M * L1 + L0))

lemma = Inequality(
    name="zhang2022.proof-3.4.3",
    source=Source("Zhang", 2022, "section 3.7.3"),
    statement="f falls by at least eps^2 / (4 (M L1 + L0)) as long as ||grad|| >= eps",
    as_printed=True,
    variables={**ranges, g: (1e-9, 1e6), epsilon: (1e-12, 1e6), t: (1e-6, 1)},
    parts={
        "fall at a share t of the way": (
            t * epsilon**2 / (4 * (M * L1 + L0)),
            t * step * g**2 - (t * step * g) ** 2 * (L1 * M + L0) / 2,
        )
    },
    premises=(g <= M, epsilon <= g),
    slip=(
        "the Taylor expansion at t* has (t h)^2 ||grad||^2 int_0^t ||hess f||, which is too small"
        " by a factor t: its mean over the way is meant, as the next line says; and f(x(t*)) >"
        " f(x_k) is to be f(x(t*)) > f(x_0)"
    ),
)
