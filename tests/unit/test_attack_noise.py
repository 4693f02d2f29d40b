"""Noise families: every constant against an integral, an enumeration or draws; what an oracle
promises follows from what is known.
"""

import itertools
from dataclasses import replace

import mpmath
import numpy as np
import pytest
import torch
from scipy import stats

from theorybench.attack.noise.noise import DIRECTIONS, noise
from theorybench.attack.noise.shapes import (
    FAMILIES,
    discrete,
    heavy,
    heavy_symmetric,
    normal,
    rare,
    rare_symmetric,
    serves,
)
from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.types import EntryError
from theorybench.problems.functions.absolute_plus_quadratic import absolute_plus_quadratic
from theorybench.problems.functions.huber import huber
from theorybench.problems.functions.quadratic import quadratic
from theorybench.verify.hypotheses import draw_gradients, false_of_oracle
from theorybench.verify.prepare import constants_of
from theorybench.verify.profile import Options

ON_INTERVAL = absolute_plus_quadratic(
    "interval", 0.15, 1.0, (-0.3, 0.0), (-0.3,)
)  # f' runs from -0.45 to 0 or 0.15 on it
BENT = huber(2.0, 3.0, 0.5)  # |f'| <= 1 on R
BOWL = quadratic("bowl", (1.0, 0.5, 0.25), (1.0, -1.0, 2.0))
DISCRETE = (
    rare(0.01),
    rare(0.2, -1),
    rare(0.5),
    rare_symmetric(0.02),
    discrete("three", ((-1.0, 0.5), (0.5, 0.4), (3.0, 0.1))),
)
TAIL, MEAN = 1.7, mpmath.mpf("1.7") / mpmath.mpf("0.7")
# shape, distribution function, and E f(Z) as integrals over normals or over y, X = exp(y) being
# Pareto
CONTINUOUS = {
    "normal": (normal(), stats.norm.cdf, ((lambda z: z, mpmath.npdf, (-mpmath.inf, mpmath.inf)),)),
    "heavy-up": (
        heavy(TAIL),
        stats.pareto(TAIL, loc=-float(MEAN)).cdf,
        ((lambda y: mpmath.exp(y) - MEAN, None, (0, 400)),),
    ),
    "heavy-down": (
        heavy(TAIL, -1),
        lambda z: stats.pareto(TAIL, loc=-float(MEAN)).sf(-z),
        ((lambda y: MEAN - mpmath.exp(y), None, (0, 400)),),
    ),
    "heavy-both": (
        heavy_symmetric(TAIL),
        lambda z: np.where(
            z < 0, np.abs(z).clip(1) ** -TAIL / 2, 1 - np.abs(z).clip(1) ** -TAIL / 2
        ),
        ((mpmath.exp, None, (0, 400)), (lambda y: -mpmath.exp(y), None, (0, 400))),
    ),
}


def integral(of, pieces, c):
    """The mean of of(c + Z); cut where c + Z = 0, as found by bisection."""

    def one(place, density, ends):
        density = density or (lambda y: TAIL * mpmath.exp(-TAIL * y))
        low, high = (max(e, -40) for e in ends) if ends[0] == -mpmath.inf else ends
        high = min(high, 400)
        cuts = [low, high, 1, 10, 40]
        if (place(low) + c) * (place(high) + c) < 0:
            cuts.append(mpmath.findroot(lambda y: place(y) + c, (low, high), solver="bisect"))
        return mpmath.quad(lambda y: of(c + place(y)) * density(y), sorted(cuts))

    return sum((one(*piece) for piece in pieces), mpmath.mpf(0)) / len(pieces)


@pytest.mark.parametrize("name", CONTINUOUS)
@pytest.mark.parametrize("p", [1.05, 1.5])
def test_moments_about_every_centre_are_their_integrals(name, p):
    shape, _, pieces = CONTINUOUS[name]
    for c in (-4.0, -1.0, -0.3, 0.0, 1.0, 4.0):
        assert shape.about(c, p) == pytest.approx(
            float(integral(lambda z: abs(z) ** p, pieces, c)), rel=1e-6
        )


