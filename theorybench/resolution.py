"""What float64 may have done to a number: measured by repeating the calculation with every rounding
moved by random last bits, and what a comparison may then say.

See docs/numerics.md, sections 2 and 3.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from theorybench.core.algorithm import Algorithm
from theorybench.core.metrics import Metric, norm
from theorybench.core.problem import Problem
from theorybench.core.symbols import G_0, Constant, Delta_0, R, k
from theorybench.core.types import Tensor
from theorybench.run.runner import Run, simulate, simulate_exactly

UNIT_ROUNDOFF = 2.0**-53
COPIES = 32
"""Copies of a run without chance, each rounded in its own way."""
MOVE = 8 * UNIT_ROUNDOFF
"""Relative size by which a rounded result is moved at most: eight times what one rounding does."""
REACHED = 1e-6
"""Relative resolution at which a bound that is known to be reached counts as reached."""
SMALL = 1e-6
"""A smaller relative excess over a bound needs a second opinion."""
FINE = 0.1
"""A resolution above this share of the bound supports nothing."""
_MOVED_STEPS = 2_000
_POOL = 1 << 16

_NAMES = """
__abs__ __and__ __array__ __bool__ __contains__ __deepcopy__ __float__ __format__ __get__
__getitem__ __hash__ __index__ __int__ __invert__ __iter__ __len__ __neg__ __or__ __repr__
__reversed__ __set__ __setitem__ __xor__ abs absolute all amax amin any arange argmax argmin
argsort as_strided as_tensor atleast_1d atleast_2d backward bernoulli bool broadcast_tensors
broadcast_to cat ceil chunk clamp clamp_max clamp_min clip clone column_stack concat contiguous
copy_ copysign cpu cuda cummax cummin data detach device diag diag_embed diagonal dim double dtype
empty empty_like equal expand expand_as exponential_ eye fill_ flatten flip float floor fmax fmin
from_numpy full full_like gather grad hstack imag index_copy index_fill index_select int
is_floating_point isclose isfinite isinf isnan item log_normal_ logical_and logical_not logical_or
long masked_fill masked_fill_ masked_scatter masked_select max maximum median min minimum movedim
msort multinomial nan_to_num nan_to_num_ narrow ndim neg negative new_empty new_full new_ones
new_tensor new_zeros nonzero normal normal_ numel numpy ones ones_like permute poisson positive
put rand rand_like randint randn randn_like random_ randperm real relu repeat repeat_interleave
requires_grad requires_grad_ reshape resize_ roll round scatter searchsorted select set_ shape
sign signbit size sort split squeeze stack storage stride swapaxes swapdims t take take_along_dim
tensor tensor_split tile to tolist topk transpose tril triu trunc type type_as unbind unflatten
unfold uniform_ unique unsqueeze values view view_as vstack where zero_ zeros zeros_like
"""
_EXACT = frozenset(_NAMES.split())
"""Operations of torch that round nothing: they choose, arrange, compare, or draw."""

Statement = Literal["refuted", "supported", "reached", "equal", "coarse"]


class Moved(TorchFunctionMode):
    """While active, every result that torch rounds to float64 is moved by random last bits.

    size: relative, at most.
    """

    def __init__(self, seed: int, size: float = MOVE) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        uniform = torch.rand(_POOL, generator=generator, dtype=torch.float64)
        self.factors, self.used = 1 + size * (2 * uniform - 1), 0

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        name = getattr(func, "__name__", "")
        if name in _EXACT or type(result) is not Tensor or result.dtype is not torch.float64:
            return result
        in_place = (name.endswith("_") and not name.endswith("__")) or name.startswith("__i")
        if in_place or (kwargs and kwargs.get("out") is not None):
            return result.mul_(self._next(result))
        return result * self._next(result)

    def bits(self, like: Tensor) -> Tensor:
        """Relative moves, one for each entry of a tensor."""
        return self._next(like) - 1

    def _next(self, like: Tensor) -> Tensor:
        """Factors for the entries of a tensor, from a supply that is used again and again."""
        count = like.numel()
        if count > _POOL:
            return self.factors.repeat(count // _POOL + 1)[:count].view(like.shape)
        if self.used + count > _POOL:
            self.used = (7 * self.used + 13) % (_POOL - count + 1)
        found = self.factors[self.used : self.used + count].view(like.shape)
        self.used += count
        return found


@dataclass(frozen=True)
class Judgement:
    """What a comparison of a measured number with its bound says, and how near they come:
    sharpness is above 1 only where the bound is exceeded by more than the resolution.
    """

    statement: Statement
    sharpness: float


def judge(
    measured: float, resolution: float, bound: float, *, reached: bool = False, whole: bool = False
) -> Judgement:
    """measured <= bound, where float64 may have moved the measurement by the resolution.

    A refutation is a statement about real numbers; a resolution comparable with the bound supports
    nothing, unless the numbers are whole. reached: the claim is known to hold with equality here.
    """
    least = -math.inf if math.isinf(resolution) else measured - resolution
    most = math.inf if math.isinf(resolution) else measured + resolution
    positive = max(least, 0.0)
    sharpness = positive / bound if 0 < bound < math.inf else float(least > bound)
    if least > bound:
        return Judgement("refuted", max(sharpness, math.nextafter(1.0, 2.0)))
    sharpness = min(sharpness, 1.0)
    if bound != 0 and resolution > FINE * abs(bound) and not whole:
        return Judgement("coarse", sharpness)
    if most <= bound:
        return Judgement("supported", sharpness)
    if reached and resolution <= REACHED * abs(bound):
        return Judgement("reached", sharpness)
    return Judgement("equal", sharpness)


def of(compute: Callable[[], Any]) -> np.ndarray:
    """The resolution of what a calculation in torch gives, an array of numbers."""
    return spread(copies_of(compute), np.asarray(compute(), dtype=float))


@functools.lru_cache(maxsize=1024)
def of_start(problem: Problem) -> dict[Constant, float]:
    """What rounding may have done to the constants that are computed at the start: f(x_0) - f*,
    the gradient's norm, the distance from the minimiser.
    """
    x0 = problem.start_point()
    found = {
        Delta_0: of(lambda: float(problem.value(x0)[0] - problem.f_star)),
        G_0: of(lambda: float(norm(problem.gradient(x0))[0])),
    }
    if problem.minimiser is not None:
        star = torch.tensor([problem.minimiser], dtype=torch.float64)
        # x_0 and x* are rounded too: times 1 moves them
        found[R] = of(lambda: float(norm(x0 * 1 - star * 1)[0]))
    return {c: float(r) for c, r in found.items()}


def copies_of(compute: Callable[[], Any], copies: int = 4) -> np.ndarray:
    """What a calculation in torch gives when it is rounded in other ways: (copies, ...)."""
    found = []
    for copy in range(copies):
        with Moved(copy):
            found.append(np.asarray(compute(), dtype=float))
    return np.stack(found)


def spread(moved: np.ndarray, plain: np.ndarray) -> np.ndarray:
    """The largest distance of the copies (copies, ...) from the plain numbers (...); infinite where
    only some overflow.
    """
    with np.errstate(invalid="ignore"):
        apart = np.abs(moved - plain)
    apart = np.where(moved == plain, 0.0, np.nan_to_num(apart, nan=np.inf, posinf=np.inf))
    return apart.max(axis=0)


def of_run(run: Run, plain: Mapping[Metric, np.ndarray], seed: int = 0) -> dict[Metric, np.ndarray]:
    """The resolution of the metrics of a run without chance: metric -> (horizons, settings).

    plain: what `simulate_exactly` says of the run.
    """
    moved = copies_of_run(run, seed)
    return {m: spread(moved[m], plain[m]) for m in run.metrics}


def copies_of_run(run: Run, seed: int = 0) -> dict[Metric, np.ndarray]:
    """A run without chance, rounded in other ways: metric -> (copies, horizons, settings)."""
    copies = _Copies(run, COPIES, seed)
    moved = simulate_exactly(copies.run)
    return {m: copies.apart(moved[copies.metrics[m]]) for m in run.metrics}


def of_samples(
    run: Run, seeds: Sequence[int], plain: Mapping[Metric, np.ndarray], device: str = "cpu"
) -> dict[Metric, np.ndarray]:
    """The resolution of samples, relative to |sample| + median, and of their mean, relative to it:
    metric -> (horizons, settings, 2).

    plain: what `simulate` says of these seeds; the copy meets the same noise.
    """
    copies = _Copies(run, 1, seeds[0] % 2**31)
    moved = simulate(copies.run, seeds, device)
    found = {}
    for metric in run.metrics:
        x, y = plain[metric], moved[copies.metrics[metric]]
        apart = spread(y[None], x)
        with np.errstate(invalid="ignore", divide="ignore"):
            size = np.abs(x) + np.median(np.abs(x), axis=-1, keepdims=True)
            shares = (apart / size).max(axis=-1), apart.mean(axis=-1) / np.abs(x).mean(axis=-1)
        still = (apart == 0).all(axis=-1)[..., None]
        both = np.nan_to_num(np.stack(shares, axis=-1), nan=np.inf, posinf=np.inf)
        found[metric] = np.where(still, 0.0, both)
    return found


class _Copies:
    """A run with every setting repeated, whose steps and metrics round in their own way.

    The steps of a long run are moved now and then, by so much more. A parameter is off by its own
    last bits, the same in all steps; x* is known up to its last bits.
    """

    def __init__(self, run: Run, copies: int, seed: int) -> None:
        self.copies, self.settings = copies, run.settings
        longest = max(run.horizons)
        self.every = max(1, math.ceil(longest / _MOVED_STEPS))
        self.steps, self.looks = Moved(seed, MOVE * self.every), Moved(seed + 1)
        self.metrics = {m: self._metric(m, longest) for m in run.metrics}
        self.run = replace(
            run,
            algorithm=self._algorithm(run.algorithm),
            params=self._params(run, seed),
            metrics=tuple(self.metrics.values()),
            levels={
                self.metrics[m]: np.repeat(np.broadcast_to(v, (self.settings,)), copies)
                for m, v in run.levels.items()
            },
        )

    def apart(self, moved: np.ndarray) -> np.ndarray:
        """(horizons, settings copies) -> (copies, horizons, settings)."""
        return np.moveaxis(moved.reshape(len(moved), self.settings, self.copies), -1, 0)

    def _params(self, run: Run, seed: int) -> dict[Constant, np.ndarray]:
        rng, rows = np.random.default_rng(seed), self.settings * self.copies
        params = {}
        for constant, value in run.params.items():
            table = np.atleast_2d(np.asarray(value, dtype=float))
            table = np.repeat(
                np.broadcast_to(table, (self.settings, table.shape[1])), self.copies, 0
            )
            bits = 2 * UNIT_ROUNDOFF * (2 * rng.random((rows, 1)) - 1)
            params[constant] = table if constant.is_integer else table * (1 + bits)
        return params | {_ROWS: np.zeros((rows, 1))}

    def _algorithm(self, algorithm: Algorithm) -> Algorithm:
        def init(x0: Tensor, params: Any) -> Any:
            with self.steps:
                return algorithm.init(x0, params)

        def step(state: Any, query: Any, params: Any) -> Any:
            if int(params[k]) % self.every:
                return algorithm.step(state, query, params)
            with self.steps:
                return algorithm.step(state, query, params)

        return replace(algorithm, init=init, step=step)

    def _metric(self, metric: Metric, steps: int) -> Metric:
        summed = steps * UNIT_ROUNDOFF  # a sum of n terms rounds n times
        in_values, in_points = (summed * (metric.along == way) for way in ("mean", "average"))

        def of(problem: Problem, x: Tensor, *radius: Any) -> Tensor:
            star = x.abs() if problem.minimiser is None else x.new_tensor(problem.minimiser).abs()
            bits = self.looks.bits(x) * (1 + in_points / MOVE)
            with self.looks:
                value = metric.of(problem, x + bits * torch.maximum(x.abs(), star), *radius)
            return value * (1 + in_values)

        return replace(metric, of=of)


_ROWS = Constant("copies", "gives the run its number of rows", real=True)
