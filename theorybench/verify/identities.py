"""Identities in expectation over s ~ Exp(1): the auxiliary randomness is integrated out, so no
seed is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch

from theorybench import resolution
from theorybench.catalogue.claim import Claim
from theorybench.core.problem import Problem
from theorybench.core.promises import check_promises
from theorybench.core.types import Tensor
from theorybench.entries.comparison import Comparison
from theorybench.entries.identity import Identity
from theorybench.verify.evidence import Evidence, evidence_for, from_comparisons
from theorybench.verify.profile import Options

POINTS = 64
_REACH = 100.0  # exp(-100) = 4e-44 of the mass is left out
_EDGES = torch.cat(
    [torch.zeros(1, dtype=torch.float64), torch.logspace(-3, 2, 16, dtype=torch.float64)]
)
_RESOLVED = 1e-14  # of the scale, a panel
_ROUNDING = 1e-12  # of the scale, in all
_HALVINGS = 46  # a jump of relative size 1 is resolved to 1e-14
_MOST = 1 << 18  # panels at a time
_SHORTER = 4.0
_TRIES = 8


def _lobatto(count: int) -> tuple[Tensor, Tensor]:
    """Nodes on [-1, 1] and weights of the Gauss rule that uses both ends: a kink beyond the last
    inner node is seen by the end.
    """
    top = np.polynomial.Legendre.basis(count - 1)
    nodes = np.concatenate([[-1.0], np.sort(top.deriv().roots().real), [1.0]])
    return torch.as_tensor(nodes), torch.as_tensor(2 / (count * (count - 1) * top(nodes) ** 2))


_NODES, _WEIGHTS = _lobatto(10)


@dataclass(frozen=True, eq=False)
class Expectation:
    """E a and E b at points, (points, 2), with the resolution of the quadrature; the scale E|a| +
    E|b| + |f(x)| + |f(x_0)| + |f*| (points,) that rounding is relative to, the sides being
    differences of values of f; and whether they count as finite (points,).
    """

    mean: Tensor
    error: Tensor
    scale: Tensor
    finite: Tensor

    def slack(self) -> Tensor:
        """By how much equal sides may seem to differ: (points,)."""
        return 2 * self.error.sum(-1) + _ROUNDING * self.scale


@dataclass(frozen=True, eq=False)
class _Integrand:
    """Both sides times exp(-s), along the rays from x in the given directions, (points, d)."""

    entry: Identity
    problem: Problem
    x: Tensor
    direction: Tensor

    def at(self, row: Tensor, s: Tensor) -> Tensor:
        """At s (panels, nodes) of the points row (panels,): (panels, nodes, 2)."""
        rows = row.repeat_interleave(s.shape[1])
        sides = self.entry.sides(self.problem, self.x[rows], self.direction[rows], s.reshape(-1, 1))
        return torch.stack(sides, dim=-1).reshape(*s.shape, 2) * torch.exp(-s)[..., None]

    def rule(self, row: Tensor, low: Tensor, high: Tensor) -> Tensor:
        """Integrals and integrals of absolute values on panels: (panels, 4)."""
        half = ((high - low) / 2)[:, None]
        values = self.at(row, (low + high)[:, None] / 2 + half * _NODES)
        return torch.einsum(
            "pnk,pn->pk", torch.cat([values, values.abs()], dim=-1), half * _WEIGHTS
        )


def integrate(entry: Identity, problem: Problem, x: Tensor, direction: Tensor) -> Expectation:
    """Gauss-Lobatto on panels that are halved until each is resolved, down to kinks and jumps; x,
    direction: (points, d).

    An expectation counts as finite where the integrand has died out at s = 100; what lies beyond is
    left out.
    """
    integrand, points = _Integrand(entry, problem, x, direction), torch.arange(len(x))
    row = points.repeat_interleave(len(_EDGES) - 1)
    low, high = (edges.repeat(len(x)) for edges in (_EDGES[:-1], _EDGES[1:]))
    whole = integrand.rule(row, low, high)
    mean = torch.zeros(len(x), 2, dtype=x.dtype)
    error = torch.zeros_like(mean)
    inside = float(problem.value(problem.start_point()).abs()) + abs(
        problem.f_star
    )  # terms that cancel inside f, where f is small
    scale = (
        torch.zeros_like(mean).index_add_(0, row, whole[:, 2:]).sum(-1)
        + problem.value(x).abs()
        + inside
    )
    last = integrand.at(points, torch.full((len(x), 1), _REACH, dtype=x.dtype))[:, 0].abs()
    finite = (last <= _RESOLVED * scale[:, None]).all(-1) & torch.isfinite(scale)
    keep, before = finite[row], torch.full_like(whole[:, :2], torch.inf)
    for halving in range(_HALVINGS):
        row, low, high, whole, before = row[keep], low[keep], high[keep], whole[keep], before[keep]
        middle = (low + high) / 2
        parts = integrand.rule(row, low, middle), integrand.rule(row, middle, high)
        apart = (parts[0] + parts[1] - whole)[:, :2].abs()
        # at a kink the errors before and after a halving may cancel; they do not do so twice
        # running
        doubt = torch.maximum(apart, before / 16)
        keep = (
            (doubt > _RESOLVED * scale[row, None]).any(-1)
            & (halving < _HALVINGS - 1)
            & (len(row) < _MOST)
        )
        mean.index_add_(0, row[~keep], (parts[0] + parts[1])[~keep, :2])
        error.index_add_(0, row[~keep], doubt[~keep])
        row, low, high = torch.cat([row, row]), torch.cat([low, middle]), torch.cat([middle, high])
        whole, before, keep = torch.cat(parts), torch.cat([apart, apart]), torch.cat([keep, keep])
    return Expectation(mean, error, scale, finite)


def integrable(
    entry: Identity, problem: Problem, x: Tensor, direction: Tensor
) -> tuple[Expectation, int]:
    """Expectations with directions made shorter until they count as finite, and the number of
    points where that was done.
    """
    found = integrate(entry, problem, x, direction)
    shortened = int((~found.finite).sum())
    for _ in range(_TRIES):
        if bool(found.finite.all()):
            break
        direction = torch.where(found.finite[:, None], direction, direction / _SHORTER)
        again = integrate(entry, problem, x[~found.finite], direction[~found.finite])
        merged = [
            found.mean.clone(),
            found.error.clone(),
            found.scale.clone(),
            found.finite.clone(),
        ]
        for old, new in zip(
            merged, (again.mean, again.error, again.scale, again.finite), strict=True
        ):
            old[~found.finite] = new
        found = Expectation(*merged)
    return found, shortened


def _resolution(entry: Identity, problem: Problem, x: Tensor, direction: Tensor) -> Tensor:
    """What float64 may have done to E a - E b at points, (points,)."""

    def difference() -> np.ndarray:
        mean = integrable(entry, problem, x, direction)[0].mean
        return (mean[:, 0] - mean[:, 1]).numpy()

    return torch.as_tensor(resolution.of(difference))


def verify_identity(claim: Claim, options: Options) -> Evidence:
    """|E a - E b| at sampled points and directions against what the quadrature can resolve."""
    entry = claim.entry_of(Identity)
    problem = claim.problem
    assert problem is not None
    if false := check_promises(problem, entry.assumes):
        return evidence_for(claim, verdict="inapplicable", finding=str(false[0]))
    x, y = problem.sample(POINTS, options.seed)
    found_from = x
    found, shortened = integrable(entry, problem, x, y - x)
    x, mean, scale, slack = (
        values[found.finite] for values in (x, found.mean, found.scale, found.slack())
    )
    telling = mean.abs().amax(-1) > _ROUNDING * scale
    if not bool(telling.any()):
        finding = (
            "both sides are 0 at every point tried"
            if len(x)
            else "the sides are finite at no point tried"
        )
        return evidence_for(claim, verdict="vacuous", finding=finding)
    direction = (y - found_from)[found.finite][telling]
    x, mean, slack = x[telling], mean[telling], slack[telling]
    difference = (mean[:, 0] - mean[:, 1]).abs()
    if bool((over := difference > slack).any()):
        slack = slack.clone()
        slack[over] += _resolution(entry, problem, x[over], direction[over])
    row = int((difference / slack).argmax())
    at = f"x = {[round(v, 4) for v in x[row].tolist()[:4]]}"
    compared = Comparison(
        f"|E a - E b| with E a = {float(mean[row, 0]):.10g}",
        float(difference[row]),
        float(slack[row]),
        at,
    )
    if (
        not compared.holds
        and problem.project is not None
        and (off := check_promises(replace(problem, project=None), ()))
    ):
        return evidence_for(
            claim,
            verdict="inapplicable",
            finding=f"the ray leaves the domain, and beyond it {off[0]}",
        )
    evidence = from_comparisons(claim, [compared])
    if shortened:
        note = (
            f"at {shortened} of {POINTS} points the expectation is infinite, or out of reach, and"
            " the direction was made shorter"
        )
        evidence = replace(evidence, detail=f"{evidence.detail}; {note}")
    # an identity is sharp by nature: what matters is the smallest relative violation that would
    # have been seen
    seen = float((slack / mean[:, 0].abs().clamp_min(1e-300)).median())
    sharpness = 1.0 if evidence.verdict == "supported" else evidence.sharpness
    return replace(evidence, sharpness=sharpness, detectable=1 + seen, runs=len(x))
