"""The engine: order, batches, storage, infinities; and agreement with an independent prototype."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from theorybench.core.blocks import BLOCK
from theorybench.statistics import seeds
from theorybench.statistics.bounds import (
    count_log_wealth,
    lower_bound,
    quantile_bounds,
    upper_bound,
)
from theorybench.statistics.declarations import Bounded, RelativeVariance
from theorybench.statistics.efunctions import (
    MeanAtLeastBounded,
    MeanAtLeastMoment,
    MeanAtLeastRelativeVariance,
    MeanAtMost,
    Mixture,
)
from theorybench.statistics.engine import GRID, Process, log_wealth, paths
from theorybench.statistics.ratios import ratio_of_medians
from theorybench.statistics.seeds import block_seed, torch_seed, torch_seeds
from theorybench.statistics.zero_mean import (
    Symmetric,
    ZeroMeanBounded,
    ZeroMeanTruncated,
    ZeroMeanVariance,
)

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "eproc.py"
EFUNCTIONS = {
    "mean <= B": MeanAtMost(1.2),
    "mean >= B, bounded": MeanAtLeastBounded(1.2, 40.0),
    "mean >= B, relative variance": MeanAtLeastRelativeVariance(1.2, 1.5),
    "mean >= B, moment": MeanAtLeastMoment(1.2, 1.5, 3.0),
    "variance": ZeroMeanVariance(2.0, 0.3),
    "truncated": ZeroMeanTruncated(2.0, 0.1),
    "bounded": ZeroMeanBounded(50.0),
    "symmetric": Symmetric(1.0),
    "mixture": Mixture((ZeroMeanVariance(2.0), ZeroMeanTruncated(2.0, 0.1))),
}


@pytest.fixture
def prototype():
    if not REFERENCE.exists():
        pytest.skip("the prototype is not beside this checkout")
    spec = importlib.util.spec_from_file_location("prototype", REFERENCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("efunction", EFUNCTIONS.values(), ids=EFUNCTIONS)
def test_order_batches_and_storage_do_not_matter(efunction, rng):
    x = rng.exponential(1.0, 5000)
    whole, path = Process.start(efunction).advance(x)
    cut, pieces = Process.start(efunction), []
    for batch in np.split(x, [1, 32, 32, 700, 4000]):
        stored = json.loads(json.dumps(cut.state(), allow_nan=False))
        cut, piece = Process.resume(efunction, stored).advance(batch)
        pieces.append(piece)
    assert np.array_equal(cut.sums, whole.sums)
    assert np.array_equal(np.concatenate(pieces), path)
    assert (cut.n, cut.log_sup) == (5000, whole.log_sup) == (5000, max(0.0, path.max()))
    assert np.isclose(log_wealth(efunction, x[::-1]), path[-1], rtol=1e-9, atol=1e-9)
    assert np.isclose(whole.log_wealth, path[-1])
    assert np.allclose(paths(efunction, x[None])[0], path)


def test_a_process_is_resumed_for_its_own_null_only():
    state = Process.start(MeanAtMost(1.0)).state()
    with pytest.raises(
        ValueError, match=r"MeanAtMost\(B=1\.0\).*MeanAtMost\(B=2\.0\).*start a new"
    ):
        Process.resume(MeanAtMost(2.0), state)


@pytest.mark.parametrize("order", [1, -1])
def test_infinity_refutes_an_upper_bound_in_any_place(order):
    x = np.array([0.0, 0.5, np.inf, 0.0, 0.1, np.inf])[::order]
    process, path = Process.start(MeanAtMost(1.0)).advance(x)
    assert not np.isnan(path).any()
    assert process.log_sup == np.inf == process.log_wealth
    assert Process.resume(MeanAtMost(1.0), process.state()).advance([0.0])[0].log_wealth == np.inf
    assert lower_bound(x, 0.01) == np.inf
    for efunction in (MeanAtLeastRelativeVariance(1.0, 1.0), MeanAtLeastMoment(1.0, 2.0, 3.0)):
        assert log_wealth(efunction, x) < 0, "a divergent run must not support a small mean"


def test_a_mean_of_zero_is_refuted_by_any_positive_sample():
    assert log_wealth(MeanAtMost(0.0), np.zeros(9)) == pytest.approx(0.0)
    assert log_wealth(MeanAtMost(0.0), [0.0, 1e-300, 0.0]) == np.inf
    assert log_wealth(MeanAtLeastBounded(2.0, 2.0), [2.0, 1.0]) == np.inf


@pytest.mark.parametrize("efunction", EFUNCTIONS.values(), ids=repr)
def test_nan_is_an_error(efunction):
    with pytest.raises(ValueError, match="1 of 2 samples are NaN"):
        efunction.log_e([0.5, np.nan])


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_bounds_do_not_depend_on_the_unit(scale, rng):
    x = rng.exponential(1.0, 200)
    declared = RelativeVariance(1.0, "exponential")
    assert lower_bound(x * scale, 1e-3) == pytest.approx(scale * lower_bound(x, 1e-3))
    high = upper_bound(x, 1e-3, declared)
    assert upper_bound(x * scale, 1e-3, declared) == pytest.approx(scale * high)


def test_extreme_samples_have_bounds():
    declared = RelativeVariance(1.0, "made up")
    assert lower_bound(np.zeros(5), 0.1) == 0.0
    assert upper_bound(np.zeros(500), 0.1, declared) < 1e-200
    assert upper_bound(np.ones(2), 1e-9, declared) == np.inf
    assert upper_bound(np.ones(2), 1e-9, Bounded(3.0, "made up")) == pytest.approx(3.0, rel=1e-4)
    assert upper_bound([1.0, np.inf], 0.1, declared) == np.inf
    assert quantile_bounds([1.0, 2.0], 0.01) == (-np.inf, np.inf)
    assert 0 < lower_bound([0.0] * 999 + [1e-9], 0.1) < 1e-12


INTERVALS = {
    "variance": ZeroMeanVariance(1.0),
    "bounded": ZeroMeanBounded(8.0),
    "truncated": ZeroMeanTruncated(3.0, 0.01),
    "symmetric": Symmetric(1.0),
    "mixture": Mixture((ZeroMeanVariance(1.0), ZeroMeanBounded(8.0))),
}


def test_seeds_depend_on_name_and_block_only():
    keys = {(name, block): torch_seed(7, name, block) for name in "ab" for block in range(3)}
    assert len(set(keys.values())) == 6
    assert keys["a", 1] == torch_seed(7, "a", 1) != torch_seed(8, "a", 1)
    assert all(0 <= key < 2**63 for key in keys.values())
    first = np.random.default_rng(block_seed(7, "a", 0)).random(BLOCK)
    assert np.array_equal(first, np.random.default_rng(block_seed(7, "a", 0)).random(BLOCK))


def test_agreement_of_log_wealth(prototype, rng):
    p = prototype
    assert np.allclose(GRID, p.GRID, rtol=1e-15)
    x, d = rng.exponential(1.0, 300), rng.normal(0.2, 1.0, 300)
    pairs = [
        (MeanAtMost(0.8), p.MeanAtMost(0.8), x, 1e-9),
        (MeanAtLeastBounded(1.3, 20.0), p.MeanAtLeastBounded(1.3, 20.0), x, 1e-9),
        (MeanAtLeastRelativeVariance(1.3, 2.0), p.MeanAtLeastRelVar(1.3, 2.0), x, 1e-9),
        # the prototype finds its largest bet on a coarse grid
        (MeanAtLeastMoment(1.3, 1.5, 3.0), p.MeanAtLeastMoment(1.3, 1.5, 3.0), x, 1e-2),
        (ZeroMeanVariance(2.0), p.ZeroMeanVar(2.0), d, 1e-9),
        (ZeroMeanVariance(2.0, 0.3), p.ZeroMeanVar(2.0, shift=0.3), d, 1e-9),
        (ZeroMeanTruncated(2.0, 0.1), p.ZeroMeanTrunc(2.0, 0.1), d, 1e-9),
        (ZeroMeanBounded(8.0), p.ZeroMeanBounded(8.0), d, 1e-9),
    ]
    for ours, theirs, sample, tolerance in pairs:
        assert np.allclose(
            paths(ours, sample[None]), p.paths(theirs, sample[None]), rtol=0, atol=tolerance
        ), ours
    full_stakes = np.concatenate([np.arange(20, 40), np.arange(40, 60)])
    assert np.allclose(Symmetric(1.0).log_e(d)[:, full_stakes], p.Symmetric(1.0)(d), atol=1e-9)


def test_agreement_of_bounds_and_ratios(prototype, rng):
    p = prototype
    x, y = rng.exponential(1.0, 300), rng.exponential(0.5, 250)
    alpha = 1e-4
    bounded, varied = Bounded(30.0, "made up"), RelativeVariance(1.5, "made up")
    inversions = [
        (lower_bound(x, alpha), p.lower_bound(x, alpha), p.MeanAtMost),
        (
            upper_bound(x, alpha, varied),
            p.upper_bound(x, alpha, V=1.5),
            lambda b: p.MeanAtLeastRelVar(b, 1.5),
        ),
        (
            upper_bound(x, alpha, bounded),
            p.upper_bound(x, alpha, M=30.0),
            lambda b: p.MeanAtLeastBounded(b, 30.0),
        ),
    ]
    for ours, theirs, null in inversions:
        assert ours == pytest.approx(theirs, rel=2e-4)  # the prototype stops its root search there
        surplus = p.logE(null(ours), x) + np.log(alpha)
        assert 0 <= surplus < 1e-3, "ours lies on the safe side of the exact bound"
    for q in (0.2, 0.5):
        (low, high), (loose, same) = quantile_bounds(x, alpha, q), p.quantile_bounds(x, alpha, q)
        assert high == same
        assert low == x[x > loose].min(), "the prototype gives one order statistic away"
    for c in (0.2, 0.5, 1.0):
        assert ratio_of_medians(y, x, c) == pytest.approx(p.ratio_median_logE(y, x, c), abs=1e-9)
    assert np.allclose(count_log_wealth(range(11), 10, 0.3), p._bern_logE(np.arange(11), 10, 0.3))


SHARED = "theorybench.core.blocks"  # one number


def test_the_module_stays_free_of_the_rest_of_the_package():
    package = Path(__file__).parents[2] / "theorybench" / "statistics"
    for module in package.glob("*.py"):
        for line in module.read_text().splitlines():
            if line.startswith(("import theorybench", "from theorybench")):
                name = line.split()[1]
                assert name.startswith("theorybench.statistics.") or name == SHARED, (module, line)


def test_the_blocks_of_a_run_have_different_seeds_in_the_32_bits_that_torch_uses(monkeypatch):
    several = torch_seeds(7, "run", 0, 2048)
    assert len({seed % 2**32 for seed in several}) == 2048
    assert torch_seeds(7, "run", 100, 200) == several[100:200]
    assert [torch_seed(7, "run", block) for block in range(50)] == several[:50]

    class Colliding(np.random.SeedSequence):
        def generate_state(self, n_words, dtype=np.uint32):  # pyright: ignore[reportIncompatibleMethodOverride]: numpy types its own more narrowly
            words = super().generate_state(n_words, dtype)
            words[0] = 5 << 33  # the first choice of every block ends in the same 32 bits
            return words

    monkeypatch.setattr(
        seeds, "block_seed", lambda root, name, block: Colliding(root, spawn_key=(block,))
    )
    assert len({seed % 2**32 for seed in torch_seeds(7, "run", 0, 64)}) == 64
