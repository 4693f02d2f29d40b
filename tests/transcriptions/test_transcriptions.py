"""Every printed formula was transcribed twice, by different hands; here both are evaluated and
must agree.
"""

import dataclasses
import inspect
from zlib import crc32

import numpy as np
import pytest
import sympy
import torch
from sympy.core.function import AppliedUndef

from theorybench.catalogue.catalogue import load
from theorybench.core import symbols as s
from theorybench.entries.identity import Identity
from theorybench.entries.inequality import Inequality
from theorybench.entries.lower_bound import LowerBound
from theorybench.entries.theorem import Theorem

from .printed import PRINTED

CATALOGUE = load()
ENTRIES = {entry.name: entry for entry in CATALOGUE.entries}
CLOSE = 1e-10
SHARES = ("delta", "beta_2")
COUNTS = ("n", "k", "T", "K", "d", "batch")


def draw(name, rng, points):
    """Positive values of a constant: counts are whole, a tail index is in (1, 2], a share below
    1.
    """
    if name in COUNTS:
        return rng.integers(1, 40, points).astype(float)
    if name == "alpha":
        return 2 - 0.9 * rng.random(points)
    if name in SHARES:
        return rng.uniform(0.01, 0.99, points)
    return 10 ** rng.uniform(-1, 1, points)


class Values:
    """Values by name, the same for both transcriptions of a claim: those that the source fixes,
    and drawn ones.
    """

    def __init__(self, claim, printed, points=20):
        self.claim, self.points = claim, points
        self.drawn = {name: np.full(points, float(value)) for name, value in printed.fixed.items()}

    def __getitem__(self, name):
        if name not in self.drawn:
            self.drawn[name] = draw(
                name, np.random.default_rng(crc32(f"{self.claim} {name}".encode())), self.points
            )
        return self.drawn[name]

    def at(self, point):
        return ", ".join(f"{name}={drawn[point]:.4g}" for name, drawn in sorted(self.drawn.items()))


def of_source(printed, function, values, of=""):
    """Values of a plain function, the definition of the constant `of`; what the source defines
    is computed, the rest drawn.
    """
    defined = {name: f for name, f in {**printed.where, **printed.params}.items() if name != of}
    names = inspect.signature(function).parameters
    given = {
        a: of_source(printed, defined[a], values, a) if a in defined else values[a] for a in names
    }
    return np.array(
        [function(**{a: float(v[i]) for a, v in given.items()}) for i in range(values.points)]
    )


def of_entry(entry, printed, expression, values, of=""):
    """The same of a sympy expression; what the source leaves open is drawn even if the entry
    defines it.
    """
    defined = {
        name: e for name, e in definitions(entry).items() if name != of and name not in printed.free
    }
    names = {c: c.name for c in sympy.sympify(expression).free_symbols}
    given = {
        c: of_entry(entry, printed, defined[a], values, a) if a in defined else values[a]
        for c, a in names.items()
    }
    if sympy.sympify(expression).has(
        sympy.Sum, AppliedUndef
    ):  # a sum up to T takes one T at a time
        return np.array(
            [
                float(s.evaluate(expression, {c: v[i] for c, v in given.items()}))
                for i in range(values.points)
            ]
        )
    return np.broadcast_to(s.evaluate(expression, given), values.points)


def definitions(entry):
    """Abbreviations and parameters of a theorem, by name."""
    return (
        {c.name: e for c, e in {**entry.where, **entry.params}.items()}
        if isinstance(entry, Theorem)
        else {}
    )


def apart(entry, printed, what, expression, function, values, of=""):
    """A sentence about the point where the two transcriptions differ most; none if they agree."""
    ours, theirs = (
        of_entry(entry, printed, expression, values, of),
        of_source(printed, function, values, of),
    )
    with np.errstate(invalid="ignore"):
        difference = np.where(
            ours == theirs, 0, np.nan_to_num(np.abs(ours - theirs) / np.abs(theirs), nan=np.inf)
        )
    worst = int(np.argmax(difference))
    if difference[worst] <= CLOSE:
        return []
    return [
        f"{entry.name}: {what}: the entry gives {ours[worst]:.12g}, the source {theirs[worst]:.12g}"
        f" at {values.at(worst)}"
    ]


