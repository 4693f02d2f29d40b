"""The benchmark's own logic: ratios point the right way, contenders that do other work are
refused, bad options are named.
"""

import json
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner


@pytest.fixture
def run(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    from benchmarks import run

    return run


def test_ratios_say_how_many_times_slower_the_others_are(run):
    work = run.WORKLOADS[0]
    seconds = {
        run.RUNNER: [2.0, 4.0, 2.0],
        run.NOISE: [1.0, 2.0, 0.5],
        "jax scan": [20.0, 8.0, 12.0],
        "torch.optim loop": [1e3, 1e3, 1e3],
    }
    ratio, met = (
        {e["contender"]: e[key] for e in run.summary(work, seconds)} for key in ("ratio", "met")
    )
    assert ratio == {run.RUNNER: 1.0, run.NOISE: 2.0, "jax scan": 6.0, "torch.optim loop": 500.0}
    assert met == {run.RUNNER: None, run.NOISE: True, "jax scan": True, "torch.optim loop": False}


def test_a_contender_that_does_other_work_is_refused(run, monkeypatch):
    ends = {run.RUNNER: 1.0, "jax scan": 1.2}
    monkeypatch.setattr(
        run, "contenders", lambda *_: {name: lambda end=end: end for name, end in ends.items()}
    )
    with pytest.raises(
        RuntimeError, match=r"jax scan ends at a mean f of 1\.2, the runner at 1: not the same work"
    ):
        run.measure(run.WORKLOADS[0], "cpu", True, 5)
    ends["jax scan"] = 1.05
    assert {
        name: len(times) for name, times in run.measure(run.WORKLOADS[0], "cpu", True, 5).items()
    } == {run.RUNNER: 5, "jax scan": 5}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--device", "cuda"], "sees no CUDA device"),
        (["--only", "nothing"], "choose one of sgd, clipped, descent"),
        (["--rounds", "3"], "--rounds"),
    ],
)
def test_bad_options_are_named(run, monkeypatch, arguments, words):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    result = CliRunner().invoke(
        run.app, arguments, env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    )
    assert result.exit_code == 2
    assert words in result.output


def test_results_are_kept_under_date_and_machine(run, monkeypatch, tmp_path):
    monkeypatch.setattr(run, "RESULTS", tmp_path / "results")
    found = {
        "date": "2026-01-02",
        "machine": run.machine("cpu") | {"processor": "Some(R) Chip 9", "cores": 2},
    }
    path = run.store(found, "cpu")
    assert path.name == "2026-01-02-2-cores-some-chip-9.json"
    assert json.loads(path.read_text())["machine"]["versions"]["torch"] == torch.__version__


@pytest.mark.parametrize("index", range(3))
def test_a_workload_is_what_its_fields_say(run, index):
    """The contenders read the fields, the runner reads `run`."""
    work = run.WORKLOADS[index]
    problem, params = work.run.problem, {c.name: v for c, v in work.run.params.items()}
    x = torch.randn(
        5, len(work.spectrum), dtype=torch.float64, generator=torch.Generator().manual_seed(0)
    )
    assert torch.equal(problem.gradient(x), x * torch.tensor(work.spectrum, dtype=torch.float64))
    assert problem.start == (1.0,) * len(work.spectrum)
    assert work.run.horizons == (work.steps,)
    assert params["gamma"].ravel().tolist() == list(work.gammas)
    assert params.get("tau", [[None]])[0][0] == work.level
    assert work.rows == (len(work.gammas) if work.noise is None else 32 * work.blocks)
