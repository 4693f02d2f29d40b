"""The noise that oracles draw has the moments they promise: by quadrature, by enumeration and by
draws.
"""

import math

import mpmath
import numpy as np
import pytest
import torch
from scipy.stats import binomtest, kstest, levy_stable, norm

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.assumptions import everything
from theorybench.core.oracles import (
    alpha_stable,
    coin,
    exact,
    finite_sum,
    gaussian,
    pareto,
    two_point,
)
from theorybench.core.problem import Problem
from theorybench.problems.noise import oracles as in_use
from theorybench.statistics.efunctions import MeanAtMost
from theorybench.statistics.engine import log_wealth
from theorybench.statistics.tails import characteristic_check

COUNT = 50_000
LUCK = 1e-6
"""A correct law fails one of these tests with at most this probability, over the choice of the
seeds, which are fixed.
"""


def line(slope=0.7, dim=1):
    """f = slope x_1 + ... in dim dimensions: the gradient has norm slope everywhere."""
    part = slope / math.sqrt(dim)
    return Problem(
        name="line",
        f=lambda x: part * x.sum(-1),
        gradient=lambda x: torch.full_like(x, part),
        start=(0.0,) * dim,
        f_star=-1.0,
        constants={s.L_f: slope},
        promises=(a.lipschitz,),
    )


def draws(oracle, dim=1, count=COUNT, seed=5):
    law = oracle.law
    raw = torch.empty(count, law.inputs, dim, dtype=law.dtype)
    law.fill(raw, torch.Generator().manual_seed(seed))
    return law.transform(raw).double().numpy()


def atoms(probability, size):
    return ((size * (1 - probability), probability), (-size * probability, 1 - probability))


def moment_of_atoms(probability, size):
    return lambda shift, power: sum(
        p * abs(shift + z) ** power for z, p in atoms(probability, size)
    )


def moment_of_density(density, edges):
    def moment(shift, power):
        pieces = sorted({*edges, *(-e for e in edges), -shift, 0.0})
        return float(
            mpmath.quad(
                lambda z: abs(shift + z) ** power * density(z), [-mpmath.inf, *pieces, mpmath.inf]
            )
        )

    return moment


def moment_of_pareto(tail, scale):
    """E|shift + z|^power with z = scale/t^(1/tail) or its negative, t uniform: smooth after t =
    v^4, which spreads the tail out.
    """

    def moment(shift, power):
        def part(v):
            z = scale * v ** (-8 / tail)
            return 8 * v**7 * (abs(shift + z) ** power + abs(shift - z) ** power) / 2

        return float(mpmath.quad(part, mpmath.linspace(0, 1, 17)))

    return moment


def moment_of_stable(tail, scale):
    """E|X|^p = 2 Gamma(1+p) sin(pi p/2)/pi int (1 - Re phi(u)) u^(-1-p) du, phi the
    characteristic function of shift + z.
    """

    def moment(shift, power):
        def part(log_u):
            u = mpmath.exp(log_u)
            return (
                2 * mpmath.sin(u * shift / 2) ** 2
                - mpmath.cos(u * shift) * mpmath.expm1(-((scale * u) ** tail))
            ) * u**-power

        # beyond u = e^6 the characteristic function is below 1e-17, so 1 - Re phi is 1
        body = mpmath.quad(
            part,
            [-400, -200, -100, -50, *mpmath.linspace(-25, 0, 6), *mpmath.linspace(0.25, 6, 24)],
        )
        return float(
            2
            * mpmath.gamma(1 + power)
            * mpmath.sin(mpmath.pi * power / 2)
            / mpmath.pi
            * (body + mpmath.exp(-6 * power) / power)
        )

    return moment


CASES = {
    "gaussian": (gaussian(0.8), moment_of_density(lambda z: mpmath.npdf(z, 0, 0.8), (2.0, 6.0))),
    "coin": (coin(1.3), moment_of_atoms(0.5, 2.6)),
    "rare": (two_point(0.01, 10.0), moment_of_atoms(0.01, 10.0)),
    "rare-1.5": (two_point(0.002, 30.0, promised=1.5), moment_of_atoms(0.002, 30.0)),
    "pareto": (pareto(1.6, 1.5, 0.3), moment_of_pareto(1.6, 0.3)),
    "pareto-light": (pareto(2.5, 2.0, 0.3), moment_of_pareto(2.5, 0.3)),
    "stable": (alpha_stable(1.6, 1.5, 0.4), moment_of_stable(1.6, 0.4)),
    "stable-1.2": (alpha_stable(1.2, 1.1, 1.0), moment_of_stable(1.2, 1.0)),
}
each = pytest.mark.parametrize(("oracle", "moment"), CASES.values(), ids=CASES)


@each
def test_promised_moment_is_exact(oracle, moment):
    known = oracle.constants(line())
    assert known[s.sigma] ** known[s.alpha] == pytest.approx(moment(0.0, known[s.alpha]), rel=1e-6)