def disagreements(entry, printed):
    """Sentences about every formula of the entry that is not what the source prints."""
    kinds = {
        Theorem: of_theorem,
        LowerBound: of_bound,
        Inequality: of_inequality,
        Identity: of_identity,
    }
    return kinds[type(entry)](entry, printed)


def of_bound(entry, printed):
    values = Values(entry.name, printed)
    return (
        of_order(entry, printed, values)
        if printed.order
        else apart(entry, printed, "bound", entry.bound, printed.bound, values)
    )


def of_order(entry, printed, values):
    """What the entry adds to the source's bound is a sum of the source's further terms, each
    with one positive constant.
    """
    added = of_entry(entry, printed, entry.bound, values) - of_source(
        printed, printed.bound, values
    )
    terms = (
        np.stack([of_source(printed, term, values) for term in printed.order], -1) / added[:, None]
    )
    constants = np.linalg.lstsq(terms, np.ones(values.points))[0]
    if (constants > 0).all() and np.abs(terms @ constants - 1).max() <= CLOSE:
        return []
    return [
        f"{entry.name}: bound: not a sum of the source's terms, whatever their constants; the best"
        f" are {constants}"
    ]


def of_theorem(entry, printed):
    defined = definitions(entry)
    found = of_bound(entry, printed)
    if lacking := set(printed.params) - set(defined):
        found.append(f"{entry.name}: the source prescribes {sorted(lacking)}, the entry does not")
    if invented := {c.name for c in entry.params} - {
        *printed.params,
        *printed.where,
        *printed.free,
    }:
        found.append(f"{entry.name}: the entry prescribes {sorted(invented)}, the source does not")
    for name, function in {**printed.where, **printed.params}.items():
        if name in defined:
            found += apart(
                entry, printed, name, defined[name], function, Values(entry.name, printed), name
            )
    return found


def of_inequality(entry, printed):
    if len(entry.parts) != len(printed.parts):
        return [
            f"{entry.name}: the entry has the parts {list(entry.parts)}, the source"
            f" {len(printed.parts)}"
        ]
    found, values = [], Values(entry.name, printed)
    for (what, sides), functions in zip(entry.parts.items(), printed.parts, strict=True):
        for side, expression, function in zip(("left", "right"), sides, functions, strict=True):
            found += apart(entry, printed, f"{what}, {side} side", expression, function, values)
    return found + of_premises(entry, printed, Values(entry.name, printed, 1000))


def of_premises(entry, printed, values):
    """For the same values the premises hold in both; that a variable of the entry starts at some
    value counts as a premise.
    """
    ours = [values[c.name] >= low for c, (low, _) in entry.variables.items()]
    ours += [of_entry(entry, printed, p, values) for p in entry.premises]
    theirs = [of_source(printed, p, values) for p in printed.premises]
    ours, theirs = (
        np.logical_and.reduce([np.full(values.points, True), *holds]) for holds in (ours, theirs)
    )
    if not theirs.any():
        return [
            f"{entry.name}: the premises of the source hold at none of {values.points} points; draw"
            " from other ranges"
        ]
    differs = ours != theirs
    return (
        [
            f"{entry.name}: entry and source assume something else at"
            f" {values.at(int(np.argmax(differs)))}"
        ]
        if differs.any()
        else []
    )


def at_a_list(function):
    """(batch, d) -> (batch, ...) as a function of one list of d numbers."""
    return lambda point: function(torch.tensor([point], dtype=torch.float64))[0].tolist()


