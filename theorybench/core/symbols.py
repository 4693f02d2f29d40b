"""Every constant of the catalogue once: its letter, what it means and its unit in F (of f) and X
(of x).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from theorybench.core.types import EntryError


@functools.lru_cache(maxsize=4096)
def _simplified(exponent: sympy.Expr) -> sympy.Expr:
    return sympy.cancel(exponent) if exponent.free_symbols else exponent


@dataclass(frozen=True)
class Unit:
    """F^f X^x; the exponents are sympy expressions, because they may hold a tail index."""

    f: sympy.Expr = sympy.S.Zero
    x: sympy.Expr = sympy.S.Zero

    def __mul__(self, other: Unit) -> Unit:
        return Unit(_simplified(self.f + other.f), _simplified(self.x + other.x))

    def __pow__(self, power: Any) -> Unit:
        return Unit(_simplified(self.f * power), _simplified(self.x * power))

    def same(self, other: Unit) -> bool:
        """Equal for every value of the symbols in the exponents."""
        return _simplified(self.f - other.f) == 0 and _simplified(self.x - other.x) == 0

    def __str__(self) -> str:
        parts = [
            f"{base}^({power})" if power != 1 else base
            for base, power in (("F", self.f), ("X", self.x))
            if power != 0
        ]
        return " ".join(parts) or "1"


ONE = Unit()


def unit(f: Any = 0, x: Any = 0) -> Unit:
    """F^f X^x."""
    return Unit(sympy.sympify(f), sympy.sympify(x))


class Constant(sympy.Symbol):
    """A positive real symbol, or one of either sign if real=True is given, that knows its letter,
    meaning and unit.

    Two constants of one name are equal only if their units are.
    """

    letter: str
    meaning: str
    unit: Unit

    def __new__(
        cls, name: str, meaning: str, unit: Unit = ONE, letter: str = "", **assumptions: bool
    ) -> Constant:
        made = sympy.Symbol.__xnew__(
            cls,
            name,
            **(assumptions if "real" in assumptions else {"positive": True} | assumptions),
        )
        made.meaning, made.unit, made.letter = meaning, unit, letter or name
        return made

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), str(self.unit))

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _remake, (
            self.name,
            self.meaning,
            self.unit,
            self.letter,
            dict(self._assumptions_orig),
        )

    def _latex(self, _printer: Any) -> str:
        # sympy would put the bracket of \|g_k\| into the index
        return sympy.latex(sympy.Symbol(self.letter)) if self.letter.isidentifier() else self.letter


def _remake(
    name: str, meaning: str, made_unit: Unit, letter: str, assumptions: dict[str, bool]
) -> Constant:
    return Constant(name, meaning, made_unit, letter, **assumptions)


class UnitMismatch(EntryError):
    """Terms of one sum, or a bound and its metric, have different units."""


def unit_of(expression: Any) -> Unit | None:
    """Unit of an expression in Constants; None for 0 and infinity, which have every unit.

    Raises UnitMismatch with the terms if a sum, a minimum or a comparison mixes units, or if an
    exponent or the argument of a logarithm has one.
    """
    return _unit_of(sympy.sympify(expression))


@functools.lru_cache(maxsize=16384)
def _unit_of(expression: Any) -> Unit | None:
    """Mutants and attacks ask for the units of the same expressions again and again; to simplify
    exponents takes long.
    """
    if isinstance(expression, Constant):
        return expression.unit
    if expression.is_Symbol:
        raise EntryError(
            f"symbol {expression}: it has no unit; make it a"
            " theorybench.core.symbols.Constant(name, meaning, unit)"
        )
    if expression.is_number:
        return None if expression == 0 or expression.is_infinite else ONE
    if isinstance(expression, sympy.Mul):
        return _product([unit_of(a) for a in expression.args])
    if isinstance(expression, sympy.Pow):
        _dimensionless(expression.exp, expression)
        base = unit_of(expression.base)
        return None if base is None else base**expression.exp
    if isinstance(expression, sympy.Add | sympy.Max | sympy.Min):
        return _common(expression.args, expression)
    if isinstance(expression, sympy.Abs | sympy.floor | sympy.ceiling):
        return unit_of(expression.args[0])
    for argument in expression.args:
        _dimensionless(argument, expression)
    return ONE


def _product(units: list[Unit | None]) -> Unit | None:
    total = ONE
    for one in units:
        if one is None:
            return None
        total = total * one
    return total


def _common(terms: Any, whole: sympy.Expr) -> Unit | None:
    known = [(t, u) for t in terms if (u := unit_of(t)) is not None]
    for term, its in known[1:]:
        if not its.same(known[0][1]):
            raise UnitMismatch(
                f"{whole}: the terms {known[0][0]} [{known[0][1]}] and {term} [{its}] have"
                " different units"
            )
    return known[0][1] if known else None


def _dimensionless(argument: Any, whole: sympy.Expr) -> None:
    its = unit_of(argument)
    if its is not None and not its.same(ONE):
        raise UnitMismatch(f"{whole}: {argument} has the unit {its} where a pure number is needed")


def missing(expression: Any, values: Mapping[Any, Any]) -> list[str]:
    """Names of the symbols of an expression that have no value."""
    return sorted(s.name for s in sympy.sympify(expression).free_symbols if s not in values)


def evaluate(expression: Any, values: Mapping[Any, Any]) -> Any:
    """Value of an expression; values may be floats or numpy arrays that broadcast.

    Raises EntryError naming every constant without a value.
    """
    expression = sympy.sympify(expression)
    lacking = missing(expression, values)
    if lacking:
        raise EntryError(
            f"{expression}: no value for {', '.join(lacking)}; given were"
            f" {', '.join(sorted(map(str, values))) or 'none'}"
        )
    names, function = _compiled(expression)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return function(*(np.asarray(values[s], dtype=float) for s in names))


@functools.lru_cache(maxsize=4096)
def _compiled(expression: sympy.Basic) -> tuple[list[Any], Callable[..., Any]]:
    """The free symbols and a numpy function of them; to compile takes a thousand times as long
    as to evaluate.
    """
    names = sorted(expression.free_symbols, key=str)
    return names, sympy.lambdify(names, expression, modules=["numpy", "scipy"], cse=True)


GRADIENT, STEP, SMOOTHNESS, LENGTH, HEIGHT = (
    unit(1, -1),
    unit(-1, 2),
    unit(1, -2),
    unit(0, 1),
    unit(1, 0),
)

# of the function
L = Constant("L", "Lipschitz constant of the gradient", SMOOTHNESS)
mu = Constant("mu", "strong convexity", SMOOTHNESS)
L0 = Constant("L0", "(L0, L1)-smoothness: constant part", SMOOTHNESS, "L_0")
L1 = Constant("L1", "(L0, L1)-smoothness: slope in the gradient norm", unit(0, -1), "L_1")
L_f = Constant("L_f", "Lipschitz constant of f", GRADIENT, "L")
M = Constant("M", "largest gradient norm on the sublevel set of the start", GRADIENT)
R = Constant("R", "distance of the start from a minimiser", LENGTH)
Delta_0 = Constant("Delta_0", "f(x_0) - f*", HEIGHT, "Delta_0")
G_0 = Constant("G_0", "gradient norm at the start", GRADIENT, "\\|\\nabla f(x_0)\\|")
D_inf = Constant("D_inf", "diameter of the domain in the maximum norm", LENGTH, "D_\\infty")
D_2 = Constant("D_2", "Euclidean diameter of the domain", LENGTH)
gap_max = Constant("gap_max", "largest f - f* on the domain", HEIGHT)
L_sum = Constant(
    "L_sum", "sum of the coordinate-wise smoothness constants", SMOOTHNESS, "\\|L\\|_1"
)
L_max = Constant(
    "L_max", "largest coordinate-wise smoothness constant", SMOOTHNESS, "\\|L\\|_\\infty"
)
d = Constant("d", "dimension", integer=True)

# of the noise
sigma = Constant(
    "sigma",
    "noise: E||g - grad f||^alpha <= sigma^alpha (alpha = 2 where the source names none)",
    GRADIENT,
)
G = Constant("G", "E||g||^alpha <= G^alpha", GRADIENT)
alpha = Constant("alpha", "tail index: the largest moment assumed finite")
tau = Constant("tau", "almost sure bound of the noise, or clipping level", GRADIENT)
sigma_sum = Constant(
    "sigma_sum",
    "sum of the coordinate-wise standard deviations of the noise",
    GRADIENT,
    "\\|\\sigma\\|_1",
)
sigma_2 = Constant(
    "sigma_2",
    "root of the sum of the coordinate-wise variances of the noise",
    GRADIENT,
    "\\|\\sigma\\|_2",
)
B_1 = Constant("B_1", "largest B_i: E|g_i|^alpha <= B_i^alpha for coordinate i", GRADIENT)
B_2 = Constant("B_2", "root of the sum of the B_i^2", GRADIENT, "\\|B\\|_2")
B_alpha = Constant("B_alpha", "(sum of the B_i^alpha)^(1/alpha)", GRADIENT, "\\|B\\|_\\alpha")
batch = Constant("batch", "mini-batch size", letter="M", integer=True)

# of the algorithm
gamma = Constant("gamma", "step size", STEP)
eta = Constant("eta", "step size", STEP)
h = Constant("h", "fixed step size", STEP)
share = Constant("a", "step size in units of 1 / L")
eta_c = Constant("eta_c", "step size of clipped gradient descent", STEP)
gamma_c = Constant(
    "gamma_c",
    "clipping level of eq. (3.5): h_c = min{eta_c, gamma eta_c / ||grad||}",
    GRADIENT,
    "gamma",
)
eta_X = Constant("eta_X", "step size of AdaGrad, RMSProp and Adam", LENGTH, "eta")
momentum = Constant("beta", "momentum")
multiple = Constant("c", "length of the step in units of the Polyak step (f(x) - f*) / ||g||^2")
Q = Constant("Q", "condition number L / mu")
eta_n = Constant("eta_n", "step length of normalised gradient descent", LENGTH)
beta_n = Constant("beta_n", "beta of normalised gradient descent (3.6)", GRADIENT, "\\beta")
beta_1 = Constant("beta_1", "decay of the average of gradients")
beta_2 = Constant("beta_2", "decay of the average of powers of gradients")
epsilon_v = Constant(
    "epsilon_v", "added to a root of the average of powers of gradients", GRADIENT, "epsilon"
)
epsilon_AdaGrad = Constant(
    "epsilon_AdaGrad", "AdaGrad's epsilon: v_{-1} = epsilon^2", GRADIENT, "epsilon"
)

# chosen for a claim
n = Constant("n", "number of iterations", integer=True)
k = Constant("k", "index of the iteration", integer=True)
T = Constant("T", "number of iterations the method is tuned for", integer=True)
K = Constant("K", "length of an inner loop", integer=True)
epsilon = Constant("epsilon", "accuracy of the gradient norm", GRADIENT)
epsilon_f = Constant("epsilon_f", "accuracy of f - f*", HEIGHT, "epsilon")
delta_X = Constant("delta_X", "Goldstein radius", LENGTH, "delta")
delta = Constant("delta", "failure probability")
hidden = Constant("C", "constant that an O(.) hides")
