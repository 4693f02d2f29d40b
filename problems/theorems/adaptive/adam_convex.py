"""Adam on convex functions: the regret bound of its authors, which is false."""

from sympy import sqrt

from theorybench.problems.functions.reddi import G_inf, between_walls, bounded_gradients, rarely
from theorybench.problems.functions.reddi import width
from theorybench.vocabulary import LENGTH, T, Constant, Declared, Erratum, Mode, Source, Theorem
from theorybench.vocabulary import adam, beta_1, beta_2, convex, epsilon_v, eta_X, gap
from theorybench.vocabulary import has_minimiser, k, mean

step = Constant("alpha_X", "alpha of Adam's steps alpha / sqrt(t)", LENGTH, "alpha")
decay = Constant("decay", "b1 in step t is b1 lambda^(t-1)", letter="lambda")
reach = Constant("D", "largest distance between two iterates", LENGTH)

_first = reach**2 / (2 * step) * sqrt(T) * G_inf
_second = step * G_inf / sqrt(1 - beta_2) * G_inf * sqrt(T)
_third = reach**2 * G_inf * sqrt(1 - beta_2) / (2 * step * (1 - decay) ** 2)

theorem = Theorem(
    name="kingma2015.thm-4.1",
    source=Source("Kingma, Ba", 2015, "Theorem 4.1", "https://arxiv.org/abs/1412.6980"),
    as_printed=True,
    statement="R(T) <= D^2 / (2 alpha (1 - b1)) sum_i sqrt(T vhat_{T,i}) + alpha (1 + b1) G_inf /"
    " ((1 - b1) sqrt(1 - b2) (1 - gamma)^2) sum_i ||g_{1:T,i}||_2 + sum_i D_inf^2 G_inf sqrt(1 -"
    " b2) / (2 alpha (1 - b1) (1 - lambda)^2), gamma = b1^2 / sqrt(b2) < 1, for steps alpha /"
    " sqrt(t)",
    assumes=(convex, has_minimiser, bounded_gradients, between_walls),
    algorithm=adam,
    where={reach: width + 2 * step / sqrt(1 - beta_2)},
    params={eta_X: step / sqrt(k), beta_1: 0, beta_2: beta_2, epsilon_v: 0},
    metric=mean(gap),
    mode=Mode.EXPECTATION,
    bound=(_first + _second + _third) / T,
    horizon=T,
    settings=({T: 4000, step: 0.5, beta_2: 0.1, decay: 0.5},),
    oracles=(rarely,),
    declares=(
        Declared("0 <= f - f* <= G_inf D between the outermost iterates", at_most=G_inf * reach),
    ),
    erratum=Erratum(
        what="the average regret of Adam need not go to 0 (Reddi, Kale, Kumar 2018): a step is"
        " about as long after a frequent slight gradient as after a rare steep one, so that Adam"
        " walks to the wrong wall",
        corrected="kingma2015.thm-4.1.corrected",
    ),
)
