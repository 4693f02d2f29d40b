"""Limit behaviour: follow the orbit in float64, measure it, compare."""

from __future__ import annotations

import torch

from theorybench.catalogue.claim import Claim
from theorybench.core.oracles import exact
from theorybench.core.types import EntryError
from theorybench.entries.dynamics import Dynamics, Orbit
from theorybench.run.iterate import Schedule, points
from theorybench.run.query import bare_query
from theorybench.verify.evidence import Evidence, from_comparisons
from theorybench.verify.profile import Options


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
    query, schedule = bare_query(entry.problem, exact), Schedule(entry.params)
    orbit = torch.stack([*points(entry.algorithm, query, x0, schedule.at, entry.steps)])
    if not bool(torch.isfinite(orbit).all()):
        first = int((~torch.isfinite(orbit)).any(-1).any(-1).int().argmax())
        raise EntryError(
            f"{entry.name}: iterate {first} of some start is not finite; take starts and steps from"
            " which none diverges"
        )
    return Orbit(entry.problem, orbit)


def verify_dynamics(claim: Claim, options: Options) -> Evidence:
    """Observe the orbit and hold what is observed against the claim; the observations are
    reported.
    """
    entry = claim.entry_of(Dynamics)
    observed = entry.observe(follow(entry))
    comparisons = entry.parts(observed)
    numbers = {
        **{c.name: float(v) for c, v in entry.params.items()},
        **{name: float(v) for name, v in observed.items()},
    }
    return from_comparisons(claim, comparisons, [numbers] * len(comparisons))
