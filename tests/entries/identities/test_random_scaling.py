"""Random scaling: the quadrature against closed forms, and false laws, factors and gradients
that must be seen.
"""

import dataclasses
import math

import mpmath
import numpy as np
import pytest
import torch

from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core.assumptions import differentiable
from theorybench.core.problem import Problem
from theorybench.problems.functions.huber import huber
from theorybench.problems.functions.huber_plus_quadratic import huber_plus_quadratic
from theorybench.statistics.engine import paths
from theorybench.statistics.zero_mean import ZeroMeanTruncated
from theorybench.verify.identities import integrable, integrate
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

CATALOGUE = load()
ENTRY = CATALOGUE.entry("tran2024.eq-12")
SIDES = ENTRY.sides
NAMES = [c.problem.name for c in CATALOGUE.claims(["tran2024.eq-12"])]


def column(*numbers):
    return torch.tensor(numbers, dtype=torch.float64)[:, None]


def line(f, slope, name="line", **changes):
    """A problem of one variable from functions of torch."""
    fields = {"start": (1.0,), "f_star": 0.0, "minimiser": (0.0,), "promises": (differentiable,)}
    return Problem(name, lambda x: f(x[:, 0]), slope, **(fields | changes))


square = line(lambda x: 0.5 * x**2, lambda x: 1.0 * x)
hyperbolic = line(lambda x: torch.cosh(x) - 1, torch.sinh)


def weighted(density):
    """Both sides under another law of s: its density over that of Exp(1)."""

    def sides(problem, x, step, s):
        weight = (density(s) * torch.exp(s))[:, 0]
        a, b = SIDES(problem, x, step, s)
        return a * weight, b * weight

    return sides


def changed(a=1.0, b=1.0, reach=1.0):
    """Another factor at a side, or the gradient at another multiple of the step."""

    def sides(problem, x, step, s):
        right = (problem.gradient(x + reach * s * step) * step).sum(-1)
        return a * SIDES(problem, x, step, s)[0], b * right

    return sides


FALSE = {
    "s uniform on (0, 2)": weighted(lambda s: 0.5 * (s < 2)),
    "s of the law Gamma(2, 1/2)": weighted(lambda s: 4 * s * torch.exp(-2 * s)),
    "s of mean 1.0001": weighted(lambda s: torch.exp(-s / 1.0001) / 1.0001),
    "a factor 1.000001": changed(b=1.000001),
    "a factor 1/2 on the left": changed(a=0.5),
    "the gradient before the step": changed(reach=0.0),
    "the gradient half way": changed(reach=0.5),
}


def verdict(problem, **changes):
    return verify_claim(Claim(dataclasses.replace(ENTRY, **changes), problem), Options())


def test_expectations_on_a_parabola_are_polynomials():
    """E[(x + s D)^2 - x^2] / 2 = x D + D^2."""
    x, step = column(0.0, 1.0, -3.0, 1e3), column(1.0, -2.0, 1e-3, 1e3)
    found = integrate(ENTRY, square, x, step)
    exact = (x * step + step**2)[:, 0]
    assert torch.allclose(found.mean, torch.stack([exact, exact], -1), rtol=1e-12)
    assert bool(found.finite.all())


@pytest.mark.parametrize("step", [0.1, 0.5, -0.6])
def test_expectations_of_exponentials(step):
    """E cosh(x + s D) = (cosh x + D sinh x) / (1 - D^2) for |D| < 1."""
    found = integrate(ENTRY, hyperbolic, column(0.7), column(step))
    exact = (math.cosh(0.7) + step * math.sinh(0.7)) / (1 - step**2) - math.cosh(0.7)
    assert bool(found.finite[0])
    assert found.mean[0].tolist() == pytest.approx([exact, exact], rel=1e-11)


@pytest.mark.parametrize("step", [1.0, 1.5, -40.0])
def test_infinite_expectations_are_seen_and_the_step_is_made_shorter(step):
    assert not bool(integrate(ENTRY, hyperbolic, column(0.7), column(step)).finite[0])
    found, shortened = integrable(ENTRY, hyperbolic, column(0.7, 0.7), column(step, 0.1))
    assert shortened == 1
    assert bool(found.finite.all())
    assert torch.allclose(found.mean[:, 0], found.mean[:, 1], rtol=1e-11)


