"""Definitions and algorithms of the sources: they have no truth value, so that here is said what
stands for them, or why nothing does.

The numbers are those of the entries; a number is either here or has an entry.
"""

from collections.abc import Mapping

from theorybench.problems.methods import linear_span_methods
from theorybench.vocabulary import LowerBound, Mode, acclip, adam, bounded_domain
from theorybench.vocabulary import bounded_gradient_moment, bounded_gradient_on_sublevel
from theorybench.vocabulary import bounded_moment, bounded_noise, bounded_variance, cclip
from theorybench.vocabulary import clipped_gradient_descent, convex, coordinate_moments, finite_sum
from theorybench.vocabulary import gap, gclip, gradient_descent, gradient_norm, hitting_time, ingd
from theorybench.vocabulary import lower_bounded, nesterov, normalised_gradient_descent
from theorybench.vocabulary import relaxed_smooth, rmsprop, smooth, strongly_convex
from theorybench.vocabulary import twice_differentiable, unbiased

REALISED: Mapping[str, tuple[object, ...]] = {
    # chapter 2
    "zhang2022.def-2.1.1": (bounded_domain,),
    "zhang2022.def-2.1.2": (convex,),
    "zhang2022.def-2.1.3": (strongly_convex,),
    "zhang2022.def-2.1.4": (smooth,),
    "zhang2022.eq-2.2": (linear_span_methods,),
    "zhang2022.sec-2.1.1.complexity": (Mode.COMPLEXITY, hitting_time, gap),
    "zhang2022.eq-2.3": (gradient_descent,),
    "zhang2022.sec-2.1.2.minimax": (LowerBound,),
    "zhang2022.eq-2.4": (nesterov,),
    "zhang2022.sec-2.1.3.oracles": (unbiased, bounded_variance, finite_sum),
    # chapters 3, 4, 5 and 7
    "zhang2022.eq-3.1": (smooth,),
    "zhang2022.def-3.2.1": (relaxed_smooth,),
    "zhang2022.asm-3.3": (lower_bounded, twice_differentiable, relaxed_smooth),
    "zhang2022.eq-3.4": (gradient_descent,),
    "zhang2022.eq-3.5": (clipped_gradient_descent,),
    "zhang2022.eq-3.6": (normalised_gradient_descent,),
    "zhang2022.eq-3.7": (Mode.COMPLEXITY, hitting_time, gradient_norm),
    "zhang2022.asm-3.4.1": (bounded_gradient_on_sublevel,),
    "zhang2022.asm-3.4.2": (bounded_noise, unbiased),
    "zhang2022.asm-4.4.1": (bounded_moment,),
    "zhang2022.asm-4.4.2-4": (smooth, bounded_gradient_moment, strongly_convex),
    "zhang2022.asm-4.5.1": (coordinate_moments,),
    "zhang2022.alg-gclip": (gclip,),
    "zhang2022.alg-proj-gclip": (gclip,),
    "zhang2022.alg-cclip": (cclip,),
    "zhang2022.alg-1": (acclip,),
    "zhang2022.alg-2": (ingd,),
    "zhang2022.alg-rmsprop": (rmsprop,),
    # lecture 9
    "cevher2020.alg-sgd": (gradient_descent,),
    "cevher2020.alg-rmsprop": (rmsprop,),
    "cevher2020.alg-adam": (adam,),
}
"""Number -> the assumptions, methods, metrics and kinds of entry that say it here. A method
whose problem has no domain does not project; with noise an oracle answers what a method asks
for."""

