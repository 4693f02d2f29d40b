"""What a search hands over: a problem, an oracle and a setting, and how they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from theorybench.attack.families.family import Functions
from theorybench.attack.noise.noise import Noise
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.symbols import Constant


@dataclass(frozen=True, eq=False)
class Instance:
    """A problem, an oracle and a setting.

    functions: the one function before it is rescaled; scales: f-scale and x-scale, where units do
    not fit; serialised: JSON values from which the search makes it again; words: for people; noise:
    None where gradients are exact.
    """

    problem: Problem
    oracle: Oracle
    setting: Mapping[Constant, Any]
    functions: Functions
    scales: tuple[float, float] | None
    serialised: Mapping[str, Any]
    words: str
    noise: Noise | None = None
