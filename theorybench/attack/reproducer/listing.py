"""Plain functions as text that stands alone: a method, whose parameters and queries become names of
the reproducer, and a function with its tables of numbers.
"""

from __future__ import annotations

import ast
import functools
import inspect
import math
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
import torch

from theorybench.core.algorithm import Algorithm
from theorybench.core.problem import Problem
from theorybench.core.symbols import Constant

Naming = Callable[[Constant], str]
_QUERIES = {
    "gradient": "gradient",
    "value": "f",
    "gap": "gap",
    "prox": "prox",
    "project": "project",
}


class NoReproducer(Exception):
    """There is no reproducer; the message says why."""


@dataclass(frozen=True)
class Listing:
    """Definitions by name, each after those that it needs.

    naming: what a constant is called; projects: whether there is a domain, without which a
    projection is left out.
    """

    naming: Naming
    projects: bool
    definitions: dict[str, tuple[Any, str]] = field(default_factory=dict)

    def text(self) -> str:
        """All of them as Python."""
        blocks = [text for _, text in self.definitions.values()]
        values = [text for text in blocks if not text.startswith("def ")]
        functions = [text for text in blocks if text.startswith("def ")]
        return "\n\n\n".join(filter(None, ["\n".join(values), *functions]))

    def add(self, name: str, value: Any, dropped: Iterable[str] = ()) -> None:
        """Define a function, a tensor or a plain number under a name; dropped: arguments that are
        names of the reproducer instead. Raises NoReproducer.
        """
        if name in self.definitions:
            if self.definitions[name][0] is not value:
                raise NoReproducer(f"{name} means two things")
        elif isinstance(value, functools.partial):
            for table, tensor in value.keywords.items():
                self.add(table, tensor)
            self.add(name, value.func, value.keywords)
        elif isinstance(value, torch.Tensor):
            self.definitions[name] = value, f"{name} = torch.tensor({numbers(value.tolist())})"
        elif isinstance(value, int | float | tuple | str):
            self.definitions[name] = value, f"{name} = {value!r}"
        else:
            self._add_function(name, value, frozenset(dropped))

    def _add_function(self, name: str, function: Any, dropped: frozenset[str]) -> None:
        if (
            not isinstance(function, FunctionType)
            or function.__name__ == "<lambda>"
            or function.__closure__
        ):
            raise NoReproducer(f"{function!r} is no plain function whose source stands alone")
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        except (OSError, SyntaxError) as error:
            raise NoReproducer(
                f"the source of {function.__name__} is not to be had: {error}"
            ) from error
        assert isinstance(tree, ast.FunctionDef)
        tree.name = name
        rewritten = _Rewrite(function.__globals__, self, dropped)
        text = ast.unparse(ast.fix_missing_locations(rewritten.visit(tree)))
        for used, value in rewritten.used.items():
            self.add(used, value, dropped)
        self.definitions[name] = function, text


def listed(algorithm: Algorithm, problem: Problem, naming: Naming) -> tuple[Listing, str, str]:
    """The functions `first` and `step`, then as Python the first state and the point of a state.
    Raises NoReproducer.
    """
    listing = Listing(naming, problem.project is not None)
    listing.add("first", algorithm.init, ("params", "query"))
    listing.add("step", algorithm.step, ("params", "query"))
    return listing, "first(x0)", f"state[{_key(algorithm, problem)!r}]"


def _key(algorithm: Algorithm, problem: Problem) -> str:
    """The name of the tensor that is the point of a state."""
    state = algorithm.init(problem.start_point(), dict.fromkeys(algorithm.parameters, 1.0))
    state = {name: tensor.clone() for name, tensor in state.items()}
    point = algorithm.point(state)
    for name, tensor in state.items():
        if tensor is point:
            return name
    raise NoReproducer(
        f"the point of a state of {algorithm.name} is computed from several of its tensors"
    )


def numbers(values: Any) -> str:
    """A number, or nested lists of numbers, as Python: a fraction where it is a simple one and has
    no short decimals, else with all digits.
    """
    if isinstance(values, list | tuple):
        return f"[{', '.join(map(numbers, values))}]"
    value = float(values)
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if abs(value) < 1e15 and value == int(value):
        return str(value + 0.0)  # of -0.0 too
    fraction = Fraction(value).limit_denominator(10_000)
    if (
        len(repr(value)) > 8
        and fraction.numerator / fraction.denominator == value
        and abs(fraction.numerator) < 1000
    ):
        return f"{fraction.numerator} / {fraction.denominator}"
    return repr(value)


class _Rewrite(ast.NodeTransformer):
    """params[c] -> the name of c; query.gradient -> gradient; no annotations, no docstrings, no
    dropped arguments. `used`: what else it needs, by name.
    """

    def __init__(self, names: dict[str, Any], listing: Listing, dropped: frozenset[str]) -> None:
        self.names, self.listing, self.dropped = names, listing, dropped
        self.used: dict[str, Any] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        node.returns = None
        node.args.args = [a for a in node.args.args if a.arg not in self.dropped]
        for argument in node.args.args:
            argument.annotation = None
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        function = node.func
        if (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Name)
            and function.value.id == "query"
        ):
            if function.attr == "project" and not self.listing.projects:
                return self.visit(node.args[0])
            if function.attr not in _QUERIES:
                raise NoReproducer(f"the method asks for query.{function.attr}")
            node.func = ast.Name(_QUERIES[function.attr], ast.Load())
            node.args = [self.visit(a) for a in node.args]
            return node
        if isinstance(function, ast.Name):
            called = self.names.get(function.id)
            gone = (
                self.dropped & set(inspect.signature(called).parameters)
                if isinstance(called, FunctionType)
                else frozenset()
            )
            node.args = [a for a in node.args if not (isinstance(a, ast.Name) and a.id in gone)]
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "params":
            constant = self.names.get(node.slice.id) if isinstance(node.slice, ast.Name) else None
            if not isinstance(constant, Constant):
                raise NoReproducer(f"{ast.unparse(node)} names no constant")
            return ast.Name(self.listing.naming(constant), ast.Load())
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self.names.get(node.id)
        if value is torch.Tensor:
            return ast.Attribute(ast.Name("torch", ast.Load()), "Tensor", ast.Load())
        if (
            isinstance(node.ctx, ast.Load)
            and value is not None
            and value is not torch
            and node.id not in ("math", "gradient", "f", "prox")
        ):
            if isinstance(value, ModuleType) or value is np:
                raise NoReproducer(f"the method uses the module {node.id}")
            if not isinstance(value, FunctionType | torch.Tensor | int | float | tuple | str):
                raise NoReproducer(f"the method uses {node.id} = {value!r}")
            self.used[node.id] = value
        return node
