"""A found instance as a few lines of Python that need torch alone: the function, the method,
what is measured and the bound.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

import sympy

from theorybench.attack.instance import Instance
from theorybench.attack.noise.noise import ALONG, Noise
from theorybench.attack.reproducer.listing import Listing, NoReproducer, listed, numbers
from theorybench.attack.reproducer.noise import NOISY_GRADIENT, over_outcomes
from theorybench.core import metrics as m
from theorybench.core import symbols as s
from theorybench.core.metrics import Metric
from theorybench.entries.theorem import Mode, Theorem, depends_on

_METRICS = {
    m.gap.of: "f(x) - f_star",
    m.gradient_norm.of: "gradient(x).norm(dim=-1)",
    m.gradient_norm_squared.of: "gradient(x).square().sum(-1)",
    m.distance.of: "(x - minimiser).norm(dim=-1)",
}
_COMPUTED = {
    s.Delta_0: "(f(x0) - f_star).item()",
    s.R: "(x0 - minimiser).norm().item()",
    s.G_0: "gradient(x0).norm().item()",
    s.d: "x0.shape[1]",
}
_SCALED = {
    "f": "def f(x):\n    return f_scale * unit_f(x / x_scale)",
    "gradient": "def gradient(x):\n    return f_scale / x_scale * unit_gradient(x / x_scale)",
    "prox": (
        "def prox(x, gamma):\n"
        "    return x_scale * unit_prox(x / x_scale, gamma * f_scale / x_scale**2)"
    ),
    "project": "def project(x):\n    return x_scale * unit_project(x / x_scale)",
}
_TAKEN = frozenset(
    re.findall(
        r"\w+",
        "f gradient prox project gap x x0 f_star minimiser state step first points metric measured"
        " bound t torch math inf itertools random stochastic_gradient draws run noise atoms path"
        " low high near curvature slopes offsets bend near_slope slope_up slope_down steep_up"
        " steep_down pieces length along unit_f unit_gradient f_scale x_scale",
    )
)
"""Names of the reproducer itself."""


def reproducer(theorem: Theorem, instance: Instance) -> str:
    """The lines; raises NoReproducer with the reason where there are none: a function that is more
    than its source says.
    """
    noise = instance.noise
    listing, state, point = listed(theorem.algorithm, instance.problem, _identifier)
    method = listing.text()
    if noise is not None:
        method = re.sub(r"\bgradient\(", "stochastic_gradient(", method)
    names, formulas = _Names(), _needed(theorem)
    definitions = list(names.definitions(formulas))
    loop = list(_loop(theorem, names, state, point))
    metric, measured = _measured(theorem.metric, theorem)
    sections = [
        f'"""{theorem.name} on {instance.words}"""',
        f"{_imports(noise is not None, definitions)}\n\nimport torch\n",
        _functions(instance, method),
        "def gap(x):\n    return f(x) - f_star" if "gap(" in method else "",
        "" if noise is None else NOISY_GRADIENT,
        *definitions,
        method,
        "\n".join((*_values(theorem, instance, names, formulas), *([] if noise else loop))),
        metric,
        measured if noise is None else _over_outcomes(theorem, instance, noise, loop, measured),
    ]
    shown = 'print(f"measured {float(measured):.17g}, bound {float(bound):.17g}")'
    return "\n\n\n".join(one.strip() for one in sections if one) + f"\n{shown}\n"


def _functions(instance: Instance, method: str) -> str:
    """f, gradient and what else the method asks for, and the directions of noise."""
    functions, listing = instance.functions, Listing(_identifier, True)
    asked = {name: getattr(functions, name) for name in ("prox", "project") if name in method}
    for name, function in ({"f": functions.f, "gradient": functions.gradient} | asked).items():
        listing.add(name, function)
    if instance.noise is not None:
        listing.add("along", ALONG[instance.noise.direction])
    text = f"torch.set_default_dtype(torch.float64)\n{listing.text()}"
    if instance.scales is None:
        return text
    f_scale, x_scale = map(numbers, instance.scales)
    scaled = "\n\n\n".join(_SCALED[name] for name in ("f", "gradient", *asked))
    units = "\n".join(f"unit_{name} = {name}" for name in ("f", "gradient", *asked))
    return f"{text}\n\n\nf_scale, x_scale = {f_scale}, {x_scale}\n{units}\n\n\n{scaled}"


def _values(
    theorem: Theorem, instance: Instance, names: _Names, formulas: list[Any]
) -> Iterator[str]:
    """The start, the constants, the parameters and the bound."""
    problem = instance.problem
    values = {**problem.constants, **instance.oracle.constants(problem), **instance.setting}
    yield f"x0 = torch.tensor([{numbers(problem.start)}])"
    yield f"f_star = {numbers(problem.f_star)}"
    if problem.minimiser is not None:
        yield f"minimiser = torch.tensor([{numbers(problem.minimiser)}])"
    for c in _constants(formulas, theorem, values):
        yield f"{_identifier(c)} = {_number(c, values)}"
    for c, e in _fixed(theorem).items():
        if not _same(c, e):
            yield f"{_identifier(c)} = {names.printed(e)}"
    yield f"bound = {names.printed(theorem.bound)}"


def _imports(noisy: bool, definitions: list[str]) -> str:
    modules = ("itertools", "math", "random") if noisy else ("math",)
    arrays = ("", "import numpy as np") if any("np." in text for text in definitions) else ()
    return "\n".join((*(f"import {name}" for name in modules), "from math import inf", *arrays))


def _over_outcomes(
    theorem: Theorem, instance: Instance, noise: Noise, loop: list[str], measured: str
) -> str:
    """The runs over all outcomes of the noise, or over samples."""
    varying = [_identifier(c) for c, e in theorem.params.items() if depends_on(e, s.k)]
    in_words = (
        "math.floor(bound)" if theorem.mode is Mode.COMPLEXITY else _identifier(theorem.horizon)
    )
    count = instance.serialised["horizon"]
    return over_outcomes(noise, theorem.mode, in_words, count, loop, measured, varying)


def _number(constant: s.Constant, values: Mapping[Any, Any]) -> str:
    if constant in _COMPUTED:
        return _COMPUTED[constant]
    return str(round(values[constant])) if constant.is_integer else numbers(float(values[constant]))


def _same(constant: s.Constant, expression: Any) -> bool:
    return sympy.sympify(expression) == constant


def _fixed(theorem: Theorem) -> dict[s.Constant, Any]:
    return {c: e for c, e in {**theorem.where, **theorem.params}.items() if not depends_on(e, s.k)}


def _needed(theorem: Theorem) -> list[Any]:
    level = [theorem.metric.level] if theorem.metric.level is not None else []
    steps = [] if theorem.mode is Mode.COMPLEXITY else [theorem.horizon]
    return [
        sympy.sympify(e)
        for e in (*theorem.where.values(), *theorem.params.values(), theorem.bound, *level, *steps)
    ]


def _constants(
    formulas: list[Any], theorem: Theorem, values: Mapping[Any, Any]
) -> list[s.Constant]:
    """The constants that get a number of their own, sorted by name."""
    derived = {c for c, e in {**theorem.where, **theorem.params}.items() if not _same(c, e)}
    used = (
        {c for e in formulas for c in e.free_symbols if isinstance(c, s.Constant)} - derived - {s.k}
    )
    return sorted((c for c in used if c in values), key=lambda c: c.name)


def _identifier(constant: s.Constant) -> str:
    name = constant.name
    return f"{name}_" if name in _TAKEN or not name.isidentifier() else name


class _Names:
    """Formulas as Python; functions that sympy does not know come with their source."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def definitions(self, formulas: list[Any]) -> Iterator[str]:
        """The sources of the functions that formulas use."""
        for one in sorted(
            {a.func for e in formulas for a in e.atoms(sympy.Function) if hasattr(a.func, "_imp_")},
            key=str,
        ):
            function: Any = one._imp_
            if (
                not inspect.isfunction(function)
                or function.__name__ == "<lambda>"
                or function.__closure__
            ):
                raise NoReproducer(f"the function {one} of its formulas has no source of its own")
            self.known[str(one)] = function.__name__
            yield inspect.getsource(function)

    def printed(self, expression: Any) -> str:
        expression = sympy.sympify(expression)
        renamed = {
            c: sympy.Symbol(_identifier(c))
            for c in expression.free_symbols
            if isinstance(c, s.Constant)
        }
        text = str(sympy.pycode(expression.xreplace(renamed), user_functions=self.known))
        if "Not supported" in text:
            raise NoReproducer(f"{expression} cannot be written in Python")
        return text


