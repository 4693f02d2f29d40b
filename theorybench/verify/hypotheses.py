"""Hypotheses before metrics: what sampled points say of the function, and draws of the oracle."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch

from theorybench.core import assumptions as a
from theorybench.core import symbols as s
from theorybench.core.assumptions import Assumption, everything, has_minimiser
from theorybench.core.oracles import Oracle
from theorybench.core.problem import Problem
from theorybench.core.promises import check_promises
from theorybench.core.types import Tensor
from theorybench.statistics.efunctions import MeanAtMost, Mixture
from theorybench.statistics.engine import EFunction, log_wealth
from theorybench.statistics.seeds import torch_seed
from theorybench.statistics.zero_mean import ZeroMeanTruncated, ZeroMeanVariance
from theorybench.verify.facts import faults
from theorybench.verify.prepare import constants_of
from theorybench.verify.profile import Options

DRAWS = 2048


_MOMENTS = frozenset({a.bounded_variance, a.bounded_moment, a.coordinate_variance})
"""Without one of these promised, sigma is a number that nothing is known of, and tells nothing
of a bias.
"""


def false_hypotheses(
    problems: Iterable[Problem], oracle: Oracle, assumes: Iterable[Assumption], options: Options
) -> list[str]:
    """What is wrong with the problems as such; else assumptions that points of them, or draws of
    the oracle, show to be false.
    """
    known, assumes = list(problems), tuple(assumes)
    of_function = [sentence for p in known for sentence in faults(p)]
    of_function = of_function or [f for p in known for f in false_of_function(p, assumes)]
    return of_function or [
        sentence for p in known for sentence in false_of_oracle(p, oracle, assumes, options)
    ]


def false_of_function(problem: Problem, assumes: Iterable[Assumption]) -> list[str]:
    """Assumptions about the function that a sampled point shows to be false."""
    return [
        str(v)
        for v in check_promises(
            problem, tuple(x for x in assumes if not x.of_oracle and x is not has_minimiser)
        )
    ]


def false_of_oracle(
    problem: Problem,
    oracle: Oracle,
    assumes: Iterable[Assumption],
    options: Options,
    draws: int = DRAWS,
) -> list[str]:
    """Assumptions about the oracle that draws at the start, the minimiser and a point between
    refute at the suite's level.
    """
    if oracle.law is None:
        return []
    constants = constants_of(problem, oracle)
    declares_moment = not _MOMENTS.isdisjoint(everything(oracle.promises))
    wanted = sorted((x for x in everything(tuple(assumes)) if x.of_oracle), key=str)
    found = []
    for x in _points(problem):
        g = draw_gradients(
            problem,
            oracle,
            x,
            torch_seed(options.seed, f"hypotheses/{problem.name}/{oracle.name}", 0),
            draws,
        )
        mean = problem.gradient(x).expand_as(g)
        for assumption in wanted:
            if assumption.moment is not None and all(c in constants for c in assumption.introduces):
                values = assumption.moment(constants, g, mean).numpy()
                if log_wealth(MeanAtMost(1.0), values) >= -np.log(options.budget.level):
                    numbers = (
                        f"the left side is {values.mean():.4g} times the right side in {draws}"
                        " draws"
                    )
                    found.append(_sentence(problem, oracle, assumption, x, numbers))
        if (
            a.unbiased in wanted
            and declares_moment
            and (j := _bias(constants, g - mean, options)) is not None
        ):
            average = float((g - mean)[:, j].mean())
            numbers = f"coordinate {j} of g - grad f has mean {average:.4g} in {draws} draws"
            found.append(_sentence(problem, oracle, a.unbiased, x, numbers))
    return found


def draw_gradients(
    problem: Problem, oracle: Oracle, x: Tensor, seed: int, count: int = DRAWS
) -> Tensor:
    """Independent answers of an oracle at one point x (1, d): (count, d) in float64."""
    law = oracle.law
    if law is None:
        return problem.gradient(x).expand(count, -1)
    raw = torch.empty(count, law.inputs, oracle.width(problem), dtype=law.dtype)
    law.fill(raw, torch.Generator().manual_seed(seed))
    return oracle.answer(problem, x.expand(count, -1), law.transform(raw)).double()


def _points(problem: Problem) -> list[Tensor]:
    start = problem.start_point()
    if problem.minimiser is None:
        return [start]
    end = torch.tensor([problem.minimiser], dtype=torch.float64)
    return [start, end, (start + end) / 2]


def _bias(constants: dict[s.Constant, float], noise: Tensor, options: Options) -> int | None:
    """The coordinate whose mean is not 0 given the promised moment of the noise; None where no
    test rejects or no moment is promised.
    """
    if s.sigma not in constants and s.sigma_2 not in constants:
        return None
    power = constants.get(s.alpha, 2.0) if s.sigma in constants else 2.0
    size = constants.get(s.sigma, constants.get(s.sigma_2, 1.0))
    level = -np.log(options.budget.level / noise.shape[-1])
    for j in range(noise.shape[-1]):
        if log_wealth(_zero_mean(power, size), noise[:, j].numpy()) >= level:
            return j
    return None


def _zero_mean(power: float, size: float) -> EFunction:
    """The null E D = 0, E|D|^p <= size^p; for p < 2 a mean of at most size^p c^(1-p) lies beyond
    c, so several c share the bet.
    """
    if power == 2:
        return ZeroMeanVariance(size**2)
    cuts = (4 * size, 32 * size, 256 * size)
    return Mixture(tuple(ZeroMeanTruncated(cut, size**power * cut ** (1 - power)) for cut in cuts))


def _sentence(
    problem: Problem, oracle: Oracle, assumption: Assumption, x: Tensor, numbers: str
) -> str:
    point = ", ".join(f"{v:.4g}" for v in x[0].tolist()[:4])
    return (
        f"oracle {oracle.name} on {problem.name}: '{assumption.statement}' is false at x ="
        f" ({point}): {numbers}"
    )