def test_kinks_of_the_gradient_are_resolved():
    """Against mpmath with the integral broken at both kinks, for 200 positions of them."""
    one, rng = huber(1.0, 3.0, 0.5), np.random.default_rng(0)
    x, step = (torch.as_tensor(rng.uniform(-3, 3, (200, 1))) for _ in range(2))
    found = integrate(ENTRY, one, x, step)
    assert torch.allclose(found.mean[:, 0], found.mean[:, 1], rtol=0, atol=1e-12)
    for i in range(0, 200, 20):
        start, d = float(x[i, 0]), float(step[i, 0])
        kinks = sorted(t for t in ((0.5 - start) / d, (-0.5 - start) / d) if t > 0)
        slope = mpmath.quad(
            lambda s, a=start, d=d: min(max(a + s * d, -0.5), 0.5) * d * mpmath.exp(-s),
            [0, *kinks, mpmath.inf],
        )
        assert float(found.mean[i, 1]) == pytest.approx(float(slope), abs=1e-11)


@pytest.mark.parametrize(
    "one", [huber(1.0, 3.0, 0.5), huber_plus_quadratic(1.0, 0.1, 0.2, 3.0)], ids=lambda p: p.name
)
def test_no_seed_refutes_the_identity_at_kinks(one):
    worst = 0.0
    for seed in range(12):
        x, y = one.sample(64, seed)
        found, _ = integrable(ENTRY, one, x, y - x)
        worst = max(
            worst, float(((found.mean[:, 0] - found.mean[:, 1]).abs() / found.slack()).max())
        )
    assert worst < 0.5


@pytest.mark.parametrize("name", NAMES)
def test_a_factor_of_one_in_a_million_is_seen_on_every_problem(name):
    assert verdict(CATALOGUE.problem(name), sides=FALSE["a factor 1.000001"]).verdict == "refuted"


@pytest.mark.parametrize("what", FALSE)
@pytest.mark.parametrize(
    "name", ["huber-1-0.5", "sin-sin-100", "bounded-bump-3d", "anisotropic-logistic-1"]
)
def test_false_identities_are_refuted(what, name):
    assert verdict(CATALOGUE.problem(name), sides=FALSE[what]).verdict == "refuted"


def test_a_wrong_gradient_is_no_differentiable_function():
    wrong = dataclasses.replace(square, name="wrong", gradient=lambda x: 1.001 * x)
    assert verdict(wrong).verdict == "inapplicable"


def test_a_function_that_ends_at_its_domain_is_not_called_a_counterexample():
    """Beyond the box f is continued as a constant with a gradient that does not know of it: the
    ray leaves the domain.
    """
    cut = line(
        lambda x: 0.5 * x.clamp(-2, 2) ** 2,
        lambda x: 1.0 * x,
        name="cut",
        project=lambda x: x.clamp(-1, 1),
    )
    found = verdict(cut)
    assert found.verdict == "inapplicable"
    assert "leaves the domain" in found.finding


def test_a_constant_says_nothing():
    constant = line(lambda x: 0 * x, lambda x: 0 * x, name="constant")
    assert verdict(constant).verdict == "vacuous"


LAWS = {
    "exponential": (lambda rng, n: rng.exponential(size=n), "inconclusive"),
    "uniform on (0, 2)": (lambda rng, n: rng.uniform(0, 2, n), "refuted"),
    "always 1": (lambda rng, n: np.ones(n), "refuted"),
    "Gamma(2, 1/2)": (lambda rng, n: rng.gamma(2.0, 0.5, n), "refuted"),
}


@pytest.mark.parametrize("law", LAWS)
def test_sampled_differences_say_the_same(law):
    """A second formulation: draws of s, and an e-process for E D = 0 with |D| <= 1 + s, D being
    divided by Lipschitz constant and step.
    """
    one, (draw_s, wanted) = huber(1.0, 3.0, 1e-3), LAWS[law]
    lipschitz = 1e-3

    def draw(first, last):
        rng = np.random.default_rng([first, last])
        s = torch.as_tensor(draw_s(rng, 32 * (last - first)))[:, None]
        start = torch.full_like(s, -0.5)
        a, b = SIDES(one, start, torch.ones_like(s), s)
        return ((a - b) / lipschitz).numpy()

    zero = ZeroMeanTruncated(c=6.0, b=math.exp(1 - 6.0))  # F is Lipschitz and s ~ Exp(1)
    evidence = paths(zero, draw(0, 256).reshape(1, -1)).max()
    assert ("refuted" if evidence >= math.log(1e9) else "inconclusive") == wanted
