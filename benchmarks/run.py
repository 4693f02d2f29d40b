"""Time the runner against its contenders in the same minutes, print a table, and keep the result
under benchmarks/results/.
"""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from rich.console import Console
from rich.table import Table

from benchmarks import jax_scan
from benchmarks.torch_loop import noise_alone, optim_loop
from benchmarks.workloads import WORKLOADS, Workload
from theorybench.core.metrics import gap
from theorybench.run.runner import simulate, simulate_exactly

RUNNER, NOISE = "theorybench", "noise alone"
LOOPS = {"torch.optim loop": True, "torch.optim loop, gradient by formula": False}
LOOP_ROWS = 2  # rows of the loop that are run; its time is scaled up from them
RESULTS = Path(__file__).parent / "results"


def contenders(work: Workload, device: str, jax: bool) -> dict[str, Callable[[], float]]:
    """What is timed on a workload; every one returns the mean of f at the end, noise alone any
    number.
    """
    made: dict[str, Callable[[], float]] = {RUNNER: lambda: float(_runner(work, device).mean())}
    if work.noise is not None:
        made[NOISE] = noise_alone(work, device)
    if device == "cpu":
        made |= jax_scan.contenders(work) if jax else {}
        made |= {name: optim_loop(work, LOOP_ROWS, autograd) for name, autograd in LOOPS.items()}
    return made


def _runner(work: Workload, device: str) -> Any:
    return (
        simulate_exactly(work.run, device)[gap]
        if work.noise is None
        else simulate(work.run, range(work.blocks), device)[gap]
    )


def measure(work: Workload, device: str, jax: bool, rounds: int) -> dict[str, list[float]]:
    """Contender -> seconds a round. The contenders take turns; a first turn that nobody times
    compiles and warms up.

    Raises RuntimeError if a contender ends elsewhere than the runner: then it does other work.
    """
    them, clock = (
        contenders(work, device, jax),
        time.process_time if device == "cpu" else time.perf_counter,
    )
    ends = {name: call() for name, call in them.items()}
    for name, end in ends.items():
        if name not in (NOISE, *LOOPS) and abs(end / ends[RUNNER] - 1) > (
            0.1 if work.noise else 1e-9
        ):
            raise RuntimeError(
                f"{work.name}: {name} ends at a mean f of {end:.6g}, the runner at"
                f" {ends[RUNNER]:.6g}: not the same work"
            )
    seconds: dict[str, list[float]] = {name: [] for name in them}
    for _ in range(rounds):
        for name, call in them.items():
            before = clock()
            call()
            seconds[name].append(
                (clock() - before) * (work.rows / LOOP_ROWS if name in LOOPS else 1)
            )
    return seconds


def summary(work: Workload, seconds: dict[str, list[float]]) -> list[dict[str, Any]]:
    """One entry a contender: median seconds, median of the paired ratios, goal."""
    entries = []
    for name, times in seconds.items():
        # for noise alone the runner's time is the larger one
        pairs = [
            ours / t if name == NOISE else t / ours
            for ours, t in zip(seconds[RUNNER], times, strict=True)
        ]
        ratio, goal = statistics.median(pairs), work.goals.get(name)
        met = None if goal is None else bool(ratio <= goal if name == NOISE else ratio >= goal)
        entries.append(
            {
                "contender": name,
                "seconds": statistics.median(times),
                "ratio": ratio,
                "goal": goal,
                "met": met,
            }
        )
    return entries


def machine(device: str) -> dict[str, Any]:
    """What ran: processor, cores, device, versions."""
    info = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*:\s*(.*)", info.read_text()) if info.exists() else []
    packages = ("theorybench", "torch", "numpy", "jax")
    installed = {p: metadata.version(p) for p in packages if p != "jax" or jax_scan.INSTALLED}
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "device": (
            torch.cuda.get_device_name(device) if device.startswith("cuda") else "cpu, one thread"
        ),
        "versions": {"python": platform.python_version(), **installed},
    }


def store(found: dict[str, Any], device: str) -> Path:
    """benchmarks/results/<date>-<machine class>.json."""
    chip = (
        found["machine"]["device"]
        if device.startswith("cuda")
        else f"{found['machine']['cores']}-cores-{found['machine']['processor']}"
    )
    name = re.sub(r"[^a-z0-9]+", "-", chip.lower().replace("(r)", "")).strip("-")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{found['date']}-{name}.json"
    path.write_text(json.dumps(found, indent=1) + "\n")
    return path


def table(work: Workload, entries: list[dict[str, Any]]) -> Table:
    made = Table(title=work.what, title_justify="left")
    for column in ("contender", "median seconds", "ratio", "goal", ""):
        made.add_column(column, justify="left" if column in ("contender", "") else "right")
    for entry in entries:
        name, goal = entry["contender"], entry["goal"]
        wanted = "" if goal is None else f"{'at most' if name == NOISE else 'at least'} {goal:g}"
        ratio = "" if name == RUNNER else f"{entry['ratio']:.3g}"
        made.add_row(
            name,
            f"{entry['seconds']:.4g}",
            ratio,
            wanted,
            {None: "", True: "met", False: "NOT met"}[entry["met"]],
        )
    return made


def main(
    device: Annotated[
        str, typer.Option(help="cpu or cuda; on cuda only the runner and its noise are timed")
    ] = "cpu",
    rounds: Annotated[int, typer.Option(min=5, help="timed turns of every contender")] = 7,
    only: Annotated[
        str, typer.Option(help="name of one workload: " + ", ".join(w.name for w in WORKLOADS))
    ] = "",
    keep: Annotated[bool, typer.Option(help="store the result")] = True,
) -> None:
    """Ratios are medians over paired turns: runner / noise alone, other / runner. One thread on one
    core; compilation is not timed.

    On the CPU the seconds are those that the process computed, so that other work on the machine
    disturbs less.
    """
    console = Console()
    chosen = [w for w in WORKLOADS if only in ("", w.name)]
    if not chosen:
        raise typer.BadParameter(
            f"--only {only}: choose one of {', '.join(w.name for w in WORKLOADS)}"
        )
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise typer.BadParameter(
            f"--device {device}: torch {torch.__version__} sees no CUDA device here; use"
            " --device cpu"
        )
    _one_thread(device)
    if not jax_scan.INSTALLED:
        console.print("jax is skipped: it is not installed; install the extra `bench`")
    found: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(device),
        "rounds": rounds,
        "workloads": {},
    }
    for work in chosen:
        entries = summary(work, measure(work, device, jax_scan.INSTALLED, rounds))
        console.print(table(work, entries))
        found["workloads"][work.name] = {"what": work.what, "results": entries}
    console.print(
        f"Loops: {LOOP_ROWS} rows are run, the time is scaled up. jax: compiled beforehand. Ratios:"
        " medians of paired ones."
    )
    if keep:
        console.print(f"stored in {store(found, device).relative_to(RESULTS.parent.parent)}")


def _one_thread(device: str) -> None:
    torch.set_num_threads(1)
    jax_scan.one_thread()
    if device == "cpu" and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


app = typer.Typer(add_completion=False)
app.command()(main)

if __name__ == "__main__":
    app()
