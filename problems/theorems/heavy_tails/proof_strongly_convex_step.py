"""One step of clipped SGD on a strongly convex function: the inequality that the proof sums up."""

from theorybench.problems.finitely_supported import clipped, finitely_supported, norm
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import LENGTH, Constant, Inequality, Source, alpha, gamma, mu, tau

_r = Constant("r", "x_{k-1} - x* on a line", LENGTH, real=True)
_law = finitely_supported(2, 1)
_slope, _clipped = _law.mean_vector()[0], _law.mean_vector(lambda v: clipped(v, tau))[0]
_square = _law.mean(lambda v: norm(clipped(v, tau)) ** 2)
_moment = _law.moment(alpha)

step = Inequality(
    name="zhang2022.proof-4.4.2.step",
    source=Source("Zhang", 2022, "section 4.7.2, proof of Theorem 4.4.2"),
    as_printed=True,
    statement="E f(x_{k-1}) - f* <= E[(1/eta_k - mu/2)/2 ||x_{k-1} - x*||^2 - 1/(2 eta_k) ||x_k -"
    " x*||^2] + 4 G^(2 alpha) tau^(2-2 alpha)/mu + eta_k G^alpha tau^(2-alpha)/2.",
    variables=ranges(alpha, mu, gamma, tau) | {_r: (-10.0, 10.0)} | _law.ranges(),
    parts={
        "step": (
            _r * (_slope - _clipped) + gamma * _square / 2,
            mu * _r**2 / 4
            + 4 * _moment**2 * tau ** (2 - 2 * alpha) / mu
            + gamma * _moment * tau ** (2 - alpha) / 2,
        ),
    },
)
