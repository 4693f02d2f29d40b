"""What a theorem may assume of a function or of an oracle: the statement, its constants, and a
check by numbers.

A check states the assumption as lhs <= rhs on pairs of points; a pair with lhs > rhs beyond
rounding is a counterexample. A check can show an assumption false; it cannot prove it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import torch

from theorybench.core import symbols as s
from theorybench.core.types import Gradient, Prox, Tensor

Numbers = Mapping[Any, float]


class Checkable(Protocol):
    """What a check needs of a problem; all tensors have shape (batch, d)."""

    @property
    def name(self) -> str: ...
    @property
    def f_star(self) -> float: ...
    def value(self, x: Tensor, /) -> Tensor: ...
    @property
    def gradient(self) -> Gradient: ...
    @property
    def minimiser(self) -> tuple[float, ...] | None: ...
    @property
    def prox(self) -> Prox | None: ...
    def start_point(self) -> Tensor: ...


Check = Callable[[Checkable, Numbers, Tensor, Tensor], tuple[Tensor, Tensor]]
"""(problem, constants, x, y) -> (lhs, rhs), each (batch,): the assumption says lhs <= rhs on
every row.
"""


Moment = Callable[[Numbers, Tensor, Tensor], Tensor]
"""(constants, g (rows, d), grad f(x) (rows, d)) -> X >= 0, (rows,): the assumption says E X <=
1.
"""


@dataclass(frozen=True)
class Assumption:
    """A hypothesis by name. `introduces` are the constants it quantifies over; `implies` are
    weaker assumptions; `of_oracle`: said of the oracle, not of the function, and then held
    against draws by `moment`."""

    name: str
    statement: str
    introduces: tuple[s.Constant, ...] = ()
    implies: tuple[Assumption, ...] = ()
    check: Check | None = None
    of_oracle: bool = False
    moment: Moment | None = None

    def __str__(self) -> str:
        return self.name

    def closure(self) -> frozenset[Assumption]:
        """This assumption and all that follow from it."""
        return frozenset({self}).union(*(weaker.closure() for weaker in self.implies))


def _inner(a: Tensor, b: Tensor) -> Tensor:
    return (a * b).sum(-1)


def _norm(a: Tensor) -> Tensor:
    return torch.linalg.vector_norm(a, dim=-1)


def _lower_bounded(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return torch.full_like(x[:, 0], p.f_star), p.value(x)


def _convex(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return p.value(x) + _inner(p.gradient(x), y - x), p.value(y)


def _strongly_convex(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    lower, value = _convex(p, c, x, y)
    return lower + 0.5 * c[s.mu] * _norm(y - x) ** 2, value


def _smooth(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return _norm(p.gradient(x) - p.gradient(y)), c[s.L] * _norm(x - y)


def _relaxed_smooth(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Integrated along the segment (Groenwall): exact for every distance, equal to the Hessian
    bound for small ones.
    """
    gradient, reach = p.gradient(x), c[s.L1] * _norm(y - x)
    return _norm(p.gradient(y) - gradient), (c[s.L0] / c[s.L1] + _norm(gradient)) * torch.expm1(
        reach
    )


