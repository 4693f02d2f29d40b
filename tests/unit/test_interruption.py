"""Commands that are ended at any moment leave nothing false behind, and `verify --resume` finishes
with the numbers of an undisturbed run.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

CLAIMS = [
    word
    for p in ("drori2014.*", "zhang2022.thm-2*", "zhang2022.lem-4.*")
    for word in ("--select", p)
]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
COMMANDS = {
    "attack": ("attack", "drori2014.thm-3.*", "--budget", "2000", "--no-store", "--jobs", "2"),
    "audit": ("audit", "huber*", "quadratic*", "sin*"),
    "mutate": ("mutate", "--select", "drori2014.*", "--kind", "step", "--jobs", "2"),
}


def started(folder, *words):
    script = "from theorybench.cli.main import main; main()"
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with (folder / "out").open("a") as out:
            return subprocess.Popen(
                [sys.executable, "-c", script, *map(str, words)],
                stdout=out,
                stderr=out,
                cwd=folder,
                start_new_session=True,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
    finally:
        signal.signal(signal.SIGINT, before)


def ended(process, number, after):
    """Exit status of a process that a signal may end before it ends by itself."""
    try:
        return process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, number)
        return process.wait(60)


def numbers(report):
    """The claims of a report without what differs from run to run."""
    return {
        " @ ".join((c["theorem"], c["problem"], c["oracle"])): {**c, "seconds": 0}
        for c in report["claims"]
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    begun = time.monotonic()
    assert started(folder, "verify", *CLAIMS, "--jobs", 2, "--json", "r.json").wait(300) == 0
    return numbers(json.loads((folder / "r.json").read_text())), time.monotonic() - begun


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda s: s.name)
def test_verify_is_resumed_with_the_numbers_of_an_undisturbed_run(tmp_path, undisturbed, number):
    resume(tmp_path, undisturbed, number, random.Random(number.name))


def resume(folder, undisturbed, number, moments):
    right, seconds = undisturbed
    words = ("verify", *CLAIMS, "--jobs", 2, "--json", "r.json", "--resume")
    for _ in range(4):
        status = ended(started(folder, *words), number, moments.uniform(0.2, 1.2) * seconds)
        if (folder / "r.json").exists():
            report = json.loads((folder / "r.json").read_text())
            assert report["interrupted"] == (len(report["claims"]) < len(right))
            assert all(right[name] == claim for name, claim in numbers(report).items())
            assert status != 0 or not report["interrupted"]  # an earlier round may have finished
    assert started(folder, *words).wait(300) == 0
    report = json.loads((folder / "r.json").read_text())
    assert not report["interrupted"]
    assert numbers(report) == right
    assert not (folder / "r.json.part").exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda s: s.name)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_finished_report_is_kept_and_an_interrupted_one_says_so(tmp_path, command, number):
    interrupt(tmp_path, command, number, random.Random(f"{command} {number.name}"))


def interrupt(folder, command, number, moments):
    good = '{"schema": 2, "interrupted": false}'
    for name, content in (("new.json", None), ("old.json", good)):
        path = folder / name
        if content:
            path.write_text(content)
        process = started(folder, *COMMANDS[command], "--json", path)
        status = ended(process, number, moments.uniform(1, 12))
        for file in folder.glob("*.json*"):
            report = json.loads(file.read_text())
            if file.name == "old.json" and report == json.loads(good):
                assert status != 0
            elif file.name.endswith(".interrupted"):
                assert report["interrupted"]
            elif file == path:
                assert report["interrupted"] == (status != 0)
                assert report["planned"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS, ids=lambda s: s.name)
def test_a_page_of_findings_is_written_whole_or_not_at_all(tmp_path, number):
    findings(tmp_path, number, random.Random(f"findings {number.name}"))


def findings(folder, number, moments):
    page = folder / "page.md"
    page.write_text("old")
    words = ("findings", "--select", "zhang2022.lem-4.7.*", "--out", page)
    status = ended(started(folder, *words), number, moments.uniform(1, 10))
    text = page.read_text()
    assert (text == "old") == (status != 0)
    assert status != 0 or "zhang2022.lem-4.7.1" in text