@each
def test_variance_of_coordinates_is_exact(oracle, moment):
    known = oracle.constants(line(dim=4))
    if a.coordinate_variance in oracle.promises:
        assert known[s.sigma_sum] == pytest.approx(4 * math.sqrt(moment(0.0, 2.0)), rel=1e-6)
        assert known[s.sigma_2] == pytest.approx(known[s.sigma_sum] / 2, rel=1e-12)
    else:
        assert a.infinite_variance in oracle.promises
        assert s.sigma_2 not in known


@each
@pytest.mark.parametrize("slope", [0.05, 0.7, 5.0])
def test_gradient_moment_is_an_upper_bound(oracle, moment, slope):
    """E|a + z|^alpha <= G^alpha for slopes a up to L_f, and G is no larger than Minkowski's
    bound; at alpha = 2 it is attained.
    """
    known = oracle.constants(line(slope))
    largest = max(moment(sign * slope, known[s.alpha]) for sign in (-1, 1))
    assert largest <= known[s.G] ** known[s.alpha] * (1 + 1e-9)
    assert known[s.G] <= (slope + known[s.sigma]) * (1 + 1e-12)
    if known[s.alpha] == 2:
        assert largest == pytest.approx(known[s.G] ** 2, rel=1e-6)


@pytest.mark.parametrize("power", [1.05, 1.3, 1.7, 2.0])
def test_inequalities_behind_the_gradient_moment(power):
    """||a+z||^p <= ||a||^p + p <a, z> ||a||^(p-2) + 2^(2-p) ||z||^p, and without the middle term
    and the factor in the mean of z and -z.
    """
    rng = np.random.default_rng(3)
    a_, z = rng.standard_normal((2, 200_000, 3)) * 10 ** rng.uniform(-3, 3, (2, 200_000, 1))

    def size(x):
        return np.linalg.norm(x, axis=1)

    both = size(a_) ** power + size(z) ** power
    middle = power * (a_ * z).sum(1) * size(a_) ** (power - 2)
    above = both + middle + (2 ** (2 - power) - 1) * size(z) ** power
    assert np.all(size(a_ + z) ** power <= above * (1 + 1e-9) + 1e-12 * np.abs(middle))
    assert np.all((size(a_ + z) ** power + size(a_ - z) ** power) / 2 <= both * (1 + 1e-12))


@pytest.mark.parametrize("dim", [1, 3])
@each
def test_draws_keep_the_promised_moment(oracle, moment, dim):
    """The e-process of E X <= 1 stays low, and that of a bound three quarters as large does not
    where the moment is easily estimated.
    """
    z, known = draws(oracle, dim, 20_000), oracle.constants(line(dim=dim))
    x = (np.linalg.norm(z, axis=1) / known[s.sigma]) ** known[s.alpha]
    assert log_wealth(MeanAtMost(1.0), x) < -math.log(LUCK)
    if (
        known[s.alpha] == 2
        and dim == 1
        and a.coordinate_variance in oracle.promises
        and oracle.law.raw == "normal"
    ):
        assert log_wealth(MeanAtMost(0.75), x) > -math.log(LUCK)


def test_gaussian_draws():
    assert kstest(draws(gaussian(0.8))[:, 0], norm(scale=0.8).cdf).pvalue > LUCK
    assert kstest(draws(gaussian(0.8))[:, 0], norm(scale=0.85).cdf).pvalue < LUCK


def test_pareto_draws():
    z = draws(pareto(1.6, 1.5, 0.3))[:, 0]
    assert kstest((0.3 / np.abs(z)) ** 1.6, "uniform").pvalue > LUCK
    assert kstest((0.3 / np.abs(z)) ** 1.75, "uniform").pvalue < LUCK
    assert binomtest(int((z > 0).sum()), len(z)).pvalue > LUCK
    assert np.abs(z).min() >= 0.3


@pytest.mark.parametrize("tail", [1.2, 1.6, 1.9])
def test_stable_draws(tail):
    """Against the characteristic function, which is also shown a wrong index and a wrong scale;
    and against scipy's distribution.
    """
    z = draws(alpha_stable(tail, 1.1, 0.4))[:, 0]
    for u in (0.3, 0.6):
        assert characteristic_check(z, 0.4, tail, u / 0.4) < -math.log(LUCK)
    assert characteristic_check(z, 0.4, tail - 0.15, 0.3 / 0.4) > -math.log(LUCK)
    assert characteristic_check(z, 0.45, tail, 0.6 / 0.4) > -math.log(LUCK)
    inside = levy_stable.cdf(np.array([1.0]), tail, 0.0, scale=0.4).item()
    assert binomtest(int((z <= 1.0).sum()), len(z), inside).pvalue > LUCK