def _bounded_on_sublevel(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    inside = p.value(x) <= p.value(p.start_point())
    return torch.where(inside, _norm(p.gradient(x)), 0.0), torch.full_like(x[:, 0], c[s.M])


def _lipschitz(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return (p.value(x) - p.value(y)).abs(), c[s.L_f] * _norm(x - y)


def _variance(c: Numbers, g: Tensor, mean: Tensor) -> Tensor:
    return (_norm(g - mean) / c[s.sigma]) ** 2


def _central_moment(c: Numbers, g: Tensor, mean: Tensor) -> Tensor:
    return (_norm(g - mean) / c[s.sigma]) ** c[s.alpha]


def _gradient_moment(c: Numbers, g: Tensor, mean: Tensor) -> Tensor:
    return (_norm(g) / c[s.G]) ** c[s.alpha]


def _coordinate_moments(c: Numbers, g: Tensor, mean: Tensor) -> Tensor:
    return (g.abs() / c[s.B_alpha]).pow(c[s.alpha]).sum(-1)


def _almost_sure(c: Numbers, g: Tensor, mean: Tensor) -> Tensor:
    """0 or infinity: one draw beyond tau is enough."""
    return torch.where(_norm(g - mean) > c[s.tau] * (1 + 1e-9), torch.inf, 0.0)


def _total_variance(c: Numbers, g: Tensor, mean: Tensor) -> Tensor:
    return c[s.batch] * (_norm(g - mean) / c[s.sigma_2]) ** 2


def _isotropic_quadratic(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return _norm(p.gradient(x) - p.gradient(y) - c[s.mu] * (x - y)), 1e-9 * c[s.mu] * _norm(x - y)


def _quadratic(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """The gradient is affine if and only if it is the mean of its values at both ends in the
    middle of every segment.
    """
    here, there = p.gradient(x), p.gradient(y)
    return _norm(p.gradient((x + y) / 2) - (here + there) / 2), 1e-9 * (_norm(here) + _norm(there))


def _quadratic_upper_bound(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return p.value(x) - p.f_star, c[s.L] / 2 * _norm(x - x.new_tensor(p.minimiser)) ** 2


def _proximable(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """(x - p) / gamma is a subgradient of f at p = prox(x), held against y moved to p or not,
    for gamma around R^2 / Delta_0.
    """
    assert p.prox is not None
    row = torch.arange(len(x), dtype=x.dtype, device=x.device)[:, None]
    gamma = c.get(s.R, 1.0) ** 2 / max(c[s.Delta_0], 1e-300) * 10 ** (row % 5 - 2)
    at = p.prox(x, gamma)
    other = torch.where(row % 3 == 0, y, at + (y - x) * 10 ** (-(row % 3)))
    rounding = (
        1e-14 * (_norm(x) + _norm(at)) * (_norm(p.gradient(at)) + _norm(other - at) / gamma[:, 0])
        + torch.finfo(x.dtype).tiny
    )
    return p.value(at) + _inner((x - at) / gamma, other - at), p.value(other) + rounding


def _coordinate_smooth(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """What ||grad f(x) - grad f(y)||_{L^-1} <= ||x - y||_L implies for the 1-norm (Cauchy,
    Schwarz).
    """
    return (p.gradient(x) - p.gradient(y)).abs().sum(-1), c[s.L_sum] * (x - y).abs().amax(-1)


def _minimal_everywhere(p: Checkable, c: Numbers, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """For smooth convex f: ||grad f(x)||^2 <= 2 L (f(x) - f*) if and only if f* is the minimum
    over R^d.
    """
    return _norm(p.gradient(x)) ** 2, 2 * c[s.L_max] * (p.value(x) - p.f_star)


# of functions
lower_bounded = Assumption(
    "lower bounded", "f >= f* > -infinity", (s.Delta_0,), check=_lower_bounded
)
differentiable = Assumption("differentiable", "f is continuously differentiable")
twice_differentiable = Assumption(
    "twice differentiable", "f is twice differentiable", implies=(differentiable,)
)
convex = Assumption("convex", "f(y) >= f(x) + <grad f(x), y - x>", check=_convex)
strongly_convex = Assumption(
    "strongly convex",
    "f(y) >= f(x) + <grad f(x), y - x> + mu/2 ||y - x||^2",
    (s.mu,),
    (convex,),
    _strongly_convex,
)
quadratic_upper_bound = Assumption(
    "quadratic upper bound", "f(x) - f* <= L/2 ||x - x*||^2", (s.L,), check=_quadratic_upper_bound
)
quadratic_function = Assumption(
    "quadratic", "the gradient is affine: f(x) = 1/2 <x, A x> + <b, x> + c", check=_quadratic
)
proximable = Assumption(
    "proximable",
    "argmin_y f(y) + ||y - x||^2 / (2 gamma) is known for every x and gamma",
    check=_proximable,
)
smooth = Assumption(
    "smooth", "||grad f(x) - grad f(y)|| <= L ||x - y||", (s.L,), (differentiable,), _smooth
)
relaxed_smooth = Assumption(
    "(L0, L1)-smooth",
    "||hess f(x)|| <= L0 + L1 ||grad f(x)||",
    (s.L0, s.L1),
    (differentiable,),
    _relaxed_smooth,
)
bounded_gradient_on_sublevel = Assumption(
    "bounded gradient on the sublevel set",
    "||grad f(x)|| <= M wherever f(x) <= f(x_0)",
    (s.M,),
    check=_bounded_on_sublevel,
)
lipschitz = Assumption("Lipschitz", "|f(x) - f(y)| <= L ||x - y||", (s.L_f,), check=_lipschitz)
directionally_differentiable = Assumption(
    "directionally differentiable", "f'(x; d) exists for all x and d (Hadamard)"
)
has_minimiser = Assumption(
    "has a minimiser", "f(x*) = f* for some x* at distance R of the start", (s.R,)
)
bounded_domain = Assumption(
    "bounded domain",
    "a closed convex domain of diameter D_2, D_inf per coordinate",
    (s.D_2, s.D_inf),
)
box_domain = Assumption(
    "box",
    "the domain is a box: projections in all diagonal norms are the same",
    implies=(bounded_domain,),
)
minimal_everywhere = Assumption(
    "minimal everywhere",
    "the minimiser on the domain is one on all of R^d: its gradient is 0",
    (s.L_max,),
    check=_minimal_everywhere,
)
interval = Assumption("one-dimensional", "d = 1")
isotropic_quadratic = Assumption(
    "isotropic quadratic",
    "f(x) = f* + mu/2 ||x - x*||^2",
    (s.mu,),
    (quadratic_function,),
    _isotropic_quadratic,
)

# of oracles
exact_gradients = Assumption("exact gradients", "the oracle answers grad f(x)", of_oracle=True)
unbiased = Assumption("unbiased", "E g(x) = grad f(x)", of_oracle=True)
bounded_variance = Assumption(
    "bounded variance",
    "E||g(x) - grad f(x)||^2 <= sigma^2",
    (s.sigma,),
    of_oracle=True,
    moment=_variance,
)
bounded_moment = Assumption(
    "bounded central moment",
    "E||g(x) - grad f(x)||^alpha <= sigma^alpha",
    (s.sigma, s.alpha),
    of_oracle=True,
    moment=_central_moment,
)
bounded_gradient_moment = Assumption(
    "bounded moment",
    "E||g(x)||^alpha <= G^alpha on the domain",
    (s.G, s.alpha),
    of_oracle=True,
    moment=_gradient_moment,
)
coordinate_moments = Assumption(
    "coordinate-wise moments",
    "E|g_i(x)|^alpha <= B_i^alpha on the domain for every coordinate i",
    (s.B_1, s.B_2, s.B_alpha, s.alpha),
    of_oracle=True,
    moment=_coordinate_moments,
)
infinite_variance = Assumption(
    "infinite variance", "E||g(x) - grad f(x)||^2 = infinity", of_oracle=True
)
bounded_noise = Assumption(
    "bounded noise",
    "||g(x) - grad f(x)|| <= tau almost surely",
    (s.tau,),
    (unbiased,),
    of_oracle=True,
    moment=_almost_sure,
)
coordinate_variance = Assumption(
    "coordinate-wise variance",
    "g is the mean of M independent draws with E(g_j - grad_j f)^2 <= sigma_j^2",
    (s.sigma_sum, s.sigma_2, s.batch),
    (unbiased,),
    of_oracle=True,
    moment=_total_variance,
)
coordinate_smooth = Assumption(
    "coordinate-wise smooth",
    "hess f <= diag(L)",
    (s.L_sum, s.L_max),
    (differentiable,),
    _coordinate_smooth,
)


def everything(assumptions: tuple[Assumption, ...]) -> frozenset[Assumption]:
    """All that the given assumptions imply."""
    return frozenset().union(*(a.closure() for a in assumptions))