@pytest.mark.parametrize("name", CONTINUOUS)
def test_the_draws_have_the_law_whose_moments_are_given(name):
    shape, distribution, _ = CONTINUOUS[name]
    raw = torch.empty(20_000, 1, 1, dtype=shape.law.dtype)
    shape.law.fill(raw, torch.Generator().manual_seed(3))
    drawn = shape.law.transform(raw)[:, 0].double().numpy()
    assert stats.kstest(drawn, distribution).pvalue > 1e-3
    wrong = stats.kstest(1.05 * drawn, distribution).pvalue
    assert wrong < 1e-3


@pytest.mark.parametrize("shape", DISCRETE, ids=lambda shape: shape.name)
def test_few_values_are_drawn_with_their_probabilities(shape):
    values, weights = np.array(shape.atoms).T
    assert weights.sum() == pytest.approx(1)
    assert values @ weights == pytest.approx(0, abs=1e-15)
    assert shape.about(0.7, 1.3) == pytest.approx(weights @ np.abs(0.7 + values) ** 1.3)
    cells = 40_000
    raw = ((torch.arange(cells, dtype=torch.float64) + 0.5) / cells)[:, None, None]
    drawn = shape.law.transform(raw)[:, 0].numpy()
    assert [np.mean(drawn == v) for v in values] == pytest.approx(list(weights), abs=2 / cells)


def test_atoms_without_mean_0_are_refused():
    with pytest.raises(ValueError, match="mean"):
        discrete("bad", ((0.0, 0.5), (1.0, 0.5)))


def enumerated(made, problem, x):
    """The noise in all gradients that the oracle can answer at x: (atoms, d)."""
    rows = x.expand(len(made.atoms), -1)
    return made.oracle.answer(problem, rows, made.atoms) - problem.gradient(rows)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("shape", DISCRETE, ids=lambda shape: shape.name)
@pytest.mark.parametrize(
    ("problem", "alpha"), [(BENT, 1.4), (BENT, 2.0), (BOWL, 1.4), (BOWL, 2.0)], ids=str
)
def test_constants_are_exact_by_enumeration(problem, alpha, shape, direction):
    first = constants_of(problem, noise(problem, shape, alpha, {s.tau: 1.0}, direction).oracle)
    assert (s.sigma in first) == (direction != "independent" or problem.dim == 1 or alpha == 2)
    for constant, value in (
        (s.sigma, 0.7),
        (s.tau, 3.0),
        (s.sigma_2, 0.2),
        (s.sigma_sum, 0.5),
        (s.G, 1.9),
    ):
        if constant not in first:
            with pytest.raises(EntryError, match=f"no {constant.name} is known"):
                noise(problem, shape, alpha, {constant: value}, direction)
            continue
        made = noise(problem, shape, alpha, {constant: value}, direction)
        known = constants_of(problem, made.oracle)
        assert known[constant] == pytest.approx(value)
        z = enumerated(made, problem, problem.start_point())
        p = made.probabilities
        norms, deviations = z.norm(dim=-1), (p @ z.square()).sqrt()
        expected = {s.tau: norms.max(), s.sigma: (p @ norms**alpha) ** (1 / alpha)}
        expected |= {s.sigma_2: deviations.norm(), s.sigma_sum: deviations.sum()}
        assert (p @ z).norm() < 1e-12
        assert {c: known[c] for c in expected if c in known} == {
            c: pytest.approx(float(v)) for c, v in expected.items() if c in known
        }