def of_identity(entry, printed):
    """Both sides at random points of every problem of the identity, row by row from plain lists
    of numbers.
    """
    found = []
    for problem in [c.problem for c in CATALOGUE.claims([entry.name])]:
        x, direction = problem.sample(20, seed=1)
        scale = torch.rand(20, 1, dtype=x.dtype, generator=torch.Generator().manual_seed(1)) + 0.1
        ours = torch.stack(entry.sides(problem, x, direction, scale), -1)
        f, gradient = at_a_list(problem.value), at_a_list(problem.gradient)
        theirs = [
            printed.sides(f, gradient, *row, c)
            for *row, (c,) in zip(x.tolist(), direction.tolist(), scale.tolist(), strict=True)
        ]
        if not torch.allclose(ours, torch.tensor(theirs, dtype=x.dtype), rtol=CLOSE, atol=CLOSE):
            found.append(f"{entry.name}: the sides are not those of the source on {problem.name}")
    return found


def untranscribed(entries):
    return [
        e.name
        for e in entries
        if e.kind in ("upper-bound", "lower-bound") and e.name not in PRINTED
    ]


def test_every_bound_has_a_second_transcription():
    lacking = untranscribed(CATALOGUE.entries)
    assert lacking == [], (
        f"write a second transcription in tests/transcriptions of {', '.join(lacking)}: from the"
        " source, not from the entry"
    )


def test_a_new_bound_needs_a_second_transcription():
    new = [
        dataclasses.replace(ENTRIES["zhang2022.thm-3.4.1"], name=name)
        for name in ("who2030.thm-1", "who2030.thm-1.corrected")
    ]
    assert untranscribed(new) == ["who2030.thm-1", "who2030.thm-1.corrected"]


@pytest.mark.parametrize("name", PRINTED)
def test_entry_says_what_the_source_prints(name):
    assert name in ENTRIES, (
        f"{name} is in tests/transcriptions but not in the catalogue: an entry is missing or has"
        " another name"
    )
    assert disagreements(ENTRIES[name], PRINTED[name]) == []


def bound(change):
    return lambda entry: {"bound": change(sympy.sympify(entry.bound))}


def param(constant, change):
    return lambda entry: {
        "params": {**entry.params, constant: change(sympy.sympify(entry.params[constant]))}
    }


def part(which, change):
    """Another right side of one part of an inequality."""
    return lambda entry: {
        "parts": {
            what: (left, change(right) if i == which else right)
            for i, (what, (left, right)) in enumerate(entry.parts.items())
        }
    }


def halved(name):
    """An expression with one constant halved."""
    return lambda expression: expression.subs(
        {c: c / 2 for c in expression.free_symbols if c.name == name}
    )


