"""What a method may ask: the answers of a problem, with noise that is drawn, listed or absent.

A source of noise is an iterator: each item is the noise of one stochastic gradient, (rows, width).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch

from theorybench.core.algorithm import Query
from theorybench.core.blocks import BLOCK
from theorybench.core.oracles import Law, Oracle, add_noise
from theorybench.core.problem import Problem
from theorybench.core.types import (
    DirectionalGradient,
    EntryError,
    Gradient,
    Number,
    Projection,
    Prox,
    Tensor,
    Value,
)

_STEPS = 64
"""Steps for which a block draws at once, at most."""
_NUMBERS = 5120
"""Numbers that a block draws at once, about: the call is free then, and they stay in the cache."""
_TOGETHER = {"cpu": 1 << 16, "cuda": 1 << 30}
"""Raw numbers that are transformed at once."""


class Answering(Protocol):
    """What answers: a problem, a function a row, or symbols."""

    @property
    def name(self) -> str: ...
    @property
    def f_star(self) -> float | Tensor: ...
    @property
    def directional(self) -> DirectionalGradient | None: ...
    @property
    def prox(self) -> Prox | None: ...
    @property
    def project(self) -> Projection | None: ...
    @property
    def value(self) -> Value: ...
    @property
    def gradient(self) -> Gradient: ...


class Unanswered(EntryError):
    """A method asks what cannot be answered here; the message says what would answer it."""


@dataclass(eq=False)
class ProblemQuery:
    """The one implementation of `core.algorithm.Query`.

    noise: an item for each stochastic gradient, None for exact ones; answer: makes a gradient of
    (problem, x, noise); uniforms: the method's own random numbers, (rows, 1) an item, None where
    it may have none. Raises Unanswered where the problem, or the source of noise, has no answer.
    """

    problem: Answering
    noise: Iterator[Tensor] | None = None
    answer: Callable[[Any, Tensor, Tensor], Tensor] = add_noise
    uniforms: Iterator[Tensor] | None = None

    def gradient(self, x: Tensor) -> Tensor:
        if self.noise is None:
            return self.problem.gradient(x)
        return self.answer(self.problem, x, next(self.noise))

    def directional(self, x: Tensor, direction: Tensor) -> Tensor:
        if self.problem.directional is None:
            raise self._lacks("directional gradients", "directional=")
        if self.noise is not None:
            raise Unanswered(
                f"{self.problem.name}: directional gradients are answered without noise; use exact"
                " gradients"
            )
        return self.problem.directional(x, direction)

    def value(self, x: Tensor) -> Tensor:
        return self.problem.value(x)

    def gap(self, x: Tensor) -> Tensor:
        return self.problem.value(x) - self.problem.f_star

    def prox(self, x: Tensor, gamma: Number) -> Tensor:
        if self.problem.prox is None:
            raise self._lacks("proximal points", "prox=")
        return self.problem.prox(x, gamma)

    def project(self, x: Tensor) -> Tensor:
        return x if self.problem.project is None else self.problem.project(x)

    def uniform(self) -> Tensor:
        if self.uniforms is None:
            raise Unanswered(
                f"problem {self.problem.name}: the method draws random numbers; run it with seeds,"
                " by simulate"
            )
        return next(self.uniforms)

    def _lacks(self, what: str, field: str) -> Unanswered:
        return Unanswered(
            f"problem {self.problem.name}: the method asks for {what}; give the problem `{field}`"
        )


def seeded(
    problem: Problem,
    oracle: Oracle,
    seeds: Sequence[int],
    rows: int,
    settings: int = 1,
    device: str = "cpu",
) -> Query:
    """Queries with noise drawn by generators: `rows` rows a seed, the same for every setting;
    settings * len(seeds) * rows rows in all.
    """
    generators = [torch.Generator(device=device).manual_seed(seed) for seed in seeds]
    noise = None
    if oracle.law is not None:
        noise = draws(oracle.law, oracle.width(problem), generators, rows)
        # adding noise keeps nothing of it: one setting may be lent the memory it was drawn into
        if settings > 1 or oracle.answer is not add_noise:
            noise = _repeated(noise, settings)
    own = _repeated(draws(_UNIFORM, 1, generators, rows), settings) if generators else None
    return ProblemQuery(problem, noise, oracle.answer, own)


def bare_query(problem: Problem, oracle: Oracle, seed: int = 0) -> Query:
    """What a method may ask of a problem outside a run: one row, own seed."""
    return seeded(problem, oracle, (seed,), 1)


_UNIFORM = Law("uniform", lambda raw: raw[..., 0, :])


def _repeated(parts: Iterator[Tensor], times: int) -> Iterator[Tensor]:
    """Each part that many times below itself, in memory of its own."""
    return (part.repeat(times, 1) for part in parts)


def draws(
    law: Law, width: int, generators: Sequence[torch.Generator], rows: int
) -> Iterator[Tensor]:
    """Noise of one step after the other, (len(generators) * rows, width), in memory that is used
    again for later steps.
    """
    device, tape = generators[0].device, None
    steps = max(1, min(_STEPS, _NUMBERS // (BLOCK * width)))
    together = max(1, _TOGETHER[device.type] // (steps * rows * law.inputs * width))
    raw = torch.empty(
        min(together, len(generators)),
        steps,
        rows,
        law.inputs,
        width,
        dtype=law.dtype,
        device=device,
    )
    parts = raw.unbind(0)
    while True:
        for i in range(0, len(generators), together):
            group = generators[i : i + together]
            for part, generator in zip(parts, group, strict=False):
                law.fill(part, generator)
            noise = law.transform(raw[: len(group)])
            if tape is None:
                kind = torch.float64 if noise.is_floating_point() else noise.dtype
                tape = torch.empty(steps, len(generators), rows, width, dtype=kind, device=device)
            tape[:, i : i + together] = noise.transpose(0, 1)
        if tape is not None:
            yield from tape.flatten(1, 2).unbind(0)


def listed(table: Tensor) -> Iterator[Tensor]:
    """Noise that is given: (rows, draws, width), row by row an outcome. Raises Unanswered when a
    method asks for more gradients than there are draws.
    """
    yield from table.unbind(1)
    raise Unanswered(f"the method asks for more than {table.shape[1]} stochastic gradients")
