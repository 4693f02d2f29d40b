"""Means of which nothing is known, and means that contradict what is declared of them."""

import pytest
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    has_minimiser,
    isotropic_quadratic,
    unbiased,
)
from theorybench.core.metrics import Metric
from theorybench.core.oracles import Law, Oracle
from theorybench.core.problem import Problem
from theorybench.core.types import Source
from theorybench.entries.theorem import Declared, Mode, Theorem
from theorybench.verify.profile import Options
from theorybench.verify.suite import verify_claim

SQUARE = Metric("||x - x*||^2", s.LENGTH**2, lambda p, x: x.square().sum(-1))
BOWL = Problem(
    "unit bowl",
    f=lambda x: 0.5 * x.square().sum(-1),
    gradient=lambda x: 1.0 * x,
    start=(1.0,),
    f_star=0.0,
    minimiser=(0.0,),
    constants={s.mu: 1.0},
    promises=(isotropic_quadratic, has_minimiser),
)


def noise(size, share):
    """size or -size, each with probability share / 2, else 0."""

    def transform(raw):
        u = raw[..., 0, :]
        return torch.where(u < share, torch.where(u < share / 2, -size, size), 0.0).double()

    return Oracle(f"atoms-{size:g}-{share:g}", Law("uniform", transform), (unbiased,))


def claim(bound, oracle, declares=(), metric=SQUARE):
    """x_1 = 1/2 - z/2: E x_1^2 = 1/4 + size^2 share / 4."""
    theorem = Theorem(
        name="nobody.mean",
        source=Source("Nobody", 2026, "Theorem 0"),
        assumes=(isotropic_quadratic, has_minimiser, unbiased),
        algorithm=gradient_descent,
        params={s.gamma: 1 / (2 * s.mu)},
        metric=metric,
        mode=Mode.EXPECTATION,
        bound=bound,
        settings=({s.n: 1},),
        oracles=(oracle,),
        declares=declares,
    )
    return Claim(theorem, BOWL, oracle)


def verdict(*arguments, **fields):
    return verify_claim(claim(*arguments, **fields), Options())


COIN = noise(1.0, 1.0)


def test_a_true_mean_of_which_nothing_is_known_is_consistent_and_never_supported():
    evidence = verdict(0.6 * s.R**2, COIN)
    assert evidence.verdict == "consistent"
    assert evidence.as_expected
    assert not evidence.loose
    assert 1 < evidence.detectable < 1.3
    assert "cannot be supported" in evidence.finding
    assert "asymptotically" in evidence.finding


@pytest.mark.parametrize("bound", [0.1, 0.3, 0.4])
def test_a_false_mean_of_which_nothing_is_known_is_refuted_with_its_reason(bound):
    evidence = verdict(bound * s.R**2, COIN)
    assert evidence.verdict == "refuted"
    assert f"> {bound:.4g} at n = 1, {evidence.runs} runs" in evidence.finding


def test_a_true_mean_with_a_true_declaration_is_supported():
    declared = Declared("|x_1| <= 1", at_most=s.R**2)
    assert verdict(0.6 * s.R**2, COIN, (declared,)).verdict == "supported"


def test_a_run_above_a_declared_bound_is_an_error():
    declared = Declared("far too little", at_most=0.6 * s.R**2)
    assert verdict(0.55 * s.R**2, COIN, (declared,)).verdict == "error"


@pytest.mark.parametrize("relative_variance", [1e-4, 1e-3])
def test_data_that_contradict_a_relative_variance_are_an_error_that_names_it(relative_variance):
    """The mean is 7, but nearly all runs end at 1/4: what is declared makes them a proof."""
    declared = Declared("far too little", relative_variance=relative_variance)
    evidence = verdict(3 * s.R**2, noise(30.0, 0.03), (declared,))
    assert evidence.verdict == "error"
    assert "'far too little' contradicts the data" in evidence.finding
    assert "mend `declares` of nobody.mean" in evidence.finding
