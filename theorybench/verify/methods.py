"""A method keeps one row per row: alone or beside others, with numbers or with tensors as
parameters, a run is the same. Checked before the first verdict of a method.

(rows,) against (rows, 1) broadcasts to (rows, rows) and gives wrong numbers in silence.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import replace

import torch

from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm, State
from theorybench.core.problem import Problem
from theorybench.core.types import EntryError, Number, Tensor
from theorybench.run.iterate import iterate
from theorybench.run.query import ProblemQuery

_STEPS, _SHARES = 4, (1.0, 0.5, 0.75)
"""Steps that are compared, and the rows: the parameters times these."""
_SAME = 1e-9
"""Rounding may differ with the shape of a batch; a broadcast is no rounding."""


def _uniforms(rows: tuple[int, ...]) -> Iterator[Tensor]:
    """The method's own random numbers: a fixed number for each row and call."""
    for call in itertools.count(1):
        numbers = [(0.618 * (3 * call + row) + 0.1) % 1.0 for row in rows]
        yield torch.tensor(numbers, dtype=torch.float64)[:, None]


_FORMS = (
    ("two rows with numbers as parameters", (0, 0), False),
    ("one row with tensors (rows, 1) as parameters", (0,), True),
    ("three rows with tensors (rows, 1) as parameters", (0, 1, 2), True),
)
"""In words, the rows, and whether parameters are tensors."""


@functools.lru_cache(maxsize=4096)
def faults_of_method(
    algorithm: Algorithm, problem: Problem, params: tuple[tuple[s.Constant, float], ...]
) -> tuple[str, ...]:
    """What is wrong with a method on a problem, a sentence each; params: numbers of one step, by
    constant. An error that the method raises with one row and with numbers is raised as it is.
    """
    problem = _answering(problem)
    alone = [_points(algorithm, problem, params, (row,), tensors=False) for row in (0, 1, 2)]
    for form, rows, tensors in _FORMS:
        try:
            given = _points(algorithm, problem, params, rows, tensors)
        except EntryError as error:
            return (f"{_whose(algorithm)}: {form}: {error}; {_ADVICE}",)
        except (RuntimeError, IndexError, ValueError, TypeError) as error:
            reason = f"{type(error).__name__}: {error}"
            return (f"{_whose(algorithm)}: {form}: the step raises {reason}; {_ADVICE}",)
        wanted = torch.cat([alone[row] for row in rows], dim=1)
        if not _equal(wanted, given):
            return (
                f"{_whose(algorithm)}: {form} give {_shown(given)} on {problem.name}, each row"
                f" alone with numbers as parameters {_shown(wanted)}; {_ADVICE}",
            )
    return ()


def _answering(problem: Problem) -> Problem:
    """The problem with an answer, of the right shape, to all that a method may ask."""
    directional = problem.directional or (lambda x, direction: problem.gradient(x))
    return replace(problem, directional=directional, prox=problem.prox or (lambda x, gamma: x))


_ADVICE = (
    "keep one row per row, (rows, d) or (rows, 1): e.g. x.norm(dim=-1, keepdim=True), and not"
    " (rows,) times (rows, 1), which is (rows, rows)"
)


def _whose(algorithm: Algorithm) -> str:
    """The method with the file and the line of its step."""
    code = getattr(algorithm.step, "__code__", None)
    where = f" ({code.co_filename}:{code.co_firstlineno})" if code is not None else ""
    return f"method {algorithm.name}{where}"


def _points(
    algorithm: Algorithm,
    problem: Problem,
    params: tuple[tuple[s.Constant, float], ...],
    rows: tuple[int, ...],
    tensors: bool,
) -> Tensor:
    """Iterates (steps + 1, rows, d).

    Raises EntryError where they, or the state, have another shape.
    """
    shares = torch.tensor([_SHARES[row] for row in rows], dtype=torch.float64)[:, None]

    def at(step: int) -> dict[s.Constant, Number]:
        one = {c: v * shares if tensors else v * float(shares[0]) for c, v in params}
        return {**one, s.k: float(step)}

    query = ProblemQuery(problem, uniforms=_uniforms(rows))
    start = problem.start_point().repeat(len(rows), 1)
    points = []
    for step, state in enumerate(iterate(algorithm, query, start, at, _STEPS)):
        _require_rows(state, len(rows), step)
        x = algorithm.point(state)
        if x.ndim != 2 or len(x) != len(rows):
            raise EntryError(
                f"its point has the shape {tuple(x.shape)} after {step} steps, where {len(rows)}"
                f" rows of coordinates are wanted: ({len(rows)}, d), here d = {problem.dim}"
            )
        points.append(x.clone())
    return torch.stack(points)


def _require_rows(state: State, rows: int, step: int) -> None:
    for name, value in state.items():
        if isinstance(value, torch.Tensor) and value.ndim and len(value) != rows:
            raise EntryError(
                f"its state has {name!r} of the shape {tuple(value.shape)} after {step} steps,"
                f" where {rows} rows come first"
            )


def _equal(one: Tensor, other: Tensor) -> bool:
    size = one.abs().amax().nan_to_num(nan=0.0, posinf=0.0)
    return torch.allclose(one, other, rtol=_SAME, atol=_SAME * float(size), equal_nan=True)


def _shown(points: Tensor) -> str:
    numbers = ", ".join(f"{v:.6g}" for v in points[-1].flatten()[:4].tolist())
    return f"x = ({numbers}{', ...' if points[-1].numel() > 4 else ''})"
