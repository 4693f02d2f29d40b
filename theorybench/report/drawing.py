"""Curves -> a figure (SVG, PNG or PDF) and its numbers (CSV). Colours serve the colour-blind,
markers and line styles a print in grey.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from textwrap import fill
from typing import Any

import matplotlib
import numpy as np
import sympy
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from theorybench.core.symbols import ONE
from theorybench.core.types import EntryError
from theorybench.entries.picture import (
    Axis,
    Curve,
    Numbers,
    Picture,
)

COLUMNS = ("curve", "group", "kind", "x", "y", "low", "high")
_COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#E69F00",
)  # Okabe and Ito (2008)
_NEUTRAL = "#222222"
_MARKERS = ("o", "s", "^", "D", "v", "P")
_LINES = {"measured": "-", "bound": "--", "predicted": ":"}
_FEW = 16  # points that have room for bars; a longer curve has a band
_UNDATED: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "theorybench"},
    "pdf": {"CreationDate": None, "Creator": "theorybench", "Producer": None},
    "png": {"Software": None},
}
_STYLE = {
    "svg.hashsalt": "theorybench",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.6,
    "lines.markersize": 5.5,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "legend.handlelength": 3.2,
    "savefig.dpi": 150,
}


def require_folder(folder: Path) -> None:
    """Make the folder of the figures; raises EntryError now if they could not be written later."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise EntryError(
            f"--out {folder}: cannot be written to ({error.strerror}); give a folder that can be"
        ) from error


def written(
    picture: Picture, curves: Sequence[Curve], folder: Path, kind: str
) -> tuple[Path, Path]:
    """The figure, in the format `kind` (svg, png, pdf), and its numbers, named after the picture.

    Raises OSError if they cannot be written, EntryError if the picture shows no curve.
    """
    if not curves:
        raise EntryError(
            f"picture {picture.name}: it has no curves; let its function return one at least"
        )
    stem = picture.name.replace(" @ ", "_").replace("/", "_")
    figure, numbers = folder / f"{stem}.{kind}", folder / f"{stem}.csv"
    draw(picture, curves, figure)
    write_numbers(curves, numbers)
    return figure, numbers


def draw(picture: Picture, curves: Sequence[Curve], path: Path) -> None:
    """Write a figure in the format that the name of the file ends in; the same curves give the same
    bytes.

    Raises OSError if the file cannot be written.
    """
    with _style():
        figure = Figure(figsize=(7.2, 5.0), layout="constrained")
        axes = figure.add_subplot()
        for axis, scale, label in (
            (picture.x, axes.set_xscale, axes.set_xlabel),
            (picture.y, axes.set_yscale, axes.set_ylabel),
        ):
            scale("log" if axis.log else "linear")
            label(fill(_symbols(axis.name) + (f" [{_unit(axis)}]" if axis.unit != ONE else ""), 52))
        looks = _looks(curves)
        for i, curve in enumerate(curves):
            _line(axes, picture, curve, *looks[i])
        axes.margins(0.04)
        figure.suptitle(
            fill(picture.title, 68), x=0.01, ha="left", fontsize=11.5, fontweight="bold"
        )
        axes.set_title(fill(str(picture.source), 95), loc="left", fontsize=9, color="#555555")
        figure.legend(
            loc="outside lower left", ncols=1 if max(len(c.label) for c in curves) > 44 else 2
        )
        figure.savefig(path, format=path.suffix[1:], metadata=_UNDATED[path.suffix[1:]])


def write_numbers(curves: Sequence[Curve], path: Path) -> None:
    """Write a line a point, each number such that reading it gives the very same one; raises
    OSError if the file cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        for c in curves:
            empty = [""] * len(c.x)
            for x, y, low, high in zip(
                c.x,
                c.y,
                c.low if c.low is not None else empty,
                c.high if c.high is not None else empty,
                strict=True,
            ):
                lines.writerow(
                    (
                        c.label,
                        c.group,
                        c.kind,
                        *(v if v == "" else repr(float(v)) for v in (x, y, low, high)),
                    )
                )


def _symbols(words: str) -> str:
    for plain, sign in (("<=", "≤"), ("||", "‖"), ("grad ", "∇"), (" - ", " − ")):
        words = words.replace(plain, sign)
    return words


def _unit(axis: Axis) -> str:
    powers = (("F", axis.unit.f), ("X", axis.unit.x))
    return (
        "$"
        + r"\,".join(
            letter if power == 1 else f"{letter}^{{{sympy.latex(power)}}}"
            for letter, power in powers
            if power != 0
        )
        + "$"
    )


def _style() -> AbstractContextManager[None]:
    """What a user's own settings of matplotlib say must not show in the bytes."""
    return matplotlib.rc_context({**matplotlib.rcParamsDefault, **_STYLE})  # pyright: ignore[reportArgumentType]: stubs want literal keys


def _looks(curves: Sequence[Curve]) -> list[tuple[str, str]]:
    """Colour and marker of each curve: those of its group; a measured curve of no group is one
    by itself.
    """
    groups: dict[str, int] = {}
    for i, c in enumerate(curves):
        if c.group or c.kind == "measured":
            groups.setdefault(c.group or f"curve {i}", len(groups))
    looks = []
    for i, c in enumerate(curves):
        j = groups.get(c.group or f"curve {i}")
        looks.append(
            (_NEUTRAL, "")
            if j is None
            else (_COLOURS[j % len(_COLOURS)], _MARKERS[j % len(_MARKERS)])
        )
    return looks


def _line(axes: Axes, picture: Picture, curve: Curve, colour: str, marker: str) -> None:
    x, y = _shown(curve.x, picture.x), _shown(curve.y, picture.y)
    measured, strength = curve.kind == "measured", 1.0
    marks: dict[str, Any] = {
        "marker": marker,
        "markeredgecolor": colour,
        "markerfacecolor": "white",
        "markevery": [len(x) - 1],
    }
    if measured:  # below the bounds, and paler: one that is reached must still be seen
        marks |= {
            "markerfacecolor": colour,
            "markevery": 1 if len(x) <= 3 * _FEW else max(1, len(x) // _FEW),
        }
        strength = 0.55
    axes.plot(
        x,
        y,
        _LINES[curve.kind],
        color=(colour, strength),
        zorder=2 if measured else 3,
        label=curve.label,
        **marks,
    )
    if curve.low is None or curve.high is None:
        return
    low, high = _shown(curve.low, picture.y), _shown(curve.high, picture.y)
    if len(x) <= _FEW and not picture.y.log:
        axes.vlines(x, low, high, color=colour, linewidth=1.0)
    else:
        axes.fill_between(x, low, high, color=colour, alpha=0.15, linewidth=0)


def _shown(numbers: Numbers, axis: Axis) -> np.ndarray:
    """(points,) with NaN for what the axis cannot show."""
    found = np.asarray(numbers, dtype=float)
    return np.where(np.isfinite(found) & ((found > 0) | (not axis.log)), found, np.nan)
