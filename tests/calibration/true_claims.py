"""Claims that are true, mostly with equality, made at random: every family is shown with its exact
value, and with a claim that is false by little.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any
from zlib import crc32

import mpmath
import numpy as np
import sympy
import torch

from theorybench.catalogue.claim import Claim
from theorybench.core.symbols import HEIGHT, LENGTH, ONE
from theorybench.vocabulary import (
    G_0,
    Constant,
    Declared,
    Delta_0,
    Inequality,
    Instance,
    L,
    LowerBound,
    Metric,
    Mode,
    Problem,
    R,
    Source,
    Theorem,
    best,
    bounded_noise,
    coin,
    convex,
    delta,
    distance,
    exact,
    gamma,
    gap,
    gradient_descent,
    gradient_norm,
    has_minimiser,
    heavy_ball,
    hitting_time,
    isotropic_quadratic,
    mean,
    momentum,
    mu,
    n,
    nesterov,
    of_average,
    smooth,
)

LITTLE = sympy.Rational(1, 10**6)
SOURCE = Source("closed form", 2026, "quadratics")
QUADRATIC = (isotropic_quadratic, has_minimiser)
accuracy = Constant("eps_x", "accuracy of the distance", LENGTH)
height = Constant("eps_h", "accuracy of the gap", HEIGHT)
squared = Metric("||x - x*||^2", LENGTH**2, lambda p, x: distance.of(p, x) ** 2)
DIGITS = 60


@dataclass(frozen=True, eq=False)
class Case:
    """A true claim; value: the exact value of the metric, where the claim says that it is equal;
    false: the same claim, false by little; blunt: false by more than chance or an allowance
    hides.
    """

    true: Claim
    false: Claim | None = None
    value: Any = None
    blunt: bool = False

    @property
    def name(self) -> str:
        return self.true.entry.name


@dataclass(frozen=True)
class Scale:
    """Powers of ten of the curvature and of lengths, the minimiser in units of length, f*."""

    curvature: float = 0.0
    length: float = 0.0
    far: float = 0.0
    f_star: float = 0.0


SCALES = {
    "plain": Scale(),
    "huge": Scale(curvature=40, length=100),
    "steep": Scale(curvature=120, length=-100),
    "tiny": Scale(curvature=-20, length=-120),
    "flat": Scale(curvature=-120, length=120),
    "far": Scale(far=1e6 * math.pi),
    "farther": Scale(far=1e7 / 3),
    "raised": Scale(f_star=1e8),
    "lowered": Scale(f_star=-1e7 / 3),
}


@dataclass(frozen=True)
class Bowl:
    """An isotropic quadratic, its curvature and the exact distance from its minimiser."""

    problem: Problem
    curvature: float
    radius: Any


def bowl(rng: np.random.Generator, name: str, scale: Scale, dim: int | None = None) -> Bowl:
    dim = int(rng.integers(1, 5)) if dim is None else dim
    m = float(rng.uniform(0.3, 3.0) * 10.0**scale.curvature)
    unit = 10.0**scale.length
    star = tuple(float(scale.far * unit * s) for s in rng.choice([-1.0, 1.0], dim))
    start = tuple(
        a + float(v) * unit for a, v in zip(star, rng.uniform(0.3, 3.0, dim), strict=True)
    )
    at = torch.tensor(star, dtype=torch.float64)
    problem = Problem(
        name,
        f=lambda x: scale.f_star + 0.5 * m * ((x - at) ** 2).sum(-1),
        gradient=lambda x: m * (x - at),
        start=start,
        f_star=scale.f_star,
        minimiser=star,
        constants={mu: m},
        promises=QUADRATIC,
    )
    with mpmath.workdps(DIGITS):
        apart = [mpmath.mpf(x) - mpmath.mpf(a) for x, a in zip(start, star, strict=True)]
        return Bowl(problem, m, mpmath.norm(apart))


def share(rng: np.random.Generator, most: int = 2) -> Any:
    """A rational step size times the curvature in (0, most), not 1."""
    while True:
        q = int(rng.integers(3, 20))
        g = sympy.Rational(int(rng.integers(1, most * q)), q)
        if g != 1:
            return g


def exactly(number: Any) -> Any:
    """A rational as a number of mpmath."""
    number = sympy.Rational(number)
    return mpmath.mpf(int(number.p)) / int(number.q)


def theorem(name: str, bound: Any, **fields: Any) -> Theorem:
    known = {"assumes": QUADRATIC, "algorithm": gradient_descent, "settings": ({n: 1},)}
    return Theorem(name=name, source=SOURCE, bound=bound, **{**known, **fields})


def with_false(true: Claim, factor: Any = 1 - LITTLE, **more: Any) -> Case:
    """The claim, and the same with its bound times a factor."""
    entry = replace(true.entry, bound=true.entry.bound * factor)
    return Case(true, replace(true, entry=entry), **more)


# claims without chance, whose metric is a known multiple of what it is at the start
Form = Callable[[Any, int], Any]


def _orbit(first: Any, second: Any, a: Any, b: Any, steps: int) -> Any:
    """x_steps of x_{t+1} = a x_t + b x_{t-1}, exactly."""
    x, y = first, second
    for _ in range(steps - 1):
        x, y = y, a * y + b * x
    return y if steps else x


def _descent(g: Any, beta: Any, steps: int) -> Any:
    return (1 - g) ** steps


def _heavy(g: Any, beta: Any, steps: int) -> Any:
    return _orbit(sympy.Integer(1), 1 - g, 1 + beta - g, -beta, steps)


def _nesterov(g: Any, beta: Any, steps: int) -> Any:
    # y_{t+1} = (1 - g) x_t, x_t = (1 + beta) y_t - beta y_{t-1}
    return _orbit(sympy.Integer(1), 1 - g, (1 - g) * (1 + beta), -(1 - g) * beta, steps)


METHODS = {
    "descent": (gradient_descent, _descent),
    "heavy": (heavy_ball, _heavy),
    "nesterov": (nesterov, _nesterov),
}
# metric, bound in the share c of the distance that is left, the same for mpmath (c, bowl)
METRICS = {
    "distance": (distance, lambda c: abs(c) * R, lambda c, b: abs(c) * b.radius),
    "gap": (
        gap,
        lambda c: c**2 * Delta_0,
        lambda c, b: c**2 * b.radius**2 * mpmath.mpf(b.curvature) / 2,
    ),
    "gap of R": (
        gap,
        lambda c: c**2 * mu * R**2 / 2,
        lambda c, b: c**2 * b.radius**2 * mpmath.mpf(b.curvature) / 2,
    ),
    "gradient": (
        gradient_norm,
        lambda c: abs(c) * G_0,
        lambda c, b: abs(c) * b.radius * mpmath.mpf(b.curvature),
    ),
    "square": (squared, lambda c: c**2 * R**2, lambda c, b: c**2 * b.radius**2),
}


def last_iterate(
    rng: np.random.Generator, name: str, method: str, metric: str, scale: Scale, steps: int
) -> Case:
    b = bowl(rng, f"{name} problem", scale)
    algorithm, left = METHODS[method]
    c, g, beta = sympy.Integer(0), sympy.Integer(0), sympy.Integer(0)
    while c == 0:
        beta = sympy.Rational(int(rng.integers(1, 9)), 10)
        # (1-g)^n with a long n by powers that stay rational
        g = share(rng, 2 if method == "descent" else 1)
        c = left(g, beta, steps)
    params = {gamma: g / mu} | ({momentum: beta} if momentum in algorithm.parameters else {})
    its, bound, value = METRICS[metric]
    entry = theorem(
        name, bound(c), algorithm=algorithm, params=params, metric=its, settings=({n: steps},)
    )
    with mpmath.workdps(DIGITS):
        return with_false(Claim(entry, b.problem, exact), value=value(exactly(c), b))


def along_the_run(rng: np.random.Generator, name: str, kind: str, scale: Scale, steps: int) -> Case:
    """Least value, mean of values, value at the mean."""
    b = bowl(rng, f"{name} problem", scale)
    g = share(rng, 1)
    s = 1 - g
    total = (1 - s**steps) / (g * steps)
    metric, c = {
        "best": (best(distance), s ** (steps - 1)),
        "mean": (mean(distance), total),
        "average": (of_average(distance), total),
    }[kind]
    entry = theorem(name, c * R, params={gamma: g / mu}, metric=metric, settings=({n: steps},))
    with mpmath.workdps(DIGITS):
        return with_false(Claim(entry, b.problem, exact), value=exactly(c) * b.radius)


def plateau(rng: np.random.Generator, name: str, scale: Scale, steps: int) -> Case:
    """Steps so short that float64 may not see them."""
    b = bowl(rng, f"{name} problem", scale)
    g = sympy.Rational(1, 10 ** int(rng.integers(9, 19)))
    entry = theorem(
        name, (1 - g) ** n * R, params={gamma: g / mu}, metric=distance, settings=({n: steps},)
    )
    with mpmath.workdps(DIGITS):
        return with_false(
            Claim(entry, b.problem, exact), value=(1 - exactly(g)) ** steps * b.radius
        )


def long_run(rng: np.random.Generator, name: str, scale: Scale, steps: int) -> Case:
    """As many steps as bring the distance down by a factor of about 3 or 20."""
    b = bowl(rng, f"{name} problem", scale)
    g = sympy.Rational(int(rng.integers(1, 4)), steps)
    entry = theorem(
        name, (1 - g) ** n * R, params={gamma: g / mu}, metric=distance, settings=({n: steps},)
    )
    with mpmath.workdps(DIGITS):
        value = (1 - exactly(g)) ** steps * b.radius
        return with_false(Claim(entry, b.problem, exact), value=value)


def slope(rng: np.random.Generator, name: str, scale: Scale, steps: int) -> Case:
    """L R^2 / (4 n + 2) of gradient descent, reached on Huber's function (Drori, Teboulle 2014)."""
    m = float(rng.uniform(0.3, 3.0) * 10.0**scale.curvature)
    x0 = float(rng.uniform(0.3, 3.0) * 10.0**scale.length)
    edge = x0 / (2 * steps + 1)

    def f(x: torch.Tensor) -> torch.Tensor:
        size = x[:, 0].abs()
        return m * torch.where(size <= edge, 0.5 * size * size, edge * (size - 0.5 * edge))

    problem = Problem(
        f"{name} problem",
        f=f,
        gradient=lambda x: m * x.clamp(-edge, edge),
        start=(x0,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={L: m},
        promises=(convex, smooth, has_minimiser),
    )
    entry = theorem(
        name,
        L * R**2 / (4 * n + 2),
        assumes=(convex, smooth, has_minimiser),
        params={gamma: 1 / L},
        metric=gap,
        settings=({n: steps},),
    )
    with mpmath.workdps(DIGITS):
        at, level = mpmath.mpf(x0), mpmath.mpf(edge)
        value = mpmath.mpf(m) * level * (at - steps * level - level / 2)
        return with_false(Claim(entry, problem, exact), value=value)


# numbers of steps


def whole_steps(rng: np.random.Generator, name: str, scale: Scale, metric: str) -> Case:
    """log(R / eps) / log(b) is a whole number, as far as floats can say it."""
    base = int(rng.choice([2, 3, 5, 7, 10]))
    count = int(rng.integers(2, 12))
    # beside the minimiser the distance is known better than eps
    b = bowl(rng, f"{name} problem", scale, dim=1)
    with mpmath.workdps(DIGITS):
        left = b.radius / mpmath.mpf(base) ** count
        if metric == "gap":
            left = left**2 * mpmath.mpf(b.curvature) / 2
        level = float(left)
        if mpmath.mpf(level) < left:  # the claim is true for a level that is not below
            level = math.nextafter(level, math.inf)
    g = 1 - sympy.Rational(1, base)
    if metric == "gap":
        its, bound = hitting_time(gap, height), sympy.log(Delta_0 / height) / sympy.log(base) / 2
        setting = {height: level}
    else:
        its, bound = hitting_time(distance, accuracy), sympy.log(R / accuracy) / sympy.log(base)
        setting = {accuracy: level}
    fields = {"params": {gamma: g / mu}, "metric": its, "mode": Mode.COMPLEXITY}
    entry = theorem(name, bound, settings=(setting,), **fields)
    false = theorem(name, bound - 1, settings=(setting,), **fields)
    return Case(Claim(entry, b.problem, exact), Claim(false, b.problem, exact), blunt=True)


def some_steps(rng: np.random.Generator, name: str, scale: Scale) -> Case:
    """The next whole number of steps, for any accuracy."""
    b = bowl(rng, f"{name} problem", scale)
    g = share(rng, 1)
    accurate = float(b.radius) * float(10 ** rng.uniform(-7, -1))
    bound = sympy.ceiling(sympy.log(R / accuracy) / sympy.log(1 / (1 - g)))
    fields = {
        "params": {gamma: g / mu},
        "metric": hitting_time(distance, accuracy),
        "mode": Mode.COMPLEXITY,
        "settings": ({accuracy: accurate},),
    }
    true, false = (theorem(name, bound - less, **fields) for less in (0, 1))
    return Case(Claim(true, b.problem, exact), Claim(false, b.problem, exact), blunt=True)


def out_of_reach(rng: np.random.Generator, name: str, kind: str) -> Case:
    """Bounds that are infinite, or too large for any run."""
    b = bowl(rng, f"{name} problem", SCALES["plain"])
    accurate = float(b.radius) * float(10 ** rng.uniform(-5, -3))
    bound = sympy.exp(R / accuracy)
    if kind == "steps":
        return Case(
            Claim(
                theorem(
                    name,
                    bound,
                    params={gamma: 1 / (2 * mu)},
                    metric=hitting_time(distance, accuracy),
                    mode=Mode.COMPLEXITY,
                    settings=({accuracy: accurate},),
                ),
                b.problem,
                exact,
            )
        )
    setting = {n: 5, accuracy: accurate}
    entry = theorem(
        name, R * bound, params={gamma: 1 / (2 * mu)}, metric=distance, settings=(setting,)
    )
    return Case(Claim(entry, b.problem, exact))


# rates


def rate(rng: np.random.Generator, name: str, scale: Scale, kind: str) -> Case:
    """A shape (1 - g)^n that is kept exactly, or a plateau that may go on for any rate."""
    b = bowl(rng, f"{name} problem", scale)
    g = sympy.Rational(1, int(rng.integers(20, 60)))
    if kind == "plateau":
        g = sympy.Rational(1, 10 ** int(rng.integers(9, 15)))
    shape = 1 / n if kind == "plateau" else (1 - g) ** n
    fields = {
        "params": {gamma: g / mu},
        "metric": distance,
        "mode": Mode.RATE,
        "settings": ({n: 10}, {n: 200}),
    }
    true = Claim(theorem(name, shape, **fields), b.problem, exact)
    if kind == "plateau":
        return Case(true)
    return Case(true, Claim(theorem(name, shape**2, **fields), b.problem, exact), blunt=True)


# lower bounds


def lower(rng: np.random.Generator, name: str, scale: Scale, kind: str) -> Case:
    """What gradient descent of one step size needs on one quadratic, of few binary digits."""
    m = float(rng.integers(1, 64)) * 2.0 ** round(scale.curvature * math.log2(10))
    x0 = float(rng.integers(1, 64)) * 2.0 ** round(scale.length * math.log2(10))
    size = float(rng.uniform(0.05, 0.95)) / m
    steps = int(rng.integers(1, 40))
    problem = Problem(
        f"{name} problem",
        f=lambda x: 0.5 * m * (x**2).sum(-1),
        gradient=lambda x: m * x,
        start=(x0,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={mu: m},
        promises=QUADRATIC,
    )
    left = 1 - sympy.Rational(Fraction(size)) * sympy.Rational(Fraction(m))
    fields: dict[str, Any] = {
        "name": name,
        "source": SOURCE,
        "assumes": QUADRATIC,
        "methods": lambda setting: ((gradient_descent, {gamma: size}),),
        "instances": lambda setting: (Instance(problem),),
    }
    setting: dict[Any, Any] = {R: x0, mu: m}
    if kind == "steps":
        with mpmath.workdps(DIGITS):
            level = float(mpmath.mpf(x0) * exactly(left) ** (steps - mpmath.mpf("0.5")))
        fields |= {
            "metric": hitting_time(distance, accuracy),
            "mode": Mode.COMPLEXITY,
            "settings": (setting | {accuracy: level},),
        }
        bound = sympy.ceiling(sympy.log(R / accuracy) / -sympy.log(left))
        true, false = (Claim(LowerBound(bound=bound + more, **fields)) for more in (0, 1))
        return Case(true, false, blunt=True)
    fields |= {"settings": (setting | {n: steps},)}
    power = {"distance": left**n * R, "gap": left ** (2 * n) * mu * R**2 / 2}[kind]
    fields["metric"] = {"distance": distance, "gap": gap}[kind]
    true, false = (Claim(LowerBound(bound=power * c, **fields)) for c in (1, 1 + LITTLE))
    with mpmath.workdps(DIGITS):
        c = exactly(left) ** steps
        value = (
            abs(c) * x0 if kind == "distance" else c**2 * mpmath.mpf(m) * mpmath.mpf(x0) ** 2 / 2
        )
    return Case(true, false, value)


# chance: bounded coins


def _noisy(rng: np.random.Generator, name: str, scale: Scale) -> tuple[Bowl, Any, Any, Any]:
    """A bowl of one dimension, a coin, gamma mu, and the coin's size over mu R, all exact."""
    m = float(rng.integers(1, 64)) * 2.0 ** round(scale.curvature * math.log2(10))
    x0 = float(rng.integers(1, 64)) * 2.0 ** round(scale.length * math.log2(10))
    part = sympy.Rational(int(rng.integers(1, 8)), 8)
    problem = Problem(
        f"{name} problem",
        f=lambda x: 0.5 * m * (x**2).sum(-1),
        gradient=lambda x: m * x,
        start=(x0,),
        f_star=0.0,
        minimiser=(0.0,),
        constants={mu: m},
        promises=QUADRATIC,
    )
    oracle = coin(float(part) * m * x0, name=f"{name} coin")
    return Bowl(problem, m, mpmath.mpf(x0)), oracle, share(rng, 1), part


def _chance(name: str, b: Bowl, oracle: Any, g: Any, bound: Any, **fields: Any) -> Claim:
    entry = theorem(
        name,
        bound,
        assumes=(*QUADRATIC, bounded_noise),
        params={gamma: g / mu},
        oracles=(oracle,),
        **fields,
    )
    return Claim(entry, b.problem, oracle)


def expectation(rng: np.random.Generator, name: str, scale: Scale, kind: str) -> Case:
    """E |x_n|^2, in closed form; "sure": with gamma = 1 / mu every run has the same."""
    b, oracle, g, part = _noisy(rng, name, scale)
    g, steps = (sympy.Integer(1), 1) if kind == "sure" else (g, int(rng.integers(1, 9)))
    s = 1 - g
    second = s ** (2 * steps) + g**2 * part**2 * sum(s ** (2 * t) for t in range(steps))
    most = (s**steps + part * g * sum(s**t for t in range(steps))) ** 2
    fields: dict[str, Any] = {
        "metric": squared,
        "mode": Mode.EXPECTATION,
        "settings": ({n: steps},),
    }
    if kind != "undeclared":
        fields["declares"] = (Declared("the coins add up to that", at_most=most * R**2),)
    true, false = (
        _chance(name, b, oracle, g, c * second * R**2, **fields) for c in (1, sympy.Rational(1, 2))
    )
    return Case(true, false, blunt=True)


def probability(rng: np.random.Generator, name: str, scale: Scale, kind: str) -> Case:
    """The claimed share of the runs is beyond a bound just below the farthest end; "sure": none is
    beyond the almost sure bound, which is reached.
    """
    b, oracle, g, part = _noisy(rng, name, scale)
    steps = int(rng.integers(1, 4))
    s = 1 - g
    kicks = [
        sum(sign * part * g * s**t for t, sign in enumerate(signs))
        for signs in itertools.product((-1, 1), repeat=steps)
    ]
    ends = [abs(s**steps + kick) for kick in kicks]
    levels = sorted(set(ends))
    if kind == "sure" or len(levels) == 1:
        bound, fail = levels[-1], sympy.Rational(1, 50)
    else:
        bound = (levels[-1] + levels[-2]) / 2
        fail = sympy.Rational(ends.count(levels[-1]), len(ends))
    fields: dict[str, Any] = {"metric": distance, "mode": Mode.PROBABILITY}
    true = _chance(name, b, oracle, g, bound * R, settings=({n: steps, delta: fail},), **fields)
    less = bound * (1 - LITTLE) if kind == "sure" else bound
    rare = fail if kind == "sure" else fail / 3
    false = _chance(name, b, oracle, g, less * R, settings=({n: steps, delta: rare},), **fields)
    return Case(true, false, blunt=True)


# lemmas

_a, _b = (Constant(letter, "a number", ONE) for letter in ("a_0", "b_0"))
_x = Constant("x_0", "a number of either sign", ONE, real=True)


def lemma(rng: np.random.Generator, name: str, kind: str) -> Case:
    p = sympy.Rational(int(rng.integers(11, 40)), 10)
    q = p / (p - 1)
    power = int(rng.integers(10, 120))
    wide = {_a: (10.0**-power, 10.0**power), _b: (10.0**-power, 10.0**power)}
    narrow = {_a: (1e-6, 1e6), _b: (1e-6, 1e6)}
    variables, lhs, rhs = {
        "squares": (wide, 2 * _a * _b, _a**2 + _b**2),
        "Young": (narrow, _a * _b, _a**p / p + _b**q / q),
        "means": (wide, sympy.sqrt(_a * _b), (_a + _b) / 2),
        "weighted": (narrow, _a ** (1 / p) * _b ** (1 - 1 / p), _a / p + _b * (1 - 1 / p)),
        "powers": (narrow, (_a + _b) ** p, 2 ** (p - 1) * (_a**p + _b**p)),
        "logarithm": ({_a: (1e-8, 1e4)}, sympy.log(_a), _a - 1),
        "exponential": ({_x: (-30.0, 30.0)}, 1 + _x, sympy.exp(_x)),
        "identity": (wide, (_a + _b) ** 2, _a**2 + 2 * _a * _b + _b**2),
        "Bernoulli": ({_a: (1e-6, 1e3)}, 1 + p * _a, (1 + _a) ** p),
        "ratio": (wide, _a / _b * _b, _a),
    }[kind]
    if kind in ("logarithm", "exponential"):  # sides that vanish have no relative excess
        lhs, rhs = lhs + 2, rhs + 2
    true, false = (
        Claim(
            Inequality(name=name, source=SOURCE, variables=variables, parts={"it": (c * lhs, rhs)})
        )
        for c in (1, 1 + LITTLE)
    )
    return Case(true, false, blunt=True)


LEMMAS = (
    "squares", "Young", "means", "weighted", "powers", "logarithm", "exponential", "identity",
    "Bernoulli", "ratio",
)  # fmt: skip


def _plans() -> Iterator[tuple[str, Callable[..., Case], tuple[Any, ...]]]:
    for label, scale in SCALES.items():
        for method in METHODS:
            for metric, steps in zip(METRICS, (1, 7, 20, 50, 3), strict=True):
                yield f"{method} {metric} {label}", last_iterate, (method, metric, scale, steps)
        if not label.startswith(("rai", "low")):
            yield f"best {label}", along_the_run, ("best", scale, 9)
            yield f"mean {label}", along_the_run, ("mean", scale, 9)
            yield f"average {label}", along_the_run, ("average", scale, 30)
            if label not in ("tiny", "steep"):
                yield f"plateau {label}", plateau, (scale, 100)
            yield f"rate {label}", rate, (scale, "exact")
            yield f"rate plateau {label}", rate, (scale, "plateau")
            yield f"steps whole {label}", whole_steps, (scale, "distance")
            yield f"steps {label}", some_steps, (scale,)
        if label not in ("raised", "lowered", "farther"):
            yield f"long {label}", long_run, (scale, 3000)
        if scale.far == scale.f_star == 0:
            yield f"steps whole gap {label}", whole_steps, (scale, "gap")
            yield f"slope {label}", slope, (scale, 9)
            for kind in ("distance", "gap", "steps"):
                yield f"lower {kind} {label}", lower, (scale, kind)
            for kind in ("closed", "undeclared", "sure"):
                yield f"expectation {kind} {label}", expectation, (scale, kind)
            for kind in ("sure", "share"):
                yield f"probability {kind} {label}", probability, (scale, kind)
    for label in ("plain", "far", "tiny"):
        yield f"very long {label}", long_run, (SCALES[label], 100_000)
    for kind in LEMMAS:
        yield f"lemma {kind}", lemma, (kind,)
    for kind in ("steps", "value"):
        yield f"infinite {kind}", out_of_reach, (kind,)


PLANS: Mapping[str, tuple[Callable[..., Case], tuple[Any, ...]]] = {
    name: (make, fields) for name, make, fields in _plans()
}


def made(name: str, vary: int = 0) -> Case:
    """The case of that name; vary: other numbers for the same."""
    make, fields = PLANS[name]
    rng = np.random.default_rng([crc32(name.encode()), vary])
    return make(rng, "generated." + name.replace(" ", "-"), *fields)
