"""Somebody's own method takes part: its mutants are judged by its own step, in a loop that shares
nothing with the runner.
"""

import json

import pytest
from typer.testing import CliRunner

from theorybench.cli import main as cli

FOLDER = '''
"""A step half as long as it says, on a parabola: the distance falls by 3/4 in every step."""

from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm, at_start
from theorybench.core.assumptions import Assumption
from theorybench.core.problem import Problem
from theorybench.core.types import Source
from theorybench.core.metrics import distance
from theorybench.entries.theorem import Mode, Theorem

parabola = Assumption("a parabola", "f = L x^2 / 2", (s.L,))
square = Problem(
    name="square", f=lambda x: x.square().sum(-1), gradient=lambda x: 2 * x, start=(3.0,),
    f_star=0.0, minimiser=(0.0,), constants={s.L: 2.0}, promises=(parabola,),
)


def step(state, query, params):
    BEFORE
    return {"x": state["x"] - params[s.gamma] / 2 * query.gradient(state["x"])}


half = Algorithm("NAME", (s.gamma,), at_start, step)
theorem = Theorem(
    name="own.half", source=Source("Me", 2026, "1"), assumes=(parabola,), algorithm=half,
    params={s.gamma: 1 / (2 * s.L)}, metric=distance, mode=Mode.DETERMINISTIC,
    bound=s.R * (1 - s.gamma * s.L / 2) ** s.n, settings=({s.n: 3},),
)
'''


def mutated(tmp_path, name, before="pass"):
    folder, target = tmp_path / "own", tmp_path / "mutate.json"
    folder.mkdir()
    (folder / "half.py").write_text(FOLDER.replace("NAME", name).replace("BEFORE", before))
    arguments = ["mutate", str(folder), "--jobs", "1", "--json", str(target)]
    found = CliRunner().invoke(cli.app, arguments)
    return found, json.loads(target.read_text())


@pytest.mark.parametrize("name", ["half descent", "gradient descent"])
def test_mutants_of_an_own_method_are_judged_and_refuted(tmp_path, name):
    """Also where it has the name of a bundled one, of which another reference is known."""
    found, written = mutated(tmp_path, name)
    assert written["mutants"] == written["killed"] >= 6, found.output
    assert written["true_refuted"] == 0
    assert {"factor", "exponent", "step"} <= {one["kind"] for one in written["list"]}
    assert found.exit_code == 0


def test_a_method_that_no_reference_answers_is_said_to_be_not_judged(tmp_path):
    found, written = mutated(tmp_path, "half descent", "query.uniform()")
    assert written["mutants"] == 0
    assert written["not_judged"] == {
        "own.half": "half descent draws numbers of its own, and no second implementation is known"
    }
    assert "Not judged:" in found.output
    assert "draws numbers of its own" in found.output
    assert found.exit_code == 1


def test_without_a_checkout_the_command_says_so(tmp_path):
    app = cli.typer.Typer()
    app.callback()(lambda: None)
    cli.add_mutate(app, tmp_path)
    found = CliRunner().invoke(app, ["mutate", "folder", "--jobs", "2"])
    assert found.exit_code == 2
    assert found.output.count("\n") == 1
    assert "checkout" in found.output
