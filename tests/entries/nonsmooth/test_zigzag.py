"""Nonsmooth problems and the zigzag lemma against independent computations: differences, brute
force, linear programs, fractions.
"""

import dataclasses
import itertools
import math
import random
from fractions import Fraction

import numpy as np
import pytest
import torch
from scipy.optimize import linprog, minimize

from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core.goldstein import certificate, shortest
from theorybench.core.symbols import L_f
from theorybench.problems.functions.relu_network import ReluNetwork
from theorybench.problems.functions.sawtooth import sawtooth
from theorybench.problems.functions.zigzag import extrema, formulas, zigzag
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

CATALOGUE = load()
NONSMOOTH = {
    p.name: p
    for p in CATALOGUE.problems
    if p.name.startswith(("sawtooth", "max-affine", "relu-network"))
}


def tensor(numbers):
    return torch.tensor(numbers, dtype=torch.float64)


# points on kinks, exactly representable; on several kinks at once where there are such
KINKS = {
    "sawtooth-teeth": [[0.0], [0.75], [1.5], [3.0]],
    "sawtooth-stairs": [[0.125], [2.0], [2.125]],
    "max-affine-dent": [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [2.0, 0.0], [0.5, -0.5], [-1.0, 1.0]],
    "max-affine-drift": [
        [0.0] * 31,
        [*[0.0] * 30, -1.0],
        [*[-1.0] * 30, 0.0],
        [0.5, 0.5, *[0.0] * 28, 1.0],
    ],
    "max-affine-coordinate-3": [
        [0.0] * 3,
        [1.0, 1.0, -1.0],
        [-1.0, -1 / 3**0.5, -2.0],
        [0.5, -0.25, 0.5],
    ],
    "relu-network-2-2": [
        [0.0] * 4,
        [1.0, 1.0, 0.0, 0.0],
        [1.0, -1.0, 1.0, 1.0],
        [0.5, 0.5, 0.0, 0.0],
        [0.5, 0.5, 0.25, -0.25],
    ],
}


def directions(dim, count=24):
    """Random ones, and the axes and diagonals along which kinks are tangent."""
    generator = torch.Generator().manual_seed(4)
    special = (
        [v for v in itertools.product((-1.0, 0.0, 1.0), repeat=dim) if any(v)] if dim <= 4 else []
    )
    axes = torch.cat([torch.eye(dim), -torch.eye(dim)]).double()
    return torch.cat(
        [
            axes,
            tensor(special).reshape(-1, dim),
            torch.randn(count, dim, generator=generator, dtype=torch.float64),
        ]
    )


def slope_error(problem, directional):
    """Largest difference of <directional(x, d), d> from (f(x + t d) - f(x)) / t at kinks and
    elsewhere, for all directions.
    """
    elsewhere = 2 * torch.randn(
        24, problem.dim, generator=torch.Generator().manual_seed(8), dtype=torch.float64
    )
    x, worst = torch.cat([tensor(KINKS[problem.name]), elsewhere]), 0.0
    for d in directions(problem.dim):
        t = 2.0**-26
        ahead = (problem.value(x + t * d) - problem.value(x)) / t
        worst = max(
            worst,
            float(((directional(x, d.expand_as(x)) * d).sum(-1) - ahead).abs().max() / d.norm()),
        )
    return worst


@pytest.mark.parametrize("name", NONSMOOTH)
def test_directional_gradient_attains_the_directional_derivative(name):
    problem = NONSMOOTH[name]
    assert slope_error(problem, problem.directional) < 1e-6
    assert slope_error(problem, lambda x, d: problem.gradient(x)) > 0.1, (
        "these kinks do not tell directional from gradient"
    )


@pytest.mark.parametrize("name", NONSMOOTH)
def test_directional_gradient_is_the_gradient_of_a_piece_next_to_the_point(name):
    """Then it is in the Clarke subdifferential; also for the direction 0, which the first call
    of INGD has.
    """
    problem, x = NONSMOOTH[name], tensor(KINKS[name])
    generator = torch.Generator().manual_seed(6)
    near = x[:, None] + 1e-7 * torch.randn(
        len(x), 4000, problem.dim, generator=generator, dtype=torch.float64
    )
    around = problem.gradient(near.reshape(-1, problem.dim)).reshape(len(x), 4000, -1)
    for d in (torch.zeros(problem.dim), torch.eye(problem.dim)[0], -torch.eye(problem.dim)[-1]):
        g = problem.directional(x, d.double().expand_as(x))
        assert float((g[:, None] - around).abs().amax(-1).amin(-1).max()) < 1e-12


