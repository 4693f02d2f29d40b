"""The one engine behind every verdict: a mixture of products of one-sample e-values.

    E_n = sum_j w_j prod_{i<=n} e_j(X_i),   e_j >= 0,   E_P[e_j(X)] <= 1 for every law P of the
    null.

E_n is a nonnegative supermartingale under the null, hence P(sup_n E_n >= 1/alpha) <= alpha
(Ville 1939): one may look after every sample and stop whenever one likes. Which null is tested is
decided by the e-function alone (see `efunctions`); here it is an object that turns samples into
log e-values. Everything is in float64 and on the log scale; wealth has no unit.

A factor 0 beats a factor +inf in the same product: the convention 0 * inf = 0 keeps the order of
the samples irrelevant, and costs nothing under a null that gives infinity probability 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_RATIO, _CENTRE, _SMALLEST = 1.5, 0.5, 1e-3
_STEPS = int(np.log(_CENTRE / _SMALLEST) / np.log(_RATIO))
GRID: Floats = np.concatenate(
    [[0.0], _CENTRE / _RATIO ** np.arange(_STEPS, -1, -1.0), [0.65, 0.8, 0.9, 0.97, 1.0]]
)
"""The 22 bet sizes: geometric towards 0, dense near 1; the bet 0 keeps the wealth above 1/22."""

_HUGE = 1e290  # stands for +inf inside a sum: finite, so that -inf + _HUGE is -inf and never NaN
_CHUNK = 2048  # samples whose (sample, node) table is held in memory at once


class EFunction(Protocol):
    """A null hypothesis, as a family of J e-values of one sample with fixed weights."""

    @property
    def log_weights(self) -> Floats:
        """Logarithms of the J weights, which sum to 1; shape (J,)."""
        ...

    def log_e(self, x: ArrayLike) -> Floats:
        """Log e-values of samples of any shape: shape x.shape + (J,). Raises ValueError on NaN."""
        ...


def log_sum_exp(a: Floats) -> Floats:
    """Log of the sum of exponentials over the last axis; entries may be -inf or +inf.

    Args:
        a: logarithms, shape (..., J).

    Returns:
        Shape (...,).
    """
    top = np.max(a, axis=-1, keepdims=True)
    finite = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore", over="ignore"):
        return np.squeeze(finite, -1) + np.log(np.sum(np.exp(a - finite), axis=-1))


def _mix(sums: Floats, log_weights: Floats) -> Floats:
    """Log mixture wealth of node sums (..., J) -> (...,), with the stand-in for +inf undone."""
    mixed = log_sum_exp(sums + log_weights)
    return np.where(mixed > _HUGE / 2, np.inf, mixed)


def _steps(efunction: EFunction, x: Floats) -> Floats:
    """Log e-values, +inf replaced by a number that sums without NaN: x.shape + (J,)."""
    return np.minimum(efunction.log_e(x), _HUGE)


def log_wealth(efunction: EFunction, x: ArrayLike) -> float:
    """Log E_n of the whole sample.

    Args:
        efunction: the null hypothesis.
        x: samples, shape (n,).

    Returns:
        log E_n, in [-inf, inf]; evidence against the null when large.

    Raises:
        ValueError: x has a NaN, or a value that the null excludes by declaration.
    """
    x = np.atleast_1d(np.asarray(x, float))
    sums = np.zeros_like(efunction.log_weights)
    for start in range(0, len(x), _CHUNK):
        sums = sums + _steps(efunction, x[start : start + _CHUNK]).sum(axis=0)
    return float(_mix(sums, efunction.log_weights))


def paths(efunction: EFunction, x: ArrayLike) -> Floats:
    """Log E_1 ... log E_n of many replicates at once.

    Args:
        efunction: the null hypothesis.
        x: samples, shape (replicates, n).

    Returns:
        Shape (replicates, n).

    Raises:
        ValueError: as `log_wealth`.
    """
    sums = np.cumsum(_steps(efunction, np.asarray(x, float)), axis=-2)
    return _mix(sums, efunction.log_weights)


@dataclass(frozen=True)
class Process:
    """An e-process that can be stopped, stored and continued; a value, never changed in place.

    Batches of any size give bitwise the same numbers as one long batch.

    Attributes:
        efunction: the null hypothesis.
        sums: log products of the J nodes, shape (J,).
        n: samples seen.
        log_sup: running supremum of log E over times 0 ... n (so at least 0).
    """

    efunction: EFunction
    sums: Floats
    n: int = 0
    log_sup: float = 0.0

    @classmethod
    def start(cls, efunction: EFunction) -> Process:
        """The process before any sample: E_0 = 1."""
        return cls(efunction, np.zeros_like(efunction.log_weights))

    @property
    def log_wealth(self) -> float:
        """Log E_n now."""
        return float(_mix(self.sums, self.efunction.log_weights))

    def advance(self, x: ArrayLike) -> tuple[Process, Floats]:
        """Feed further samples.

        Args:
            x: samples, shape (m,).

        Returns:
            The process after them, and log E at each of the m new times, shape (m,).

        Raises:
            ValueError: as `log_wealth`.
        """
        x = np.atleast_1d(np.asarray(x, float))
        sums, path = self.sums, np.empty(len(x))
        for start in range(0, len(x), _CHUNK):
            steps = _steps(self.efunction, x[start : start + _CHUNK])
            running = np.cumsum(np.concatenate([sums[None], steps]), axis=0)[1:]
            path[start : start + len(running)] = _mix(running, self.efunction.log_weights)
            sums = running[-1]
        top = max(self.log_sup, float(np.max(path, initial=-np.inf)))
        return Process(self.efunction, sums, self.n + len(x), top), path

    def state(self) -> dict[str, Any]:
        """The process as a plain dict for strict JSON: infinities are the strings "inf", "-inf"."""
        numbers = [float(v) for v in (*self.sums, self.log_sup)]
        plain = [v if np.isfinite(v) else str(v) for v in numbers]
        return {
            "efunction": repr(self.efunction),
            "n": self.n,
            "log_sup": plain[-1],
            "sums": plain[:-1],
        }

    @classmethod
    def resume(cls, efunction: EFunction, state: Mapping[str, Any]) -> Process:
        """The process stored by `state`, to be continued with new seeds.

        Args:
            efunction: the same null hypothesis as before.
            state: what `state` returned, possibly read back from JSON.

        Raises:
            ValueError: the state was made for another e-function.
        """
        if state["efunction"] != repr(efunction):
            raise ValueError(
                f"state of {state['efunction']} was given for {efunction!r}: an e-process can only "
                "be continued for the null it was started with; start a new one"
            )
        sums = np.array([float(v) for v in state["sums"]])
        return cls(efunction, sums, int(state["n"]), float(state["log_sup"]))
