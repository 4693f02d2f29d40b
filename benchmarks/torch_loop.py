"""The same runs as loops with torch.optim, one row after the other; and the noise of the runs
and nothing else.
"""

from __future__ import annotations

import time
import timeit
from collections.abc import Callable

import torch

from benchmarks.workloads import Workload

CHUNKS = tuple(1 << p for p in (12, 14, 16, 18, 20))


def optim_loop(work: Workload, rows: int, autograd: bool) -> Callable[[], float]:
    """The first `rows` rows by torch.optim.SGD, gradients by autograd or by their formula;
    returns the mean of f at the end.
    """
    curvature = torch.tensor(work.spectrum, dtype=torch.float64)

    def run() -> float:
        ends = []
        for i in range(rows):
            torch.manual_seed(i)
            x = torch.ones(len(work.spectrum), dtype=torch.float64, requires_grad=True)
            optimizer = torch.optim.SGD([x], lr=work.gammas[i % len(work.gammas)])
            for _ in range(work.steps):
                optimizer.zero_grad()
                if autograd:
                    (0.5 * (curvature * x.square()).sum()).backward()
                else:
                    x.grad = curvature * x.detach()
                assert x.grad is not None
                if work.noise is not None:
                    x.grad += torch.randn(len(x)) if work.noise == "normal" else _pareto(len(x))
                if work.level is not None:
                    torch.nn.utils.clip_grad_norm_([x], work.level)
                optimizer.step()
            ends.append(float(0.5 * (curvature * x.detach().square()).sum()))
        return sum(ends) / rows

    return run


def _pareto(count: int) -> torch.Tensor:
    u = torch.rand(count, dtype=torch.float64) * 2 - 1
    return torch.copysign(u.abs() ** (-1 / 1.5), u)


def noise_alone(work: Workload, device: str) -> Callable[[], float]:
    """As many numbers of the law as the run needs, from one generator, in chunks of the size
    that is fastest here.
    """
    law = work.run.oracle.law
    assert law is not None
    total, generator = (
        work.rows * work.steps * len(work.spectrum),
        torch.Generator(device=device).manual_seed(0),
    )

    def draw(chunk: int, count: int) -> float:
        raw = torch.empty(law.inputs, chunk, dtype=law.dtype, device=device)
        noise = raw
        for _ in range(max(1, count // chunk)):
            law.fill(raw, generator)
            noise = law.transform(raw)
        return float(noise.flatten()[0])

    best = min(
        CHUNKS,
        key=lambda chunk: min(
            timeit.repeat(
                lambda: draw(chunk, total // 8), number=1, repeat=3, timer=time.process_time
            )
        ),
    )
    return lambda: draw(best, total)
