"""Where f is (L0, L1)-smooth everywhere, the gradient at any distance up to 1/L1."""

from dataclasses import replace

from theorybench.problems.theorems.relaxed_smoothness.gradient_nearby import lemma as within_the_set
from theorybench.problems.theorems.relaxed_smoothness.one_step import r
from theorybench.vocabulary import Source

lemma = replace(
    within_the_set,
    name="zhang2022.rem-3.7.1",
    source=Source("Zhang", 2022, "Remark 3.7.1"),
    statement="If f is (L0, L1)-smooth everywhere, ||x+ - x|| <= 1/L1 is enough in Lemma 3.7.1",
    variables={**within_the_set.variables, r: (1e-9, 1e9)},
    notes="The 1 is only there to keep x+ in the set (3.3).",
)
