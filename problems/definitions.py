"""Definitions and algorithms of the sources: they have no truth value, so that here is said what stands for them, or why nothing does.

The numbers are those of the entries; a number is either here or has an entry.
"""

from collections.abc import Mapping

from theorybench.algorithms.acclip import acclip
from theorybench.algorithms.adam import adam
from theorybench.algorithms.cclip import cclip
from theorybench.algorithms.clipped_gradient_descent import clipped_gradient_descent, gclip
from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.algorithms.ingd import ingd
from theorybench.algorithms.nesterov import nesterov
from theorybench.algorithms.normalised_gradient_descent import normalised_gradient_descent
from theorybench.algorithms.rmsprop import rmsprop
from theorybench.assumptions import (
    bounded_domain,
    bounded_gradient_on_sublevel,
    bounded_moment,
    bounded_noise,
    bounded_variance,
    convex,
    lower_bounded,
    relaxed_smooth,
    smooth,
    strongly_convex,
    twice_differentiable,
    unbiased,
)
from theorybench.metrics import gap, gradient_norm, hitting_time
from theorybench.oracles import finite_sum
from theorybench.problems.methods import linear_span_methods
from theorybench.theorem import LowerBound, Mode

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
    "zhang2022.def-3.2.1": (relaxed_smooth,),
    "zhang2022.asm-3.3": (lower_bounded, twice_differentiable, relaxed_smooth),
    "zhang2022.eq-3.4": (gradient_descent,),
    "zhang2022.eq-3.5": (clipped_gradient_descent,),
    "zhang2022.eq-3.6": (normalised_gradient_descent,),
    "zhang2022.eq-3.7": (Mode.COMPLEXITY, hitting_time, gradient_norm),
    "zhang2022.asm-3.4.1": (bounded_gradient_on_sublevel,),
    "zhang2022.asm-3.4.2": (bounded_noise, unbiased),
    "zhang2022.asm-4.4.1": (bounded_moment,),
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
"""Number -> the assumptions, methods, metrics and kinds of entry that say it here. A method whose problem has no domain does not project;
with noise an oracle answers what a method asks for."""

NOT_TESTED: Mapping[str, str] = {
    "zhang2022.sec-2.2.1.variance-reduction": "an observation on the training of large networks (Defazio, Bottou 2018), reported without a"
    " setting that could be repeated here",
}
"""Number -> why it has no entry."""