@pytest.mark.parametrize("probability", [0.01, 0.3, 0.5])
def test_two_point_draws(probability):
    z = draws(two_point(probability, 2.0))[:, 0]
    (high, _), (low, _) = atoms(probability, 2.0)
    assert set(np.round(np.unique(z), 12)) == {round(high, 12), round(low, 12)}
    assert binomtest(int((z > 0).sum()), len(z), probability).pvalue > LUCK
    largest = np.linalg.norm(draws(two_point(probability, 2.0), 3, 1000), axis=1).max()
    assert largest <= two_point(probability, 2.0).constants(line(dim=3))[s.tau]


@pytest.mark.parametrize("oracle", [pareto(1.6, 1.5), alpha_stable(1.6, 1.5)], ids=str)
def test_heavy_laws_are_exactly_symmetric_and_finite(oracle):
    """The numbers j 2^-53 and (2^53 - 1 - j) 2^-53 give opposite noise, so the mean is 0 and not
    only nearly so.
    """
    j = torch.tensor([0, 1, 2**52 - 1, 2**52, 2**30, 12345], dtype=torch.float64)
    pairs = (j * 2.0**-53, (2.0**53 - 1 - j) * 2.0**-53)
    raw = torch.stack(
        [torch.stack([u, torch.full_like(u, 0.25)][: oracle.law.inputs]) for u in pairs]
    )
    first, second = oracle.law.transform(raw)
    assert torch.isfinite(first).all()
    assert torch.allclose(first, -second, rtol=1e-12, atol=0.0)
    assert (first != 0).all()


def test_torch_draws_multiples_of_two_to_the_minus_53():
    raw = torch.empty(10_000, dtype=torch.float64).uniform_(
        generator=torch.Generator().manual_seed(1)
    )
    assert (raw * 2**53 % 1 == 0).all()
    assert (raw * 2**52 % 1 != 0).any()


@pytest.mark.parametrize(
    ("oracle", "promised", "not_promised"),
    [
        (
            pareto(1.6, 1.5),
            {a.infinite_variance, a.bounded_moment},
            {a.bounded_variance, a.coordinate_variance},
        ),
        (pareto(2.0, 1.5), {a.infinite_variance}, {a.bounded_variance, a.coordinate_variance}),
        (pareto(2.5, 2.0), {a.bounded_variance, a.coordinate_variance}, {a.infinite_variance}),
        (
            pareto(2.5, 1.5),
            {a.bounded_moment, a.coordinate_variance},
            {a.infinite_variance, a.bounded_variance},
        ),
        (alpha_stable(1.9, 1.5), {a.infinite_variance}, {a.bounded_variance}),
        (two_point(0.1, 1.0), {a.bounded_variance, a.bounded_noise}, {a.infinite_variance}),
        (
            two_point(0.1, 1.0, promised=1.5),
            {a.bounded_moment, a.bounded_noise},
            {a.bounded_variance, a.infinite_variance},
        ),
        (coin(1.0), {a.bounded_variance, a.bounded_noise}, {a.infinite_variance}),
        (
            gaussian(1.0),
            {a.bounded_variance, a.bounded_moment},
            {a.bounded_noise, a.infinite_variance},
        ),
        (exact, {a.exact_gradients}, {a.infinite_variance}),
    ],
)
def test_promises(oracle, promised, not_promised):
    told = everything(oracle.promises)
    assert promised <= told
    assert not not_promised & told
    assert oracle is exact or a.unbiased in told


@pytest.mark.parametrize("dim", [1, 3])
@pytest.mark.parametrize("oracle", in_use, ids=str)
def test_noise_in_use_has_all_constants_it_promises(oracle, dim):
    known = oracle.constants(line(dim=dim))
    assert all(known[c] > 0 for promise in everything(oracle.promises) for c in promise.introduces)


def test_names_in_use_are_unique():
    assert len({oracle.name for oracle in in_use}) == len(in_use)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: pareto(1.5, 1.5), ("tail=1.5", "promised=1.5", "1 < promised <= 2")),
        (lambda: pareto(3.0, 2.5), ("tail=3.0", "promised=2.5")),
        (lambda: alpha_stable(2.0, 1.5), ("tail=2.0", "1 < tail < 2")),
        (lambda: alpha_stable(1.5, 0.9), ("promised=0.9",)),
        (lambda: two_point(1.0, 1.0), ("probability=1.0",)),
        (lambda: two_point(0.5, -1.0), ("size=-1.0", "size > 0")),
        (lambda: two_point(0.5, 1.0, promised=3.0), ("promised=3.0",)),
    ],
)
def test_errors_say_what_was_given(make, words):
    with pytest.raises(ValueError) as raised:
        make()
    assert all(word in str(raised.value) for word in words)


def test_finite_sum_draws_every_index():
    oracle = finite_sum(
        "mean of 7", lambda problem, x, indices: indices.double().mean(-1, keepdim=True), 7, 3, ()
    )
    indices = draws(oracle, dim=3, count=70_000)
    assert set(np.unique(indices)) == set(range(7))
    assert binomtest(int((indices == 6).sum()), indices.size, 1 / 7).pvalue > LUCK
    assert oracle.width(line()) == 3
