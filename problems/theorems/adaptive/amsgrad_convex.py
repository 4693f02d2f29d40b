"""AMSGrad on convex functions with bounded gradients: the regret bound that Adam's was to be."""

from sympy import log, sqrt

from theorybench.problems.functions.reddi import G_inf, bounded_gradients, on_ends
from theorybench.problems.theorems.adaptive.adam_convex import step
from theorybench.vocabulary import T, D_inf, Declared, Mode, Source, Theorem, amsgrad, beta_1
from theorybench.vocabulary import beta_2, box_domain, convex, d, eta_X, gap, has_minimiser, k, mean

_first = D_inf**2 / (2 * step) * sqrt(T) * G_inf
_second = step * sqrt(1 + log(T)) / (2 * sqrt(1 - beta_2)) * G_inf * sqrt(T)

theorem = Theorem(
    name="kingma2015.thm-4.1.corrected",
    source=Source(
        "Reddi, Kale, Kumar",
        2018,
        "Theorem 4 with b1 = 0 and half of its constants",
        "https://arxiv.org/abs/1904.09237",
    ),
    statement="AMSGrad with b1 = 0 and steps alpha / sqrt(t), projected onto a box: R(T) <= D_inf^2"
    " / (2 alpha) sum_i sqrt(T vhat_{T,i}) + alpha sqrt(1 + log T) / (2 sqrt(1 - b2)) sum_i"
    " ||g_{1:T,i}||_2.",
    assumes=(convex, has_minimiser, bounded_gradients, box_domain),
    algorithm=amsgrad,
    params={eta_X: step / sqrt(k), beta_1: 0, beta_2: beta_2},
    metric=mean(gap),
    mode=Mode.EXPECTATION,
    bound=d * (_first + _second) / T,
    horizon=T,
    settings=(
        {T: 400, step: 0.22, beta_2: 0.1},
        {T: 50, step: 0.6, beta_2: 0.1},
        {T: 400, step: 5.0, beta_2: 0.1},
    ),
    oracles=(on_ends(5.0, 1.5), on_ends(1.5, 1.5)),
    declares=(
        Declared(
            "0 <= f - f* <= d G_inf D_inf on the box, as |d_i f| <= E|g_i| <= G_inf",
            at_most=d * G_inf * D_inf,
        ),
    ),
)