def _loop(theorem: Theorem, names: _Names, state: str, point: str) -> Iterator[str]:
    """The run: `points` are x_0, x_1, ..."""
    steps = "math.floor(bound)" if theorem.mode is Mode.COMPLEXITY else _identifier(theorem.horizon)
    varying = [
        f"    {_identifier(c)} = {names.printed(e)}"
        for c, e in theorem.params.items()
        if depends_on(e, s.k)
    ]
    yield from [f"k = 1\n{line.strip()}" for line in varying]
    yield from (
        f"state = {state}",
        f"points = [{point}]",
        f"for k in range(1, {steps} + 1):",
        *varying,
    )
    yield from ("    state = step(state)", f"    points.append({point})")


def _measured(metric: Metric, theorem: Theorem) -> Iterator[str]:
    if metric.of not in _METRICS:
        raise NoReproducer(f"'{metric}' has no source of its own")
    yield f"def metric(x):\n    return {_METRICS[metric.of]}"
    n = "" if theorem.mode is Mode.COMPLEXITY else _identifier(theorem.horizon)
    seen = f"points[{metric.first}:{metric.first} + {n}]"
    weight = "(t + 1) * " if metric.weighted else ""
    total = f"({n} * ({n} + 1) / 2)" if metric.weighted else n
    level = "" if metric.level is None else _identifier(metric.level)
    yield {
        "last": "measured = metric(points[-1])",
        "best": f"measured = min(metric(x) for x in {seen})",
        "mean": f"measured = sum(metric(x) for x in {seen}) / {n}",
        "average": f"measured = metric(sum({weight}x for t, x in enumerate({seen})) / {total})",
        "hitting": (
            f"measured = next((t for t, x in enumerate(points) if metric(x) <= {level}), math.inf)"
        ),
    }[metric.along]
