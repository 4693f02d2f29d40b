"""Families of functions: what they promise is true, constants and minima are exact, rows and
plain problems and printed sources agree.
"""

from dataclasses import replace

import numpy as np
import pytest
import torch

from theorybench.attack.families import domains
from theorybench.attack.families.family import Family, Range
from theorybench.attack.families.spaces import (
    FAMILIES,
    families_for,
    family,
    unserved,
)
from theorybench.attack.reproducer.listing import Listing, numbers
from theorybench.catalogue.catalogue import load
from theorybench.core import symbols as s
from theorybench.core.promises import check_promises
from theorybench.core.scaling import rescaled
from theorybench.core.types import EntryError

pytestmark = pytest.mark.filterwarnings("error")
by_name = pytest.mark.parametrize("one", FAMILIES, ids=lambda f: f.name)


def random_theta(one: Family, rows: int, seed: int = 0) -> np.ndarray:
    shares = np.random.default_rng(seed).random((rows, len(one.parameters)))
    return np.stack([r.at(shares[:, i]) for i, r in enumerate(one.parameters)], axis=1)


@by_name
def test_promises_are_true(one):
    for theta in random_theta(one, 3):
        problem = one.build(theta)
        assert check_promises(problem, count=512) == []
        assert one.constants <= set(problem.constants)


def test_a_false_promise_is_seen():
    one = family("convex-line-1")
    theta = random_theta(one, 1)[0]
    theta[2:] = 1.0
    liar = replace(one.build(theta), constants={s.L: 0.9})
    assert any("||grad f(x) - grad f(y)||" in v.statement for v in check_promises(liar, count=512))


@by_name
def test_rows_are_the_plain_problems(one):
    theta = random_theta(one, 5, seed=1)
    rows = one.rows(theta)
    x = 2 * torch.randn(
        5, rows.dim, generator=torch.Generator().manual_seed(0), dtype=torch.float64
    )
    for i, row in enumerate(theta):
        problem = one.build(row)
        torch.testing.assert_close(problem.f(x[i : i + 1])[0], rows.f(x)[i], rtol=1e-14, atol=1e-14)
        torch.testing.assert_close(
            problem.gradient(x[i : i + 1])[0], rows.gradient(x)[i], rtol=1e-14, atol=1e-14
        )
        assert problem.start == tuple(rows.start[i].tolist())
        assert problem.f_star == pytest.approx(float(rows.f_star[i]), rel=1e-14, abs=1e-15)
        assert all(
            problem.constants[c] == pytest.approx(float(v[i]), rel=1e-14)
            for c, v in rows.constants.items()
        )


@by_name
def test_rescaled_rows_are_rescaled_problems(one):
    theta = random_theta(one, 2, seed=2)
    f_scale, x_scale = torch.tensor([[3.0], [0.5]]).double(), torch.tensor([[0.25], [7.0]]).double()
    rows = one.rows(theta).rescaled(f_scale, x_scale)
    for i in range(2):
        problem = rescaled(one.build(theta[i]), float(f_scale[i]), float(x_scale[i]))
        torch.testing.assert_close(
            problem.gradient(rows.start[i : i + 1])[0],
            rows.gradient(rows.start)[i],
            rtol=1e-13,
            atol=1e-13,
        )
        assert problem.value(problem.start_point()).item() == pytest.approx(
            float(rows.f(rows.start)[i]), rel=1e-13, abs=1e-13
        )
        assert all(
            problem.constants[c] == pytest.approx(float(v[i]), rel=1e-13)
            for c, v in rows.constants.items()
        )


@pytest.mark.parametrize(
    "name", ["smooth-line-2", "smooth-line-6", "relaxed-smooth-line-2", "relaxed-smooth-line-5"]
)
def test_minima_of_nonconvex_functions_are_exact(name):
    """Against the least value on a grid, which lies above by at most curvature times the square
    of its spacing.
    """
    one = family(name)
    for theta in random_theta(one, 5, seed=3):
        problem = one.build(theta)
        centre = problem.minimiser[0]
        x = torch.linspace(-12.0, 2.0, 3001, dtype=torch.float64)[:, None]
        near = centre + torch.linspace(-0.01, 0.01, 201, dtype=torch.float64)[:, None]
        assert float(problem.f(x).min()) >= problem.f_star - 1e-12 * (1 + abs(problem.f_star))
        assert float(problem.f(near).min()) == pytest.approx(
            problem.f_star, abs=1e-9 * (1 + abs(problem.f_star))
        )
        assert float(
            problem.gradient(torch.tensor([[centre]], dtype=torch.float64))[0]
        ) == pytest.approx(0.0, abs=1e-11)


