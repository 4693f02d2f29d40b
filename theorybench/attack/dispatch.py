"""Which search meets a theorem: for functions alone, or for functions with noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from theorybench.attack import stochastic
from theorybench.attack.families import spaces as menu
from theorybench.attack.noise import spaces as noisy_menu
from theorybench.attack.search import (
    Candidate,
    place,
    places,
    scored,
    search,
)
from theorybench.core.types import EntryError
from theorybench.entries.theorem import Theorem
from theorybench.statistics.seeds import torch_seed

ROUND = 8000
"""Instances that one round measures; a longer search is many rounds with seeds of their own."""

Means = Literal["functions", "noise"]


def means(theorem: Theorem) -> Means | None:
    """What is searched for a theorem; None where no family serves it."""
    if menu.families_for(theorem):
        return "functions"
    return "noise" if noisy_menu.serves_noise(theorem) else None


def unserved(theorem: Theorem) -> str:
    """Why no family serves a theorem, in half a sentence."""
    about_noise = any(a.of_oracle for a in theorem.assumes)
    return noisy_menu.why_not(theorem) if about_noise else menu.unserved(theorem)


def seek(
    theorem: Theorem, evaluations: int, seed: int, turn: int = 0, known: Sequence[Candidate] = ()
) -> list[Candidate]:
    """The best candidates of one round, best first; none if no family serves the theorem. turn:
    number of the round, which has its seed.
    """
    kind, own = means(theorem), torch_seed(seed, f"attack/{theorem.name}", turn)
    if kind == "functions":
        return search(theorem, evaluations, own, known, places(theorem, turn))
    return (
        stochastic.search_noise(theorem, evaluations, own, known, exactly=turn == 0)
        if kind == "noise"
        else []
    )


def rounds(evaluations: int) -> list[int]:
    """Evaluations of each round."""
    count = max(1, round(evaluations / ROUND))
    return [evaluations // count + (turn < evaluations % count) for turn in range(count)]


def remade(theorem: Theorem, story: Mapping[str, Any], seed: int) -> Candidate:
    """The candidate that a story tells of, with its score now. Raises EntryError if the story
    does not fit the theorem (any more).
    """
    try:
        if "noise" in story:
            at = stochastic.place_of(
                theorem,
                story["family"],
                story["noise"],
                story["direction"],
                int(story["horizon"]),
                seed,
            )
        else:
            at = place(theorem, menu.family(story["family"]), int(story["horizon"]))
        told = dict(story["numbers"])
        numbers = tuple(float(told.pop(r.name)) for r in at.ranges)
    except (KeyError, TypeError, ValueError) as error:  # of which EntryError is one
        reason = str(error) if isinstance(error, EntryError) else f"{type(error).__name__}: {error}"
        raise EntryError(f"it does not fit {theorem.name} ({reason}); attack again") from error
    if told or not all(r.low <= v <= r.high for r, v in zip(at.ranges, numbers, strict=True)):
        raise EntryError(
            f"it does not fit {theorem.name}: numbers of {at.family.name} are missing, unknown or"
            " out of range; attack again"
        )
    return scored(at, numbers)
