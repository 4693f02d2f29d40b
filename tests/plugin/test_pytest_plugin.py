"""The pytest plugin as a user meets it: a repository with a conftest that is empty, folders of
theorems and problems, one command.
"""

import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import torch

from theorybench.catalogue.catalogue import load
from theorybench.conformance.generate import generate
from theorybench.conformance.summary import summary
from theorybench.verify.profile import Options

pytest_plugins = ["pytester"]

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
PLANTED = HERE / "planted"
PROBLEM = "problem[tilted-bowl]"
OWN = ["--theorybench-catalogue=problems"]
BUNDLED = load()
"""Loaded once: pytester forgets what a run in this process has imported."""
ON_THE_BOWL = "bowl and not claim and not sharp and not rescaled"
ONLY = [f"--theorybench-select={p}" for p in ("planted.*", "tilted-bowl", "understated", "biased")]


def command(folder, *arguments):
    """A pytest run in a process of its own."""
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, arguments)]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def repository(folder, catalogue):
    """A user's repository: an empty conftest, a test of theirs, and a catalogue in problems/."""
    (folder / "conftest.py").touch()
    (folder / "test_mine.py").write_text("def test_mine():\n    pass\n")
    shutil.copytree(catalogue, folder / "problems", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def cases(report):
    """name -> (properties, message of the failure or None), from a JUnit file."""
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):
        failure = case.find("failure")
        properties = {p.get("name"): p.get("value") for p in case.iter("property")}
        found[case.get("name")] = properties, None if failure is None else failure.text
    return found


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The planted falsehoods and a file that does not load, run in one process: (folder, output,
    test cases).
    """
    folder = repository(tmp_path_factory.mktemp("planted"), PLANTED)
    (folder / "problems" / "broken.py").write_text("x = 1\n\nfrom nowhere import nothing\n")
    done = command(folder, "--theorybench-catalogue", "problems", "--junitxml=report.xml", *ONLY)
    assert done.returncode == 1, done.stdout + done.stderr
    return folder, done.stdout, cases(folder / "report.xml")


def test_two_files_and_an_empty_conftest_are_enough(tmp_path):
    done = command(
        repository(tmp_path, EXAMPLES),
        "--theorybench-catalogue",
        "problems/",
        "--junitxml=report.xml",
        "--strict-markers",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = cases(tmp_path / "report.xml")
    assert {"test_mine", "problem[log-cosh]", "theorem[example.contraction]"} < set(found)
    for kind in ("claim", "sharp", "rescaled"):
        assert f"{kind}[example.contraction @ log-cosh @ exact]" in found
    properties, _ = found["claim[example.contraction @ log-cosh @ exact]"]
    assert properties["verdict"] == properties["expected"] == "supported"
    assert float(properties["measured"]) <= float(properties["bound"])
    assert float(properties["suite_alpha"]) == 1e-6
    # what the folder has to do with and nothing else
    assert {n for n in found if "log-cosh" not in n and "example.contraction" not in n} == {
        "test_mine",
        "algorithm[gradient descent]",
    }
    assert "P(any false 'refuted' in this suite) <= 1e-06" in done.stdout
    assert "seed 20220527" in done.stdout


WRONG = {
    PROBLEM: (
        r"'\|\|grad f\(x\) - grad f\(y\)\|\| <= L \|\|x - y\|\|' is false at x = \(.*\), y ="
        r" \(.*\): left side \S+ > right"
    ),
    "oracle[understated]": (
        r"'E\|\|g\(x\) - grad f\(x\)\|\|\^2 <= sigma\^2' is false at x = \(.*\): the left side is"
        r" 1\.\d+ times"
    ),
    "oracle[biased]": (
        r"'E g\(x\) = grad f\(x\)' is false at x = \(.*\): coordinate \d+ of g - grad f has mean"
        r" 0\.0\d+ in 32768 draws"
    ),
    "theorem[planted.orphan]": (
        r"(?s)no problem satisfies planted\.orphan; the nearest lack:.*does not promise 'pink' \(f"
        r" is pink\)"
    ),
    "claim[planted.too-small @ witness @ exact]": (
        r"verdict: refuted, expected supported\nnumbers: bound 0\.00595238, measured 0\.0238095"
    ),
    "file[problems/broken.py]": (
        r"problems/broken\.py:3: ModuleNotFoundError: No module named 'nowhere'"
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_planted_falsehood_fails_with_what_shows_it(planted, name):
    _, message = planted[2][name]
    assert re.search(WRONG[name], message)
    assert message.splitlines()[-1].startswith(
        "repeat: pytest --pyargs theorybench.conformance --theorybench-catalogue problems "
    )


def test_a_refuted_claim_tells_its_numbers_its_sharpness_and_its_witness(planted):
    properties, message = planted[2]["claim[planted.too-small @ witness @ exact]"]
    assert "\nsharpness: 4\n" in message
    assert re.search(r"\nwitness: witness, oracle exact, with .*gamma=1", message)
    assert "\nsource: Nobody (2026), Theorem 1" in message
    assert float(properties["sharpness"]) == pytest.approx(4.0)
    assert (properties["verdict"], properties["expected"]) == ("refuted", "supported")


def test_the_point_is_recorded_in_full(planted):
    properties, _ = planted[2]["problem[tilted-bowl]"]
    x, y = (
        torch.tensor([float(v) for v in properties[name].strip("[]").split(",")])
        for name in ("x_0", "y_0")
    )
    change = (torch.logspace(-2, 0, 10, dtype=torch.float64) * (x - y)).norm()
    assert float(change) > 0.98 * float((x - y).norm())


def test_the_repeat_command_repeats_the_failure(planted, pytester, monkeypatch):
    folder, _, found = planted
    _, message = found["claim[planted.too-small @ witness @ exact]"]
    words = shlex.split(message.splitlines()[-1].removeprefix("repeat: "))
    monkeypatch.chdir(folder)
    again = pytester.runpytest("-p", "no:cacheprovider", *words[1:])
    # the file that does not load fails in every run
    assert again.parseoutcomes() == {"failed": 2}
    assert message in again.stdout.str()


@pytest.mark.parametrize(
    "workers",
    [["-n2"], pytest.param(["-n4", "--dist=loadgroup"], marks=pytest.mark.slow)],
    ids=" ".join,
)
def test_workers_change_no_verdict_and_no_number(planted, workers):
    folder, _, found = planted
    done = command(
        folder, *workers, "--theorybench-catalogue", "problems", "--junitxml=more.xml", *ONLY
    )
    assert done.returncode == 1
    # --dist loadgroup appends @group to the names
    assert {
        re.sub(r"\]@.*$", "]", name): case for name, case in cases(folder / "more.xml").items()
    } == found


def test_the_last_failures_can_be_run_alone(pytester):
    repository(pytester.path, PLANTED)
    only = [*OWN, "-k", "theorem or mine"]
    outcomes = [pytester.runpytest(*more, *only).parseoutcomes() for more in ([], ["--lf"])]
    assert [(one.get("passed"), one["failed"]) for one in outcomes] == [(2, 1), (None, 1)]


def listed(pytester, *arguments):
    """Ids of the generated tests that a run would make."""
    result = pytester.runpytest("--collect-only", "-q", *arguments)
    return [
        line.removeprefix("theorybench::")
        for line in result.outlines
        if line.startswith("theorybench::")
    ]


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["-k", "claim and too-small and witness"], ["claim[planted.too-small @ witness @ exact]"]),
        (["-m", "thorough"], ["search[tilted-bowl]"]),
        (["--theorybench-select", "search[tilted-bowl]"], ["search[tilted-bowl]"]),
        (
            [
                "--theorybench-profile",
                "thorough",
                "-k",
                "not claim and not sharp and not rescaled and bowl",
            ],
            [PROBLEM, "search[tilted-bowl]"],
        ),
        (["-k", "not claim and not sharp and not rescaled and bowl"], [PROBLEM]),
        (["-m", "gpu"], []),
    ],
)
def test_tests_are_selected_as_any_others(pytester, arguments, wanted):
    """Long ones are left out unless the profile, a mark or their name asks for them."""
    repository(pytester.path, PLANTED)
    assert listed(pytester, *OWN, *arguments) == wanted


def test_folders_of_the_configuration_count_and_the_option_goes_before(pytester):
    repository(pytester.path, EXAMPLES)
    shutil.copytree(PLANTED, pytester.path / "more")
    pytester.makeini("[pytest]\ntheorybench_catalogue = problems more\n")
    inside = pytester.mkdir("deeper")
    both = listed(pytester, "-k", "theorem")
    assert {"theorem[example.contraction]", "theorem[planted.orphan]"} <= set(both)
    assert listed(pytester, "-k", "theorem", *OWN) == ["theorem[example.contraction]"]
    pytester.chdir()
    assert listed(pytester, "-k", "theorem", "--rootdir", str(pytester.path), str(inside)) == both


def test_the_bundled_catalogue_is_tested_by_the_name_of_the_package(pytester):
    found = listed(pytester, "--pyargs", "theorybench.conformance")
    checks, verifier = generate(BUNDLED, Options())
    assert found == [c.name for c in checks if "thorough" not in c.marks]
    assert len(found) == len(set(found))
    assert len(found) > 1000
    # one level for all tests by chance, the derived ones too
    assert verifier.options.budget.claims == sum(c.tests for c in checks) > len(BUNDLED.claims())


def test_the_summary_counts_verdicts_and_states_the_error_of_the_session():
    facts = [
        {
            "verdict": "supported",
            "expected": "supported",
            "sharpness": 0.5,
            "suite_tests": 2000,
            "seconds": 1.0,
        },
        {
            "verdict": "supported",
            "expected": "supported",
            "sharpness": 0.01,
            "suite_tests": 2000,
            "seconds": 1.0,
        },
        {
            "verdict": "refuted",
            "expected": "supported",
            "sharpness": 2.0,
            "suite_tests": 2000,
            "seconds": 1.0,
        },
        {"suite_tests": 2000, "seconds": 5.0},
    ]
    lines = list(summary(facts, Options(seed=7), "pytest again"))
    assert lines[0].startswith(
        "3 claims in 3.0 s: 2 supported (1 LOOSE: never within a factor 10 of the bound), 1"
        " refuted; 1 unexpected"
    )
    assert lines[1].startswith("P(any false 'refuted' in this suite) <= 1e-06")
    assert lines[2].startswith("Level 5e-10 for each of up to 2000 tests by chance")
    assert lines[3] == "Profile quick, seed 7; again: pytest again"


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            ["--theorybench-catalogue=nowhere"],
            pytest.ExitCode.USAGE_ERROR,
            "*catalogue 'nowhere' does not exist; give a folder*",
        ),
        (
            ["--theorybench-catalogue=empty"],
            pytest.ExitCode.INTERRUPTED,
            "*empty' holds no Python file; put a problem*",
        ),
        (
            [*OWN, "--theorybench-select=log-cash"],
            pytest.ExitCode.INTERRUPTED,
            "*'log-cash' names no test;*log-cosh*",
        ),
        (["--theorybench-seed=-1"], pytest.ExitCode.USAGE_ERROR, "*--theorybench-seed*-1*"),
        (
            ["--theorybench-profile=slow"],
            pytest.ExitCode.USAGE_ERROR,
            "*--theorybench-profile*slow*",
        ),
    ],
    ids=("nowhere", "empty", "no match", "seed", "profile"),
)
def test_wrong_usage_is_told(pytester, arguments, status, message):
    repository(pytester.path, EXAMPLES)
    pytester.mkdir("empty")
    result = pytester.runpytest(*arguments)
    assert result.ret == status
    (result.stderr if status == pytest.ExitCode.USAGE_ERROR else result.stdout).fnmatch_lines(
        [message]
    )


@pytest.mark.skipif(
    torch.cuda.is_available(), reason="says what happens where there is no CUDA device"
)
def test_without_a_gpu_its_tests_are_skipped_with_the_reason(pytester):
    repository(pytester.path, EXAMPLES)
    name = "claim[example.contraction @ log-cosh @ exact]"
    result = pytester.runpytest(
        "-rs", *OWN, "--theorybench-device=cuda", "--theorybench-select", name
    )
    assert result.parseoutcomes() == {"passed": 1, "skipped": 1}
    result.stdout.fnmatch_lines(["SKIPPED*finds no CUDA device*"])


def test_an_unrelated_run_is_untouched(tmp_path):
    """Nothing is collected, nothing heavy is imported, and marks of the same names are the
    user's own.
    """
    (tmp_path / "test_it.py").write_text(
        "import sys\nimport pytest\n\n@pytest.mark.quick\ndef test_it():\n    assert not {'torch',"
        " 'numpy', 'sympy', 'theorybench.catalogue.claim', 'theorybench.conformance'} &"
        " set(sys.modules)\n"
    )
    done = command(tmp_path, "--strict-markers", "-m", "quick", "-q", "-p", "no:hypothesispytest")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    assert "theorybench" not in done.stdout