@pytest.mark.parametrize("name", ["relaxed-smooth-line-2", "relaxed-smooth-line-5"])
def test_steepest_gradient_on_the_sublevel_set(name):
    """M is no less than |f'| on a fine grid of the sublevel set, and often no more."""
    one, tight = family(name), 0
    for theta in random_theta(one, 8, seed=4):
        problem = one.build(theta)
        x = torch.linspace(-25.0, 0.5, 2001, dtype=torch.float64)[:, None]
        inside = problem.f(x) <= problem.f(problem.start_point())
        largest = float(problem.gradient(x).abs()[inside].max())
        assert largest <= problem.constants[s.M] * (1 + 1e-9)
        tight += largest > 0.9 * problem.constants[s.M]
    assert tight >= 4


@pytest.mark.parametrize("one", [*FAMILIES, *domains.families], ids=lambda f: f.name)
def test_the_source_is_the_function(one):
    """Printed Python, run with torch alone, against the family at random points."""
    for theta in random_theta(one, 3, seed=5):
        problem, space, listing = one.build(theta), {}, Listing(str, True)
        for name in ("f", "gradient", "prox", "project"):
            if getattr(problem, name) is not None:
                listing.add(name, getattr(problem, name))
        source = (
            "import torch\nfrom math import inf\ntorch.set_default_dtype(torch.float64)\n"
            + listing.text()
        )
        before = torch.get_default_dtype()
        try:
            exec(source, space)
            for x in (*problem.sample(12)[0].clamp(-4, 4), problem.start_point()[0]):
                row = x[None]
                scale = 1 + abs(float(problem.f(row)))
                assert float(space["f"](row)) == pytest.approx(
                    float(problem.f(row)), abs=1e-12 * scale
                )
                torch.testing.assert_close(
                    space["gradient"](row), problem.gradient(row), rtol=1e-12, atol=1e-12
                )
                if problem.project is not None:
                    assert torch.equal(space["project"](3 * row), problem.project(3 * row))
                if problem.prox is not None:
                    torch.testing.assert_close(
                        space["prox"](row, 0.7), problem.prox(row, 0.7), rtol=1e-12, atol=1e-12
                    )
        finally:
            torch.set_default_dtype(before)


@pytest.mark.parametrize(
    "one",
    [
        Range("a", 0.5, 2.0, log=True, stick=0.1),
        Range("a", -1.0, 1.0, stick=0.25),
        Range("a", 1e-3, 3.0, log=True),
    ],
)
def test_ranges_go_there_and_back(one):
    values = one.at(np.linspace(0, 1, 101))
    assert values[0] == one.low
    assert values[-1] == one.high
    assert (np.diff(values) >= 0).all()
    assert all(one.at(np.array([one.share(v)]))[0] == pytest.approx(v, rel=1e-12) for v in values)


def test_numbers_as_python():
    values = [1 / 3, 1.0, 0.1, -2.5, 5e-324, 1e300, 0.123456789012345, float("inf"), 1 / 1021]
    assert [eval(numbers(v), {"inf": float("inf")}) for v in values] == values
    assert numbers(1 / 3) == "1 / 3"


def test_who_is_served():
    catalogue = load()
    drori = catalogue.entry("drori2014.thm-3.1")
    names = {f.name for f in families_for(drori)}
    assert {"convex-line-1", "strongly-convex-line-3", "quadratic-2d"} <= names
    assert not any(
        name.startswith(("smooth-line", "convex-lipschitz", "relaxed")) for name in names
    )
    assert families_for(catalogue.entry("cevher2020.eq-10")) == ()
    assert "infinite" in unserved(catalogue.entry("zhang2022.rem-4.4.1"))


def test_unknown_families_and_wrong_numbers():
    with pytest.raises(EntryError, match="no family is called 'nope'"):
        family("nope")
    with pytest.raises(EntryError, match=r"give 6 numbers: right knot 1, left knot 1"):
        family("convex-line-1").build([1.0])