WRONG = [
    (
        "zhang2022.thm-3.4.1",
        "20 is 21",
        bound(lambda b: b.xreplace({sympy.Integer(20): sympy.Integer(21)})),
    ),
    ("zhang2022.thm-3.4.1", "a term is lost", bound(lambda b: sympy.expand(b).args[0])),
    ("zhang2022.thm-3.4.1", "max is min", bound(lambda b: b.replace(sympy.Max, sympy.Min))),
    (
        "zhang2022.thm-3.4.1",
        "the clipping level's min is max",
        param(s.gamma_c, lambda p: p.replace(sympy.Min, sympy.Max)),
    ),
    ("zhang2022.thm-3.4.1", "the step is 1 / L0", param(s.eta_c, lambda p: 10 * p)),
    ("zhang2022.thm-3.4.3", "epsilon^-2 is epsilon^-1", bound(lambda b: b * s.epsilon)),
    ("zhang2022.thm-3.4.3", "the step loses its 2", param(s.gamma, lambda p: 2 * p)),
    (
        "zhang2022.thm-3.4.2",
        "5/8 is the proof's 5/4",
        lambda entry: {"bound": ENTRIES["zhang2022.thm-3.4.2.proof"].bound},
    ),
    ("zhang2022.sec-3.3.1.ngd-clip", "2 h_c is h_c", part(1, lambda right: right / 2)),
    ("zhang2022.sec-2.1.1.gd-rate", "2k is 2k + 2", bound(lambda b: b.subs(s.n, s.n + 1))),
    ("zhang2022.thm-2.1.3", "k - 1 is k", bound(lambda b: b.subs(s.n, s.n + 1))),
    ("zhang2022.thm-2.1.3", "the momentum is inverted", param(s.momentum, lambda p: 1 / p)),
    ("zhang2022.sec-2.1.1.gd-complexity", "mu is lost", bound(lambda b: b * s.mu)),
    ("zhang2022.thm-2.1.2", "4 is 2", bound(lambda b: 2 * b)),
    ("zhang2022.table-2.1.smooth-convex", "L is repaired", bound(lambda b: b / sympy.sqrt(s.L))),
    ("zhang2022.table-2.1.smooth-strongly-convex", "k - 1 is k", bound(lambda b: b - 1)),
    (
        "zhang2022.sec-7.2.1.rmsprop-clipping",
        "2 h_clip is h_clip",
        part(1, lambda right: right / 2),
    ),
    ("kingma2015.thm-4.1", "a root of T is lost", bound(lambda b: b * sympy.sqrt(s.T))),
    ("drori2014.thm-3.1", "4 n is 2 n", bound(lambda b: b.subs(s.n, s.n / 2))),
    (
        "zhang2022.thm-4.4.2",
        "the misprinted step is repaired",
        param(s.gamma, lambda p: 4 / (s.mu * (s.k + 1))),
    ),
    (
        "zhang2022.thm-4.4.2",
        "the misprinted level is repaired",
        param(s.tau, lambda p: s.G * s.k ** (1 / s.alpha)),
    ),
    (
        "zhang2022.thm-4.4.2.proof",
        "an exponent is shifted",
        bound(lambda b: b * (s.n + 1) ** (1 / s.alpha)),
    ),
    ("zhang2022.thm-4.4.3", "2^-14 is 2^-13", bound(lambda b: 2 * b)),
    (
        "zhang2022.thm-5.4.1",
        "the logarithm's 4 is 2",
        bound(lambda b: b.replace(sympy.log, lambda a: sympy.log(a / 2))),
    ),
    ("zhang2022.thm-5.4.1", "delta means delta / 2", param(s.delta_X, lambda p: p / 2)),
    (
        "cevher2020.eq-10",
        "sigma^2 has a better rate",
        bound(lambda b: b.subs(s.sigma, s.sigma / s.n ** sympy.Rational(1, 4))),
    ),
    ("cevher2020.eq-10", "off in the seventh digit", bound(lambda b: b * (1 + sympy.Float(1e-7)))),
    (
        "liu2025.thm-4.1",
        "a term has another rate",
        bound(lambda b: b + s.L_sum * s.D_inf**2 / s.T**2),
    ),
    ("liu2025.thm-D.1", "steps counted from 0", param(s.gamma, lambda p: p.subs(s.k, s.k + 1))),
    ("liu2025.thm-D.1.proof", "the batch is halved", bound(halved("batch"))),
    ("liu2025.lem-G.4", "2 C_0 is C_0", part(0, halved("C_0"))),
    ("liu2025.lem-G.4", "a premise is lost", lambda entry: {"premises": entry.premises[:1]}),
    (
        "tran2024.eq-12",
        "the direction is doubled",
        lambda entry: {"sides": lambda f, x, v, scale: entry.sides(f, x, 2 * v, scale)},
    ),
]


@pytest.mark.parametrize(
    ("name", "change"),
    [(name, change) for name, _, change in WRONG],
    ids=[f"{n}: {what}" for n, what, _ in WRONG],
)
def test_a_wrong_constant_is_found(name, change):
    entry = ENTRIES[name]
    wrong = dataclasses.replace(entry, **change(entry), as_printed=True)
    assert disagreements(entry, PRINTED[name]) == []
    assert disagreements(wrong, PRINTED[name]) != []
