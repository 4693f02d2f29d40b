"""A found instance as a few lines of Python that need torch alone: the function, the method,
what is measured and the bound.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

import sympy

from theorybench.attack.families.family import Instance, numbers_as_text, written
from theorybench.attack.reproducer.methods import NoListing, listed
from theorybench.attack.reproducer.noise import noisy_gradient, over_outcomes
from theorybench.attack.stochastic import NoisyInstance
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
_TAKEN = frozenset(
    re.findall(
        r"\w+",
        "f gradient prox project gap x x0 f_star minimiser state step first points metric measured"
        " bound t torch math inf itertools random stochastic_gradient draws run noise atoms path"
        " low high near curvature slopes offsets unit_f unit_gradient height length",
    )
)
"""Names of the script itself."""


def script(theorem: Theorem, instance: Instance) -> str:
    """The lines; raises NoListing with the reason where there are none: a function that is more
    than its source says.
    """
    problem = instance.problem
    values = {**problem.constants, **instance.oracle.constants(problem), **instance.setting}
    if not instance.source:
        raise NoListing("its function has no source of its own")
    method, state, point = listed(theorem.algorithm, problem, _identifier)
    if isinstance(instance, NoisyInstance):
        method = re.sub(r"\bgradient\(", "stochastic_gradient(", method)
    names, formulas = _Names(), _needed(theorem)
    definitions = list(names.definitions(formulas))
    loop, (metric, measured) = (
        list(_loop(theorem, names, state, point)),
        _measured(theorem.metric, theorem),
    )
    sections = [
        f'"""{theorem.name} on {instance.words}"""',
        f"{_imports(instance, definitions)}\n\nimport"
        " torch\n\ntorch.set_default_dtype(torch.float64)\n" + instance.source["f"],
        instance.source["prox"] if "prox(" in method else "",
        instance.source["project"] if "project(" in method else "",
        "def gap(x):\n    return f(x) - f_star" if "gap(" in method else "",
        noisy_gradient(instance.direction) if isinstance(instance, NoisyInstance) else "",
        *definitions,
        method,
        "\n".join(
            [
                f"x0 = torch.tensor([[{numbers_as_text(problem.start)}]])",
                f"f_star = {written(problem.f_star)}",
                *(
                    []
                    if problem.minimiser is None
                    else [f"minimiser = torch.tensor([[{numbers_as_text(problem.minimiser)}]])"]
                ),
                *(
                    f"{_identifier(c)} = {_number(c, values)}"
                    for c in _constants(formulas, theorem, values)
                ),
                *(
                    f"{_identifier(c)} = {names.printed(e)}"
                    for c, e in _fixed(theorem).items()
                    if not _same(c, e)
                ),
                f"bound = {names.printed(theorem.bound)}",
                *([] if isinstance(instance, NoisyInstance) else loop),
            ]
        ),
        metric,
        (
            _over_outcomes(theorem, instance, loop, measured)
            if isinstance(instance, NoisyInstance)
            else measured
        ),
    ]
    shown = 'print(f"measured {float(measured):.17g}, bound {float(bound):.17g}")'
    return "\n\n\n".join(one.strip() for one in sections if one) + f"\n{shown}\n"


def _imports(instance: Instance, definitions: list[str]) -> str:
    modules = ("itertools", "math", "random") if isinstance(instance, NoisyInstance) else ("math",)
    arrays = ("", "import numpy as np") if any("np." in one for one in definitions) else ()
    return "\n".join((*(f"import {name}" for name in modules), "from math import inf", *arrays))


def _over_outcomes(
    theorem: Theorem, instance: NoisyInstance, loop: list[str], measured: str
) -> str:
    """The runs over all outcomes of the noise, or over samples."""
    varying = [_identifier(c) for c, e in theorem.params.items() if depends_on(e, s.k)]
    in_words = (
        "math.floor(bound)" if theorem.mode is Mode.COMPLEXITY else _identifier(theorem.horizon)
    )
    count = instance.story["horizon"]
    return over_outcomes(instance.noise, theorem.mode, in_words, count, loop, measured, varying)


def _number(constant: s.Constant, values: Mapping[Any, Any]) -> str:
    if constant in _COMPUTED:
        return _COMPUTED[constant]
    return str(round(values[constant])) if constant.is_integer else written(float(values[constant]))


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
                raise NoListing(f"the function {one} of its formulas has no source of its own")
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
            raise NoListing(f"{expression} cannot be written in Python")
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
        raise NoListing(f"'{metric}' has no source of its own")
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
