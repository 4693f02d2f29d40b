"""Limit behaviour: follow the orbit in float64, measure it, compare."""

from __future__ import annotations

import torch

from theorybench.catalogue.claim import Claim
from theorybench.core.algorithm import Params
from theorybench.core.oracles import exact
from theorybench.core.symbols import k
from theorybench.core.types import EntryError, Tensor
from theorybench.entries.dynamics import Dynamics, Orbit
from theorybench.run.runner import bare_query
from theorybench.verify.evidence import Evidence, from_comparisons


def follow(entry: Dynamics) -> Orbit:
    """The orbit of every start: (steps + 1, starts, d). Raises EntryError if the starts do not
    fit the problem or an orbit diverges.
    """
    x0 = entry.starts()
    if x0.ndim != 2 or x0.shape[1] != entry.problem.dim or x0.dtype != torch.float64:
        given = f"{tuple(x0.shape)} in {x0.dtype}"
        raise EntryError(
            f"{entry.name}: starts of shape {given}: give (starts, {entry.problem.dim}) in float64"
            f" for {entry.problem.name}"
        )
    query = bare_query(entry.problem, exact)
    state = entry.algorithm.init(x0, {**entry.params, k: 1.0})
    points: list[Tensor] = [entry.algorithm.point(state)]
    for t in range(entry.steps):
        params: Params = {**entry.params, k: float(t + 1)}
        state = entry.algorithm.step(state, query, params)
        points.append(entry.algorithm.point(state))
    orbit = torch.stack(points)
    if not bool(torch.isfinite(orbit).all()):
        first = int((~torch.isfinite(orbit)).any(-1).any(-1).int().argmax())
        raise EntryError(
            f"{entry.name}: iterate {first} of some start is not finite; take starts and steps from"
            " which none diverges"
        )
    return Orbit(entry.problem, orbit)


def verify_dynamics(claim: Claim, entry: Dynamics) -> Evidence:
    """Observe the orbit and hold what is observed against the claim; the observations are
    reported.
    """
    observed = entry.observe(follow(entry))
    comparisons = entry.parts(observed)
    numbers = {
        **{c.name: float(v) for c, v in entry.params.items()},
        **{name: float(v) for name, v in observed.items()},
    }
    return from_comparisons(claim, comparisons, [numbers] * len(comparisons))
