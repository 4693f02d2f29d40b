"""Identities in expectation over s ~ Exp(1): the auxiliary randomness is integrated out, so no seed is needed."""

from __future__ import annotations

import numpy as np
import torch

from theorybench.claim import Claim, Evidence
from theorybench.problem import Problem, check_promises
from theorybench.statements import Comparison, Identity
from theorybench.types import Tensor
from theorybench.verify.evidence import finish, from_comparisons

POINTS = 64
_REACH = 50.0  # exp(-50) = 2e-22 of the mass is left out


def _nodes(panels: int) -> tuple[Tensor, Tensor]:
    """Gauss-Legendre nodes and weights times exp(-s), on panels that grow geometrically from 0 to the reach: (nodes,) each."""
    x, w = np.polynomial.legendre.leggauss(8)
    edges = np.concatenate([[0.0], np.geomspace(1e-4, _REACH, panels)])
    middle, half = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
    nodes = (middle[:, None] + half[:, None] * x).ravel()
    return torch.as_tensor(nodes), torch.as_tensor((half[:, None] * w).ravel() * np.exp(-nodes))


def integrate(entry: Identity, problem: Problem, x: Tensor, direction: Tensor, panels: int) -> tuple[Tensor, Tensor]:
    """(E a, E b), each (points,)."""
    s, weight = _nodes(panels)
    rows = len(x)
    spread = [t.repeat_interleave(len(s), 0) for t in (x, direction)]
    sides = entry.sides(problem, *spread, s.repeat(rows)[:, None])
    a, b = ((side.reshape(rows, -1) * weight).sum(-1) for side in sides)
    return a, b


def verify_identity(claim: Claim, entry: Identity) -> Evidence:
    """|E a - E b| at sampled points and directions against what the quadrature can resolve (the change on doubling the panels)."""
    problem = claim.problem
    assert problem is not None
    if false := check_promises(problem, entry.assumes):
        return finish(claim, verdict="inapplicable", finding=str(false[0]))
    x, y = problem.sample(POINTS)
    coarse, fine = (integrate(entry, problem, x, y - x, panels) for panels in (512, 1024))
    difference = (fine[0] - fine[1]).abs()
    size = fine[0].abs() + fine[1].abs() + problem.value(x).abs()
    slack = 2 * sum((c - f).abs() for c, f in zip(coarse, fine, strict=True)) + 1e-12 * size
    if bool((fine[0].abs() <= 1e-12 * size).all()):
        return finish(claim, verdict="vacuous", finding="both sides are 0 at every point tried")
    row = int((difference - slack).argmax())
    at = f"x = {[round(v, 4) for v in x[row].tolist()[:4]]}"
    what = f"|E a - E b| with E a = {float(fine[0][row]):.10g}"
    compared = Comparison(what, float(difference[row]), float(slack[row]), at)
    evidence = from_comparisons(claim, [compared])
    # an identity is sharp by nature: what matters is the smallest relative violation that would have been seen
    seen = float((slack / fine[0].abs().clamp_min(1e-300)).median())
    return finish(claim, evidence, sharpness=1.0 if evidence.verdict == "supported" else evidence.sharpness, detectable=1 + seen, runs=POINTS)