@pytest.mark.parametrize(
    "shape",
    [*DISCRETE, heavy(1.9), heavy(1.9, -1), heavy_symmetric(1.9), normal()],
    ids=lambda shape: shape.name,
)
@pytest.mark.parametrize("direction", ["first", "gradient"])
@pytest.mark.parametrize("problem", [BENT, ON_INTERVAL], ids=str)
def test_G_is_the_largest_moment_on_the_domain_and_reached_there(problem, direction, shape):
    alpha, value = 1.6, 1.7
    oracle = noise(problem, shape, alpha, {s.G: value}, direction).oracle
    known = oracle.constants(problem)
    scale = known[s.sigma] / shape.moment(alpha) ** (1 / alpha)
    low, high = (-0.3, 0.0) if problem is ON_INTERVAL else (-3.0, 3.0)
    slopes = problem.gradient(torch.linspace(low, high, 401, dtype=torch.float64)[:, None])[
        :, 0
    ].tolist()
    if direction == "gradient":
        slopes = list(map(abs, slopes))
    largest = max(scale * shape.about(c / scale, alpha) ** (1 / alpha) for c in slopes)
    assert known[s.G] == pytest.approx(value)
    assert largest == pytest.approx(value)


def test_G_below_the_largest_gradient_is_refused():
    with pytest.raises(EntryError, match="give a larger G"):
        noise(BENT, rare(0.1), 1.5, {s.G: 0.9})


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
@pytest.mark.parametrize("problem", [BENT, ON_INTERVAL, BOWL], ids=str)
def test_draws_do_not_contradict_the_promises_of_a_family_and_do_if_a_constant_is_halved(
    family, problem
):
    alpha = 1.5
    shape = family.make(
        alpha, {p: (low * high) ** 0.5 for p, (low, high) in family.parameters.items()}
    )
    oracle = noise(problem, shape, alpha, {s.sigma: 2.0}).oracle
    known = (
        family.promises()
        if problem is not BOWL
        else family.promises() - {a.bounded_gradient_moment}
    )
    assert known - {a.bounded_variance} <= frozenset(oracle.promises)
    assert not false_of_oracle(problem, oracle, oracle.promises, Options())
    halved = replace(oracle, constants=lambda p: oracle.constants(p) | {s.sigma: 0.2})
    assert false_of_oracle(problem, halved, (a.bounded_moment,), Options())


def test_the_random_coordinate_is_fair_and_independent_of_the_size():
    for shape in (normal(), rare_symmetric(0.5)):
        oracle = noise(BOWL, shape, 2.0, {s.sigma: 1.0}, "random").oracle
        z = draw_gradients(BOWL, oracle, BOWL.start_point(), 5, 6000) - BOWL.gradient(
            BOWL.start_point()
        )
        hit = z[(z != 0).any(-1)] != 0
        assert bool((hit.sum(-1) == 1).all())
        counts = hit.sum(0).numpy()
        assert stats.chisquare(counts).pvalue > 1e-3
        size = z.square().sum(0).numpy()
        assert size / size.sum() == pytest.approx([1 / 3] * 3, abs=0.04)


def test_what_a_family_serves_follows_from_its_promises():
    by = {f.name: f for f in FAMILIES}
    moment, bounded, coordinates = (
        (a.unbiased, a.bounded_moment),
        (a.bounded_noise,),
        (a.coordinate_variance,),
    )
    assert all(
        serves(f, moment, 1.5) and serves(f, (a.unbiased, a.bounded_variance), 2.0)
        for f in FAMILIES
    )
    assert [
        serves(by["heavy-up"], x, 1.5) for x in (bounded, coordinates, (a.bounded_variance,))
    ] == [False] * 3
    assert [serves(by["normal"], x) for x in (bounded, coordinates)] == [False, True]
    assert serves(by["rare-up"], bounded)
    assert not any(
        serves(f, (a.exact_gradients,)) or serves(f, (a.infinite_variance,), 1.5) for f in FAMILIES
    )
    names = [
        noise(BENT, f.make(1.5, dict.fromkeys(f.parameters, 0.1)), 1.5, {s.sigma: 1.0}).oracle.name
        for f in FAMILIES
    ]
    assert all(x != y for x, y in itertools.combinations(names, 2))