MISPRINTED: Mapping[str, str] = {
    "zhang2022.eq-2.3": "the gradient is printed at x; at x_k is meant",
    "zhang2022.eq-2.4": "y_0 is not given: x_0 here",
    "zhang2022.eq-3.5": "the norm in h_c is printed at x; at x_k is meant",
    "zhang2022.eq-3.6": "the norm in h_n is printed at x; at x_k is meant",
    "zhang2022.eq-3.7": (
        "(3.7) counts steps until the norm is at most epsilon, (3.8), for random runs, until it is"
        " below epsilon with probability 1/2; at most epsilon is measured in both. The proofs call"
        " them (5.5)"
    ),
    "zhang2022.asm-4.4.1": (
        "unbiasedness is printed E g(x) = grad f(x, xi), which is grad f(x); 'there are alpha and G"
        " > 0' is followed by a bound in sigma, which no word introduces"
    ),
    "zhang2022.asm-4.4.2-4": (
        "assumption 4.4.3 is headed 'mu-strong-convexity' and bounds E||g||^alpha, 4.4.4 has the"
        " same heading and is it; 4.4.2 is printed for f(y) - f(x) from above alone, which concave"
        " functions satisfy too: the Lipschitz gradient of definition 2.1.4 is assumed here, and"
        " nothing proved in the chapter needs it"
    ),
    "zhang2022.alg-proj-gclip": (
        "the update is printed without the projection that its name and the text around it promise"
    ),
    "zhang2022.asm-4.5.1": (
        "the norm bars are printed as |*| g_i(x)^alpha; E|g_i(x)|^alpha <= B_i^alpha is meant"
    ),
    "zhang2022.alg-1": "line 4 needs tau_0, which the listing does not start: 0 here, as m_0",
}
"""Number -> how what is printed differs from what is realised."""

_NETWORKS = (
    "trains or measures large networks (BERT, ResNet50, Transformer-XL) on data sets that are no"
    " part of this catalogue; it reports"
)
NOT_TESTED: Mapping[str, str] = {
    "zhang2022.fig-3-1": (
        "a measurement along the training of an LSTM on a language corpus; no claim about functions"
        " can be read off it"
    ),
    "zhang2022.fig-3-2": (
        "measurements along the training of an LSTM: whether smoothness and gradient norm look"
        " correlated"
    ),
    "zhang2022.fig-3-3": (
        "measurements along the training of ResNet20: whether smoothness and gradient norm look"
        " correlated"
    ),
    "zhang2022.fig-3-4": (
        "training curves of two networks; that clipping is faster is measured on functions in"
        " zhang2022.rem-3.4.1.faster"
    ),
    "zhang2022.fig-4-1.histogram": (
        f"{_NETWORKS} histograms of the norm of gradient noise at the start of training"
    ),
    "zhang2022.fig-4-1.variance": (
        f"{_NETWORKS} empirical variances of stochastic gradients; no finite sample shows that one"
        " is infinite"
    ),
    "zhang2022.fig-4-2": f"{_NETWORKS} how the noise changes during training",
    "zhang2022.fig-4-3": f"{_NETWORKS} losses of SGD, Adam, GClip, CClip and ACClip",
    "zhang2022.fig-4-4": (
        f"{_NETWORKS} histograms of noise for two architectures on two kinds of input"
    ),
    "zhang2022.table-4.2": f"{_NETWORKS} loss and accuracy after pretraining",
    "zhang2022.table-4.3": (
        f"{_NETWORKS} scores after fine-tuning, means of several runs with their deviations"
    ),
    "zhang2022.sec-3.4.2.sub-gaussian": (
        "that bounded noise can be relaxed to symmetric sub-gaussian noise in Theorem 3.4.4 is said"
        " without a bound and without a proof"
    ),
    "zhang2022.asm-3.3.limsup": (
        "that limsup ||grad f(x + delta) - grad f(x)|| / ||delta|| <= L0 + L1 ||grad f(x)|| makes"
        " grad f locally Lipschitz is a theorem of analysis (true: such a gradient is continuous,"
        " hence locally bounded); no run could contradict it"
    ),
    "zhang2022.sec-2.2.1.variance-reduction": (
        "an observation on the training of large networks (Defazio, Bottou 2018), reported without"
        " a setting that could be repeated here"
    ),
}
"""Number -> why it has no entry."""