@pytest.mark.parametrize("direction", [-1.0, 0.0, 1.0])
def test_answer_at_a_kink_of_the_parts_that_is_none_of_the_whole(direction):
    """f(w) = (|relu(w) + 5| + |relu(-w) - 5|) / 2 = 5 + w / 2 near 0; the chain rule with
    relu'(0) = 0 answers 0, which is no gradient.
    """
    smooth = ReluNetwork(((1.0,), (-1.0,)), (-5.0, 5.0), (1.0,))
    assert smooth.directional(tensor([[0.0]]), tensor([[direction]])).tolist() == [[0.5]]


def test_relu_network_is_the_network_of_torch():
    problem = NONSMOOTH["relu-network-2-2"]
    w = problem.sample(64, seed=5)[0].requires_grad_(True)
    inputs, outer, targets = (
        tensor([[1.0, 1.0], [-1.0, 1.0]]),
        tensor([1.0, -1.0]),
        tensor([1.0, -0.5]),
    )
    for row in range(len(w)):
        hidden = torch.nn.functional.relu(torch.nn.functional.linear(inputs, w[row].reshape(2, 2)))
        loss = torch.nn.functional.l1_loss(
            torch.nn.functional.linear(hidden, outer[None])[:, 0], targets
        )
        (slope,) = torch.autograd.grad(loss, w)
        alone = w[row : row + 1].detach()
        assert float(loss.detach()) == pytest.approx(float(problem.value(alone)), abs=1e-14)
        assert torch.allclose(problem.gradient(alone)[0], slope[row], atol=1e-14)


def test_relu_network_fits_its_data():
    """w_1 = (1/2, 1/2) is 1 and 0 on the two inputs, w_2 = (-1/4, 1/4) is 0 and 1/2: the infimum
    0 is reached.
    """
    problem = NONSMOOTH["relu-network-2-2"]
    assert float(problem.value(tensor([[0.5, 0.5, -0.25, 0.25]]))) == problem.f_star == 0


def test_infimum_of_the_dent_by_linear_programming():
    """f = max_i - |.| is the least of max_i + s (<c, x> - e) over both signs s: two linear
    programs with the height as last variable.
    """
    rows = np.array([[1.0, 0, -1], [-1, 0, -1], [0, 1, -1], [0, -1, -1]])
    lowest = [
        linprog([0.25 * s, 0.5 * s, 1.0], rows, np.zeros(4), bounds=[(None, None)] * 3).fun
        - 0.5 * s
        for s in (1, -1)
    ]
    assert min(lowest) == pytest.approx(NONSMOOTH["max-affine-dent"].f_star, abs=1e-12)


@pytest.mark.parametrize("name", NONSMOOTH)
def test_lipschitz_constant_is_the_longest_gradient(name):
    problem = NONSMOOTH[name]
    x = 3 * torch.randn(
        20000, problem.dim, generator=torch.Generator().manual_seed(1), dtype=torch.float64
    )
    longest = float(problem.gradient(x).norm(dim=-1).max())
    assert longest == pytest.approx(problem.constants[L_f], rel=1e-12)


