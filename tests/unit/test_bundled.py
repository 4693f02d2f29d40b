"""The bundled catalogue: problems keep their promises, every entry is tested somewhere, every verdict is the expected one."""

import dataclasses
import functools

import pytest
import torch

from theorybench import symbols as s
from theorybench.catalogue import load
from theorybench.claim import Claim
from theorybench.problem import check_promises
from theorybench.theorem import Mode, Theorem
from theorybench.verify.profile import Settings
from theorybench.verify.suite import verify_claim

CATALOGUE = load()
CLAIMS = {c.name: c for c in CATALOGUE.claims()}
COUNTED = (Mode.COMPLEXITY, Mode.RATE, Mode.INFINITE, Mode.PROBABILITY)


def test_every_file_loads():
    assert CATALOGUE.failures == ()


def test_every_entry_is_put_to_some_problem():
    assert CATALOGUE.orphans() == []


@pytest.mark.parametrize("problem", CATALOGUE.problems, ids=lambda p: p.name)
def test_problem_keeps_its_promises(problem):
    assert [str(v) for v in check_promises(problem, count=16384)] == []


@pytest.mark.parametrize("problem", CATALOGUE.problems, ids=lambda p: p.name)
def test_gradient_is_what_autograd_finds(problem):
    x, _ = problem.sample(256, seed=1)
    x.requires_grad_(True)
    (found,) = torch.autograd.grad(problem.value(x).sum(), x)
    claimed = problem.gradient(x.detach())
    apart = (found - claimed).abs().amax(-1)
    size = 1 + found.abs().amax(-1)
    # on a kink autograd may answer another element of the subdifferential; kinks have probability 0
    assert float((apart / size).max()) < 1e-9


@pytest.mark.parametrize("problem", [p for p in CATALOGUE.problems if p.minimiser is not None], ids=lambda p: p.name)
def test_minimiser_is_a_minimum(problem):
    best = torch.tensor([problem.minimiser], dtype=torch.float64)
    assert float(problem.value(best)[0]) == pytest.approx(problem.f_star, abs=1e-9)
    x, y = problem.sample(4096, seed=2)
    assert float(torch.cat([problem.value(x), problem.value(y)]).min()) >= problem.f_star - 1e-12 * (1 + abs(problem.f_star))


@pytest.mark.parametrize("problem", CATALOGUE.problems, ids=lambda p: p.name)
def test_rows_do_not_meet(problem):
    x, _ = problem.sample(16, seed=3)
    for function in (problem.value, problem.gradient):
        alone = torch.cat([function(row[None]) for row in x])
        assert torch.allclose(function(x), alone, rtol=1e-12, atol=1e-12)


@functools.cache
def evidence(name):
    return verify_claim(CLAIMS[name], Settings())


@pytest.mark.parametrize("name", CLAIMS)
def test_verdict_is_the_expected_one(name):
    found = evidence(name)
    assert found.as_expected, f"{found.verdict}, expected {found.expected}: {found.finding}; {found.detail}; repeat: {found.repeat}"


SHARP = [n for n, c in CLAIMS.items() if isinstance(c.entry, Theorem) and c.entry.mode not in COUNTED and c.expected == "supported"]


@pytest.mark.parametrize("name", SHARP)
def test_a_bound_below_what_is_reached_is_refuted(name):
    """The same claim with its bound times 0.98 of its sharpness is false on the same data, and must be called so."""
    claim, sharpness = CLAIMS[name], evidence(name).sharpness
    assert sharpness is not None
    assert sharpness > 0, "nothing was measured"
    false = dataclasses.replace(claim.entry, bound=claim.entry.bound * 0.98 * sharpness, expects={}, as_printed=True)
    found = verify_claim(Claim(false, claim.problem, claim.oracle, claim.is_witness), Settings())
    assert found.verdict == "refuted"


@pytest.mark.parametrize("problem", CATALOGUE.problems, ids=lambda p: p.name)
def test_constants_have_the_units_they_scale_with(problem):
    """f -> 2 f doubles every constant with unit F; checked on the promises, which must still hold."""
    scaled = dataclasses.replace(
        problem,
        f=lambda x: 2 * problem.f(x),
        gradient=lambda x: 2 * problem.gradient(x),
        f_star=2 * problem.f_star,
        constants={c: v * 2.0 ** float(c.unit.f) for c, v in problem.constants.items() if c not in (s.Delta_0, s.R)},
    )
    assert check_promises(scaled) == []
