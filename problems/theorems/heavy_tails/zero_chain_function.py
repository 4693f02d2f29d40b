"""The zero chain f_d: an infimum that is approached, and progress that falls with its threshold."""

from theorybench.problems.functions.zero_chain import SOURCE, zero_chain
from theorybench.problems.functions.zero_chain_claims import infimum_and_progress
from theorybench.vocabulary import Construction, d, lower_bounded


construction = Construction(
    name="zhang2022.constr-4.4.4.fd",
    source=SOURCE,
    as_printed=True,
    statement="f_d(x) = -Psi(1) Phi(x_1) + sum_{i=2}^d (Psi(-x_{i-1}) Phi(-x_i) - Psi(x_{i-1})"
    " Phi(x_i)), Psi(x) = exp(1 - 1/(2x-1)^2) for x > 1/2, else 0, Phi(x) = sqrt(e)"
    " int_{-infinity}^x exp(-t^2/2) dt; prog_beta(x) = max{i : |x_i| > beta}.",
    build=lambda values: zero_chain(int(values[d])),
    settings=tuple({d: dim} for dim in (1, 2, 3, 20)),
    promises=(lower_bounded,),
    parts=infimum_and_progress,
)