def by_slsqp(gradients):
    """Shortest vector of a convex hull by a general solver."""
    count = len(gradients)
    simplex = {"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(count)}
    found = minimize(
        lambda w: float(np.sum((w @ gradients) ** 2)),
        np.full(count, 1 / count),
        jac=lambda w: 2 * gradients @ (w @ gradients),
        bounds=[(0, 1)] * count,
        constraints=[simplex],
        options={"ftol": 1e-15, "maxiter": 500},
    )
    return math.sqrt(found.fun)


CLOSED_FORMS = [
    ([[3.0, 4.0]], 5.0),
    ([[1.0, -1.0], [1.0, 1.0]], 1.0),
    ([[1.0, 0.0], [3.0, 0.1], [2.0, -5.0]], 1.0),
    (np.eye(7).tolist(), 7**-0.5),
    ([[0.0, 0.0]], 0.0),
    ([[1e-9, 0.0], [0.0, 1e-9]], 1e-9 / 2**0.5),
    ([[-1.0], [1e3]], 0.0),
]


@pytest.mark.parametrize(("gradients", "length"), CLOSED_FORMS)
def test_shortest_vector_of_a_hull_in_closed_form(gradients, length):
    assert shortest(np.array(gradients)) == pytest.approx(length, rel=1e-9, abs=1e-12)


def test_shortest_vector_of_a_hull_by_another_solver():
    rng = np.random.default_rng(0)
    for count, dim in itertools.product((2, 5, 9), (1, 2, 4)):
        gradients = rng.normal(size=(count, dim)) + 0.7
        assert shortest(gradients) == pytest.approx(by_slsqp(gradients), abs=1e-6)


@pytest.mark.parametrize("name", ["sawtooth-teeth", "sawtooth-stairs"])
@pytest.mark.parametrize("radius", [0.01, 0.2, 1.0])
def test_goldstein_distance_on_a_line_is_that_of_the_slopes_on_a_fine_grid(name, radius):
    problem, x = NONSMOOTH[name], NONSMOOTH[name].sample(200, seed=9)[0]
    grid = x + radius * torch.linspace(-1, 1, 4001, dtype=torch.float64)
    slopes = problem.gradient(grid.reshape(-1, 1)).reshape(grid.shape)
    least, most = slopes.amin(-1), slopes.amax(-1)
    brute = torch.where(least > 0, least, torch.where(most < 0, -most, 0.0))
    assert float((problem.goldstein(x, radius) - brute).abs().max()) < 1e-12


@pytest.mark.parametrize("radius", [0.05, 0.4])
def test_goldstein_distance_in_the_plane_is_that_of_a_fine_grid(radius):
    problem = NONSMOOTH["max-affine-dent"]
    x = torch.cat([problem.sample(40, seed=3)[0], tensor(KINKS[problem.name])])
    side = torch.linspace(-1, 1, 201, dtype=torch.float64)
    disc = torch.cartesian_prod(side, side)
    disc = radius * disc[disc.norm(dim=-1) <= 1]
    brute = [
        by_slsqp(np.unique(problem.gradient(row + disc).numpy().round(12), axis=0)) for row in x
    ]
    assert float((problem.goldstein(x, radius) - tensor(brute)).abs().max()) < 1e-6


@pytest.mark.parametrize("name", NONSMOOTH)
def test_certificate_is_an_upper_bound(name):
    problem = NONSMOOTH[name]
    x = torch.cat([tensor(KINKS[name]), problem.sample(30, seed=2)[0]])
    assert float((problem.goldstein(x, 0.3) - certificate(problem.gradient, x, 0.3)).max()) < 1e-12


def test_certificate_meets_the_exact_distance_where_few_pieces_meet():
    problem = NONSMOOTH["max-affine-dent"]
    x = 2 * torch.randn(60, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    assert torch.allclose(
        problem.goldstein(x, 0.3), certificate(problem.gradient, x, 0.3, samples=4000), atol=1e-12
    )


def test_goldstein_distance_takes_one_radius_a_row():
    for name in ("sawtooth-teeth", "max-affine-dent"):
        problem, x = NONSMOOTH[name], NONSMOOTH[name].sample(3, seed=1)[0]
        radii = tensor([0.1, 0.5, 2.0])
        apart = torch.cat([problem.goldstein(x[i : i + 1], float(r)) for i, r in enumerate(radii)])
        assert torch.equal(problem.goldstein(x, radii), apart)


def test_infimum_of_a_sawtooth_is_its_lowest_kink():
    problem = sawtooth("w", (-1.0, 0.5, -2.0, 0.25, -0.25, 1.0), 0.5)
    assert (
        problem.f_star
        == float(problem.value(torch.linspace(-1, 5, 12001, dtype=torch.float64)[:, None]).min())
        == -1.25
    )


# --- the zigzag lemma in exact arithmetic, written down from the thesis once more


def fractions_case(rng):
    points = sorted(
        {Fraction(rng.randint(-60, 60), rng.choice((1, 2, 4, 8))) for _ in range(rng.randint(2, 7))}
    )
    L, gap = Fraction(rng.randint(1, 9), 4), Fraction(rng.randint(1, 40), 8)
    return (
        (points if len(points) > 1 else [Fraction(0), Fraction(1)]),
        L,
        gap,
        Fraction(rng.randint(1, 31), 64),
    )


def printed_pieces(points, L, gap, theta, sign):
    """(low, high, f) of the four displayed lines; sign: + as printed in the last one."""
    delta = min([b - a for a, b in itertools.pairwise(points)] + [gap / L])
    pieces = [(None, points[0] - theta * delta, lambda x: -L * (x - points[0] + 2 * theta * delta))]
    for a, b in itertools.pairwise(points):
        middle = (a + b) / 2 - theta * delta
        pieces.append((a - theta * delta, middle, lambda x, a=a: L * (x - a)))
        pieces.append((middle, b - theta * delta, lambda x, b=b: -L * (x - b + 2 * theta * delta)))
    return delta, [
        *pieces,
        (points[-1] + sign * theta * delta, None, lambda x: L * (x - points[-1])),
    ]


CASES = [fractions_case(random.Random(i)) for i in range(40)]


def covering(pieces, x):
    return [
        f for low, high, f in pieces if (low is None or low <= x) and (high is None or x <= high)
    ]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_printed_zigzag_leaves_its_last_point_out(case):
    points, L, gap, theta = case
    _, pieces = printed_pieces(points, L, gap, theta, +1)
    assert [len(covering(pieces, x)) for x in points] == [1] * (len(points) - 1) + [0]
    numbers = tuple(map(float, points))
    ours = [
        sum(
            p.low <= x <= p.high
            for p in formulas(numbers, float(L), float(gap), float(theta), last=1.0)
        )
        for x in numbers
    ]
    assert ours == [1] * (len(points) - 1) + [0]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_corrected_zigzag_has_the_properties_claimed(case):
    points, L, gap, theta = case
    delta, pieces = printed_pieces(points, L, gap, theta, -1)
    joints = [high for _, high, _ in pieces[:-1]]
    assert joints == [low for low, _, _ in pieces[1:]], "the pieces leave no gap"
    assert all(
        f(x) == g(x) for x, (*_, f), (*_, g) in zip(joints, pieces, pieces[1:], strict=False)
    ), "f is continuous"
    for x in points:
        (f,) = covering(pieces, x)
        assert f(x) == 0
        assert f(x + 1) - f(x) == L
    assert (
        min(f(x) for x, (*_, f) in zip(joints, pieces, strict=False)) == -L * theta * delta >= -gap
    )
    assert set(joints) == {
        x - theta * delta for x in (*points, *((a + b) / 2 for a, b in itertools.pairwise(points)))
    }
    for other in (Fraction(i, 64) for i in range(1, 32)):
        if other != theta:
            assert not set(joints) & {x + (theta - other) * delta for x in joints}


@pytest.mark.parametrize("case", CASES[:10], ids=str)
def test_zigzag_problem_is_the_exact_function(case):
    points, L, gap, theta = case
    _, pieces = printed_pieces(points, L, gap, theta, -1)
    numbers = (tuple(map(float, points)), float(L), float(gap), float(theta))
    problem = zigzag(*numbers)
    x = [Fraction(i, 16) for i in range(int(points[0] * 16) - 40, int(points[-1] * 16) + 40, 3)]
    exact = [float(covering(pieces, one)[0](one)) for one in x]
    assert torch.allclose(
        problem.value(tensor([[float(one)] for one in x])), tensor(exact), atol=1e-12
    )
    assert problem.f_star == pytest.approx(
        min(float(f(high)) for _, high, f in pieces[:-1]), abs=1e-12
    )
    assert sorted(extrema(*numbers)) == pytest.approx(
        [float(high) for _, high, _ in pieces[:-1]], abs=1e-12
    )


LEMMA = CATALOGUE.entry("zhang2022.lem-5.7.1.corrected")


def kinks_elsewhere(c):
    return dataclasses.replace(LEMMA.build(c), goldstein=zigzag((-2.0,), 1.0, 1.0, 0.1).goldstein)


FALSE_LEMMAS = {
    "slope L/2 at the points asked for": lambda c: zigzag((-2.0, -1.5, 0.0), c[L_f] / 2, 1.0, 0.25),
    "another place of the kinks": kinks_elsewhere,
}


@pytest.mark.parametrize("what", FALSE_LEMMAS)
def test_false_constructions_are_refuted(what):
    false = dataclasses.replace(LEMMA, build=FALSE_LEMMAS[what])
    assert verify_claim(Claim(false), Options()).verdict == "refuted"
