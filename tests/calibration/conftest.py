"""Hard laws of mean 1, generators by name, and the number of alarms that chance allows."""

from __future__ import annotations

import os
from zlib import crc32

import numpy as np
import pytest
from scipy import special, stats

LUCK = 1e-6 / 1000
"""P(one assertion on random data fails by luck); there are fewer than 1000 of them."""


def two_point(p):
    """1/p with probability p, else 0."""
    return lambda g, size: (g.random(size) < p) / p


def mixed(g, size):
    """Mostly small, one in a hundred a hundred times as large."""
    return np.where(g.random(size) < 0.01, 100.0, 1.0) / 1.99


LAWS = {
    "constant": lambda g, size: np.ones(size),
    **{f"two-point {p}": two_point(p) for p in (1e-3, 1e-2, 0.1, 0.5, 0.9, 0.99, 0.999)},
    "beta .1 .1": lambda g, size: 2 * g.beta(0.1, 0.1, size),
    **{f"gamma {k}": lambda g, size, k=k: g.gamma(k, 1 / k, size) for k in (0.1, 1.0, 25.0)},
    "chi2_1": lambda g, size: g.chisquare(1, size),
    "chi2_10": lambda g, size: g.chisquare(10, size) / 10,
    "weibull .3": lambda g, size: g.weibull(0.3, size) / special.gamma(1 + 1 / 0.3),
    **{
        f"lognormal {s}": lambda g, size, s=s: g.lognormal(-(s**2) / 2, s, size)
        for s in (0.5, 1.0, 2.0, 2.5)
    },
    **{
        f"pareto {a}": lambda g, size, a=a: (1 + g.pareto(a, size)) * (a - 1) / a
        for a in (1.2, 1.5, 2.0, 3.0)
    },
    "lomax 1.3": lambda g, size: 0.3 * g.pareto(1.3, size),
    "|t2|": lambda g, size: np.abs(g.standard_t(2, size)) / np.sqrt(2),
    "t3 squared": lambda g, size: g.standard_t(3, size) ** 2 / 3,
    "rare pareto": lambda g, size: (g.random(size) < 0.01) * (1 + g.pareto(1.5, size)) * 100 / 3,
    "contaminated": mixed,
}


def pytest_generate_tests(metafunc):
    if "law" in metafunc.fixturenames:
        metafunc.parametrize("law", LAWS.values(), ids=LAWS)


@pytest.fixture
def laws():
    return LAWS


@pytest.fixture
def rng(request):
    """A generator seeded by the test's name; THEORYBENCH_VARY_SEED=<integer> gives other ones."""
    vary = int(os.environ.get("THEORYBENCH_VARY_SEED", "0"))
    return np.random.default_rng([crc32(request.node.name.encode()), vary])


@pytest.fixture
def allowed():
    """The most alarms in `runs` independent runs of probability `level` each, up to LUCK."""
    return lambda runs, level: int(stats.binom.isf(LUCK, runs, level))


@pytest.fixture
def draws(rng):
    """Turn a sampler (generator, size) into the `draw` of a sequential run, a generator a block."""
    root = int(rng.integers(2**31))

    def make(sample, columns=()):
        def draw(first, last):
            blocks = [
                sample(np.random.default_rng([root, block]), (32, *columns))
                for block in range(first, last)
            ]
            return np.concatenate(blocks)

        return draw

    return make
