"""The same runs as a jitted jax.lax.scan over vmap-ped rows: float64 state, Gaussian noise in
float32, Pareto noise in float64.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from typing import Any

from benchmarks.workloads import Workload

INSTALLED = importlib.util.find_spec("jax") is not None
Contender = Callable[[], float]


def one_thread() -> None:
    """Before jax is imported."""
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def contenders(work: Workload) -> dict[str, Contender]:
    """What to time: each returns the mean of f at the end. Compiled by the first call, which
    nobody times.
    """
    import jax

    jax.config.update("jax_enable_x64", True)
    rows = _rows(work)
    made = {
        "jax scan": _timed(
            jax.jit(jax.vmap(lambda key, step_size: _one(work, key, step_size))), *rows
        )
    }
    if work.noise is not None:
        made["jax scan, one draw a step"] = _timed(
            jax.jit(lambda key: _together(work, key)), jax.random.key(0)
        )
    return made


def _timed(compiled: Any, *arguments: Any) -> Contender:
    return lambda: float(compiled(*arguments).block_until_ready().mean())


def _rows(work: Workload) -> tuple[Any, Any]:
    import jax
    import jax.numpy as jnp

    return jax.random.split(jax.random.key(0), work.rows), jnp.resize(
        jnp.array(work.gammas), (work.rows,)
    )


def _noise(work: Workload, key: Any, shape: tuple[int, ...]) -> Any:
    import jax
    import jax.numpy as jnp

    if work.noise == "normal":
        return jax.random.normal(key, shape, jnp.float32)
    u = jax.random.uniform(key, shape, jnp.float64, -1.0, 1.0)
    return jnp.copysign(jnp.abs(u) ** (-1 / 1.5), u)


def _step(work: Workload, x: Any, noise: Any, step_size: Any) -> Any:
    import jax.numpy as jnp

    g = jnp.array(work.spectrum) * x + noise
    return x - step_size * (g if work.level is None else jnp.clip(g, -work.level, work.level))


def _value(work: Workload, x: Any) -> Any:
    import jax.numpy as jnp

    return 0.5 * (jnp.array(work.spectrum) * x * x).sum(-1)


def _one(work: Workload, key: Any, step_size: Any) -> Any:
    """One row; its key is carried along."""
    import jax
    import jax.numpy as jnp

    dim = len(work.spectrum)

    def step(carry: Any, _: None) -> tuple[Any, None]:
        x, key = carry
        if work.noise is None:
            return (_step(work, x, 0.0, step_size), key), None
        key, now = jax.random.split(key)
        return (_step(work, x, _noise(work, now, (dim,)), step_size), key), None

    (x, _), _ = jax.lax.scan(step, (jnp.ones(dim), key), None, length=work.steps)
    return _value(work, x)


def _together(work: Workload, key: Any) -> Any:
    """All rows at once, one key and one draw a step: a seed's numbers then depend on the batch,
    which the runner does not allow itself.
    """
    import jax
    import jax.numpy as jnp

    shape = (work.rows, len(work.spectrum))

    def step(x: Any, now: Any) -> tuple[Any, None]:
        return _step(work, x, _noise(work, now, shape), work.gammas[0]), None

    x, _ = jax.lax.scan(step, jnp.ones(shape), jax.random.split(key, work.steps))
    return _value(work, x)
