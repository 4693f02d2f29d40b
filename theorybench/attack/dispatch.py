"""Which search meets a theorem: for functions alone, or for functions with noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from theorybench.attack.families import spaces as function_spaces
from theorybench.attack.noise import spaces as noise_spaces
from theorybench.attack.noise.search import search_noise, subspace_named
from theorybench.attack.search import Candidate, scored, search
from theorybench.attack.search_space import Subspace, subspace, subspaces
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Theorem
from theorybench.statistics.seeds import torch_seed

RESTART = 8000
"""Instances that one restart measures; a longer search is many restarts with seeds of their own."""

SearchType = Literal["functions", "noise"]


def search_type(theorem: Theorem) -> SearchType | None:
    """What is searched for a theorem; None where no family serves it."""
    if function_spaces.families_for(theorem):
        return "functions"
    return "noise" if noise_spaces.serves_noise(theorem) else None


def unserved(theorem: Theorem) -> str:
    """Why no family serves a theorem, in half a sentence."""
    about_noise = any(a.of_oracle for a in theorem.assumes)
    return noise_spaces.why_not(theorem) if about_noise else function_spaces.unserved(theorem)


def dispatch(
    theorem: Theorem, evaluations: int, seed: int, restart: int = 0, known: Sequence[Candidate] = ()
) -> list[Candidate]:
    """The best candidates of one restart, best first; none if no family serves the theorem.
    restart: its number, which has a seed of its own.
    """
    kind, own = search_type(theorem), torch_seed(seed, f"attack/{theorem.name}", restart)
    if kind == "functions":
        return search(theorem, evaluations, own, known, subspaces(theorem, restart))
    return (
        search_noise(theorem, evaluations, own, known, exactly=restart == 0)
        if kind == "noise"
        else []
    )


def split(evaluations: int) -> list[int]:
    """Evaluations of each restart."""
    count = max(1, round(evaluations / RESTART))
    return [evaluations // count + (number < evaluations % count) for number in range(count)]


def deserialise(theorem: Theorem, stored: Mapping[str, Any], seed: int) -> Candidate:
    """The candidate that was stored, with its score now. Raises EntryError if it does not fit the
    theorem (any more).
    """
    try:
        here = _subspace(theorem, stored, seed)
        given = dict(stored["numbers"])
        numbers = tuple(float(given.pop(r.name)) for r in here.ranges)
    except (KeyError, TypeError, ValueError) as error:  # of which EntryError is one
        reason = str(error) if isinstance(error, EntryError) else f"{type(error).__name__}: {error}"
        raise EntryError(f"it does not fit {theorem.name} ({reason}); attack again") from error
    if given or not all(r.low <= v <= r.high for r, v in zip(here.ranges, numbers, strict=True)):
        raise EntryError(
            f"it does not fit {theorem.name}: numbers of {here.family.name} are missing, unknown or"
            " out of range; attack again"
        )
    return scored(here, numbers)


def _subspace(theorem: Theorem, stored: Mapping[str, Any], seed: int) -> Subspace:
    family, horizon = stored["family"], int(stored["horizon"])
    if "noise" in stored:
        noise, direction = stored["noise"], stored["direction"]
        return subspace_named(theorem, family, noise, direction, horizon, seed)
    return subspace(theorem, function_spaces.family(family), horizon)
