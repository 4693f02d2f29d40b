"""Pictures: their numbers against plain loops and exact moments, their files, the command `plot`
and its mistakes.
"""

import csv
import dataclasses
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sympy

from theorybench.catalogue.catalogue import load
from theorybench.catalogue.claim import Claim
from theorybench.core import symbols as s
from theorybench.core.oracles import exact, gaussian
from theorybench.core.types import EntryError, Source
from theorybench.entries.picture import Axis, Curve, Picture
from theorybench.problems import heavy_tail_rates
from theorybench.problems.pictures import clipping_against_fixed_step, heavy_tail_exponents
from theorybench.problems.theorems.relaxed_smoothness.race import RELATIVE
from theorybench.report.drawing import COLUMNS, write_numbers, written
from theorybench.report.runs_drawn import picture_of, sharpness
from theorybench.verify.profile import QUICK, ROOT_SEED

BUNDLED = Path(__file__).parents[2] / "problems" / "pictures"
CATALOGUE = load()
FEW = dataclasses.replace(QUICK, n_max=256)

MINE = """
import dataclasses
from theorybench.pictures import Axis, Curve, Picture
from theorybench.types import Source

line = Picture(name="my.line", source=Source("Me", 2026, "p. 1"), title="A line", x=Axis("x"), y=Axis("y"),
               curves=lambda seed: [Curve("seed", (0.0, 1.0), (0.0, float(seed)))], notes="It rises.")
"""
BAD = """
from .mine import dataclasses, line
broken = dataclasses.replace(line, name="my.broken", curves=lambda seed: 1 / 0)
empty = dataclasses.replace(line, name="my.empty", curves=lambda seed: ())
"""


@pytest.fixture(scope="module")
def clipping():
    return clipping_against_fixed_step.curves(0)


def entry(name):
    return CATALOGUE.entry(name)


def stored(name):
    """Curves of a committed picture, by label: (label, kind) -> (x, y)."""
    found = {}
    with (BUNDLED / f"{name}.csv").open() as file:
        for row in csv.DictReader(file):
            found.setdefault((row["curve"], row["kind"]), []).append(
                (float(row["x"]), float(row["y"]))
            )
    return {key: np.array(points).T for key, points in found.items()}


# the picture of chapter 3


def test_bounds_hold_at_every_m_and_clipping_wins_where_theory_says_so(clipping):
    fixed, lower, clipped, upper = clipping
    m = np.array(fixed.x)
    assert len(m) >= 8
    assert (m[0], m[-1]) == (10, pytest.approx(3e4))
    assert lower.y == pytest.approx(m * (10 - 15 / 16) / (2 * (np.log(m) + 1)) / 10)
    assert upper.y == pytest.approx([20 + 20] * len(m))
    assert (np.array(fixed.y) >= lower.y).all()
    assert (np.array(fixed.y) <= 1.5 * np.array(lower.y)).all()
    assert (np.array(clipped.y) <= upper.y).all()
    sure = np.array(lower.y) > upper.y
    assert 0 < sure.sum() < len(m)
    assert (np.array(fixed.y) > clipped.y)[sure].all()


def count(slope, x, step):
    """Iterations until |f'| <= 1, none if it diverges."""
    for k in range(10**5):
        g = slope(x)
        if abs(g) <= 1:
            return k
        x -= step(g) * g
        if abs(x) > 50:
            return math.inf
    return math.inf


def test_iterations_of_both_methods_in_plain_python(clipping):
    fixed, _, clipped, _ = clipping
    i = 3
    m = fixed.x[i]
    cliff = (lambda x: math.copysign(math.expm1(abs(x)), x)), math.log1p(m), m - math.log1p(m)

    def bend(x):
        u = max(-1.0, min(1.0, x / (1.5 * 1.0001)))
        return 1.0001 / 2 * u * (3 - u * u)

    line = bend, (10 - 15 / 16 * 1.0001**2) / 1.0001 + 1.5 * 1.0001, 10.0
    steps = [r * 2 * math.log1p(m) / m for r in RELATIVE]
    by_step = [
        max(count(f, x, lambda g, h=h: h) / height for f, x, height in (cliff, line)) for h in steps
    ]
    assert fixed.y[i] == pytest.approx(min(by_step), rel=1e-12)
    assert clipped.y[i] == pytest.approx(
        max(
            count(f, x, lambda g: min(0.1, 0.1 / abs(g))) / height for f, x, height in (cliff, line)
        )
    )


def test_the_committed_picture_of_chapter_3_is_the_current_one(clipping):
    old = stored("zhang2022.clipping-against-fixed-step")
    assert list(old) == [(c.label, c.kind) for c in clipping]
    for c in clipping:
        assert old[c.label, c.kind][1] == pytest.approx(np.array(c.y, dtype=float), rel=1e-9)


# the pictures of chapter 4


def test_sgd_under_gaussian_noise_has_the_gaps_and_the_exponent_of_its_exact_moments(monkeypatch):
    """Without the domain every iterate is linear in the noise: x_j = (1 - gamma_j) x_{j-1} -
    gamma_j z_j.
    """
    scale, horizons = 0.2, (50, 100, 200, 400)
    problem = dataclasses.replace(heavy_tail_rates.problem, project=None)
    known = {s.alpha: 2.0, s.B_alpha: 1e9, s.B_1: 1e9}
    monkeypatch.setattr(heavy_tail_rates, "problem", problem)
    monkeypatch.setattr(
        heavy_tail_rates,
        "noise",
        lambda order: dataclasses.replace(gaussian(scale), constants=lambda problem: known),
    )
    found = heavy_tail_rates.gaps(2.0, horizons, range(40))

    expected = []
    for k in horizons:
        start, noise, of_start, of_noise = 1.0, np.zeros(k), 0.0, np.zeros(k)
        for j in range(1, k + 1):
            of_start, of_noise = of_start + j * start, of_noise + j * noise
            step = 4 / (j + 1)
            start, noise = (1 - step) * start, (1 - step) * noise
            noise[j - 1] -= step
        weight = k * (k + 1) / 2
        expected.append(
            0.5
            * sum(
                (of_start / weight * x) ** 2 + scale**2 * (of_noise**2).sum() / weight**2
                for x in problem.start
            )
        )

    for name in ("SGD", "GClip", "CClip"):  # a level of 10^9 clips nothing
        error = found[name].std(-1) / math.sqrt(found[name].shape[1])
        assert np.abs(found[name].mean(-1) - expected)[-1] < 5 * error[-1]
        assert (np.abs(found[name].mean(-1) - expected) < 5 * error).all()
    law = heavy_tail_rates.exponent(horizons, np.array(expected))
    slopes = heavy_tail_rates.exponent(horizons, heavy_tail_rates.resampled(found["SGD"], 1))
    assert 0.9 < law < 1.1
    assert abs(heavy_tail_rates.exponent(horizons, found["SGD"].mean(-1)) - law) < 5 * slopes.std()


def test_exponents_and_resampled_means():
    k = (10, 100, 1000)
    assert heavy_tail_rates.exponent(k, 3 * np.power(k, -0.7)) == pytest.approx(0.7)
    samples = np.random.default_rng(0).exponential(size=(1, 1000))
    means = heavy_tail_rates.resampled(samples, 1, times=4000)
    assert means.shape == (1, 4000)
    assert means.mean() == pytest.approx(
        samples.mean(), abs=4 * samples.std() / math.sqrt(1000 * 4000)
    )
    assert means.std() == pytest.approx(samples.std() / math.sqrt(1000), rel=0.05)


@pytest.mark.parametrize(
    ("order", "tail", "sgd", "clipped"),
    [(1.1, 1.2, 0.2, 1 - 0.8 / 1.1), (1.5, 1.6, 0.6, 1 - 0.4 / 1.5), (2.0, 2.1, 1.0, 1.0)],
)
def test_predicted_exponents(order, tail, sgd, clipped):
    assert heavy_tail_rates.predicted(order) == pytest.approx(
        {"SGD": sgd, "GClip": clipped, "CClip": clipped}
    )


def test_the_committed_exponents_are_the_current_ones_and_near_what_is_predicted(monkeypatch):
    """At alpha = 1.6, where runs of 4800 steps are long enough; at another seed the slopes are
    others.
    """
    all_methods = heavy_tail_rates._methods
    monkeypatch.setattr(
        heavy_tail_rates,
        "_methods",
        lambda *a: {n: m for n, m in all_methods(*a).items() if n in ("SGD", "GClip", "CClip")},
    )
    monkeypatch.setattr(heavy_tail_exponents, "ORDERS", np.array([1.6]))
    made = {(c.label, c.kind): c for c in heavy_tail_exponents.curves(ROOT_SEED)}
    old = stored("zhang2022.heavy-tail-exponents")
    assert set(old) - set(made) == {("ACClip", "measured"), ("Adam", "measured")}
    for key, curve in made.items():
        (j,) = np.flatnonzero(np.isclose(old[key][0], 1.6))
        assert curve.y[0] == pytest.approx(old[key][1][j], rel=1e-6)
        if curve.low is not None:
            assert curve.low[0] < curve.y[0] < curve.high[0]
    for name, power in heavy_tail_rates.predicted(1.6).items():
        assert made[name, "measured"].y[0] == pytest.approx(power, abs=0.1)
    assert made["CClip", "measured"].y[0] > made["SGD", "measured"].y[0]


# pictures of theorems


def curves_on(theorem, problem=None, oracle=exact, **how):
    return picture_of(Claim(theorem, problem, oracle, **how), FEW).curves(ROOT_SEED)


def test_a_theorem_on_its_witness():
    """Gradient descent on the Huber function made for n steps reaches L R^2 / (4 n + 2) there,
    by a plain loop.
    """
    theorem = entry("drori2014.thm-3.1")
    measured, bound = curves_on(theorem, is_witness=True)
    problem = theorem.witness({**theorem.settings[0], s.n: 18})
    length, radius, step = problem.constants[s.L], abs(problem.start[0]), 1 / problem.constants[s.L]
    for n, y, most in zip(measured.x, measured.y, bound.y, strict=True):
        width, x = radius / (2 * n + 1), radius
        for _ in range(int(n)):
            x -= step * length * max(-width, min(width, x))
        gap = length * (x * x / 2 if x < width else width * x - width * width / 2)
        assert y == pytest.approx(gap, rel=1e-9)
        assert most == pytest.approx(length * radius**2 / (4 * n + 2))
    assert (measured.x[0], measured.x[-1]) == (1, 1000)
    assert sharpness((measured, bound)) == pytest.approx(1, abs=1e-9)


def test_a_complexity_against_the_accuracy():
    problem = CATALOGUE.problem("cosh-1-0.02-11.9")
    theorem = entry("zhang2022.thm-3.4.1")
    measured, bound = curves_on(theorem, problem)
    c = problem.constants
    for accuracy, steps, most in zip(measured.x, measured.y, bound.y, strict=True):
        x, k = problem.start_point(), 0
        while (g := float(problem.gradient(x).norm())) > accuracy:
            x = x - min(1 / (10 * c[s.L0]), min(1.0, 1 / (10 * c[s.L1])) / g) * problem.gradient(x)
            k += 1
        assert steps == k
        assert most == pytest.approx(
            20 * c[s.L0] * c[s.Delta_0] / accuracy**2
            + 20 * max(1, c[s.L1] ** 2) * c[s.Delta_0] / c[s.L0]
        )
        assert 0 < steps <= most
    assert len(measured.x) >= 5


def test_noise_has_a_band_and_several_settings_are_groups():
    theorem = entry("zhang2022.thm-4.4.2.corrected")
    claim = next(c for c in CATALOGUE.claims_of(theorem) if not c.extra and c.oracle is not exact)
    measured, bound = curves_on(theorem, claim.problem, claim.oracle)
    assert (np.array(measured.low) <= measured.high).all()
    assert (np.array(measured.y) < bound.y).all()
    assert "mean of 64 runs" in measured.label
    many = curves_on(entry("taylor2018.thm-3.1"), is_witness=True)
    assert [c.group for c in many[::2]] == ["a = 0.5", "a = 1", "a = 1.5", "a = 1.9"]
    assert all(sharpness(many[i : i + 2]) == pytest.approx(1) for i in range(0, 8, 2))


def test_a_rate_goes_through_the_first_point():
    theorem = entry("zhang2022.thm-4.4.2.rate")
    claim = next(c for c in CATALOGUE.claims_of(theorem) if not c.extra)
    measured, bound = curves_on(theorem, claim.problem, claim.oracle)
    order = claim.oracle.constants(claim.problem)[s.alpha]
    assert bound.y[0] == pytest.approx(measured.y[0])
    assert bound.y[-1] / bound.y[0] == pytest.approx(
        (bound.x[-1] / bound.x[0]) ** (-2 * (order - 1) / order)
    )


def test_a_false_theorem_is_seen_to_be_false():
    theorem = entry("drori2014.thm-3.1")
    wrong = dataclasses.replace(theorem, bound=theorem.bound * sympy.Rational(9, 10))
    measured, bound = curves_on(wrong, is_witness=True)
    assert (np.array(measured.y) > bound.y).all()


def test_what_has_nothing_to_vary_is_told():
    theorem = entry("zhang2022.thm-3.4.1")
    fixed = dataclasses.replace(
        theorem,
        bound=theorem.bound.subs(s.epsilon, s.L0),
        # the level is a constant of the problem
        metric=dataclasses.replace(theorem.metric, level=s.L0),
        settings=({},),
    )
    with pytest.raises(
        EntryError, match=r"its settings give no constant to vary; give the accuracy"
    ):
        picture_of(Claim(fixed, CATALOGUE.problem("cosh-1-0.02-11.9"), exact), FEW)


# files


def example(*curves):
    return Picture(
        name="an @ example",
        source=Source("Book", 2026, "p. 1"),
        title="An example",
        x=Axis("steps", log=True),
        y=Axis("f - f*", s.HEIGHT, log=True),
        curves=lambda seed: curves,
    )


CURVES = (
    Curve(
        "one, with a comma",
        (1, 10, 100),
        (0.1, 1 / 3, math.inf),
        low=(0.0, 0.2, 0.3),
        high=(0.2, 0.4, math.inf),
    ),
    Curve("bound", np.array([1.0, 10.0]), np.array([math.nan, 1e-300]), "bound"),
    Curve("predicted", (1,), (2.0,), "predicted", "one"),
)


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_same_bytes_twice_whatever_the_user_has_set(tmp_path, kind):
    import matplotlib

    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    figure, numbers = written(example(*CURVES), CURVES, first, kind)
    with matplotlib.rc_context({"font.size": 30, "svg.hashsalt": None}):
        again, _ = written(example(*CURVES), CURVES, second, kind)
    assert (figure.name, numbers.name) == (f"an_example.{kind}", "an_example.csv")
    assert len(figure.read_bytes()) > 1000
    assert figure.read_bytes() == again.read_bytes()


def test_numbers_read_back_are_the_same(tmp_path):
    write_numbers(CURVES, tmp_path / "numbers.csv")
    with (tmp_path / "numbers.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS
    wanted = [
        (
            c.label,
            c.group,
            c.kind,
            *(math.nan if v is None else v[i] for v in (c.x, c.y, c.low, c.high)),
        )
        for c in CURVES
        for i in range(len(c.x))
    ]
    for row, (*words, x, y, low, high) in zip(rows[1:], wanted, strict=True):
        assert row[:3] == words
        assert np.array([float(v or "nan") for v in row[3:]]) == pytest.approx(
            np.array([x, y, low, high], dtype=float), rel=0, nan_ok=True
        )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"y": (1.0,)}, r"lengths=\[2, 1\] of x, y and the band; give as many"),
        ({"x": (), "y": ()}, r"lengths=\[0, 0\]"),
        ({"low": (1.0, 1.0)}, "only one end of its band is given; give low= and high=, or neither"),
        ({"kind": "guessed"}, "kind='guessed'; give one of measured, bound, predicted"),
    ],
)
def test_malformed_curves_are_refused(given, words):
    with pytest.raises(EntryError, match=words):
        Curve(**{"label": "c", "x": (1.0, 2.0), "y": (1.0, 2.0)} | given)


def test_the_bundled_pictures_are_there_and_small():
    for picture in CATALOGUE.pictures:
        figure = (BUNDLED / f"{picture.name}.svg").read_text()
        assert 10_000 < len(figure.encode()) < 100_000
        assert "<dc:date>" not in figure
        assert (BUNDLED / f"{picture.name}.csv").exists()
    assert len(list(BUNDLED.glob("*.svg"))) == len(CATALOGUE.pictures) == 3


# the command


def test_plot_draws_pictures_and_theorems_and_says_where(run, tmp_path):
    (tmp_path / "mine.py").write_text(MINE)
    out = tmp_path / "new" / "folder"
    status, text, err = run(
        "plot", "my.*", "drori2014.thm-3.1", "-c", tmp_path, "--out", out, "--seed", 7
    )
    assert (status, err) == (0, "")
    stems = ("my.line", "drori2014.thm-3.1_witness_exact")
    assert text.split() == [
        str(out / f"{stem}.{kind}") for stem in stems for kind in ("svg", "csv")
    ]
    assert (
        out / "my.line.csv"
    ).read_text() == f"{','.join(COLUMNS)}\nseed,,measured,0.0,0.0,,\nseed,,measured,1.0,7.0,,\n"
    status, text, _ = run("plot", "my.line", "-c", tmp_path, "--out", out, "--format", "png")
    assert (status, text.split()[0]) == (0, str(out / "my.line.png"))
    assert f"\nseed,,measured,1.0,{ROOT_SEED}.0" in (out / "my.line.csv").read_text()


def test_the_sharpest_problems_are_chosen_or_those_asked_for(run, tmp_path):
    status, text, err = run("plot", "zhang2022.thm-3.4.3", "--out", tmp_path)
    assert re.fullmatch(
        r"zhang2022.thm-3.4.3: the 3 sharpest of \d\d problems; --problem '\*' draws all\n", err
    )
    assert (status, text.count(".svg")) == (0, 3)
    status, text, err = run(
        "plot",
        "drori2014.thm-3.1",
        "--problem",
        "huber-*",
        "--problem",
        "witness @ exact",
        "--out",
        tmp_path,
    )
    assert (status, err) == (0, "")
    assert {"drori2014.thm-3.1_witness_exact.svg", "drori2014.thm-3.1_huber-1-0.5_exact.svg"} <= {
        Path(p).name for p in text.split()
    }


def test_one_picture_that_fails_does_not_cost_the_others(run, tmp_path):
    (tmp_path / "mine.py").write_text(MINE)
    (tmp_path / "bad.py").write_text(BAD)
    status, text, err = run("plot", "-c", tmp_path, "--out", tmp_path / "out")
    assert status == 1
    assert text.split() == [str(tmp_path / "out" / f"my.line.{kind}") for kind in ("svg", "csv")]
    assert "error: my.broken: ZeroDivisionError: division by zero\n" in err
    assert "error: my.empty: picture my.empty: it has no curves" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("drori2014.thm-3.2",),
            (
                "no picture and no theorem is called 'drori2014.thm-3.2'; the nearest are"
                " drori2014.thm-3.1"
            ),
        ),
        (("zhang2022.heavy-tail-error",), "the nearest are zhang2022.heavy-tail-errors"),
        (
            ("zhang2022.lem-4.7.1",),
            (
                "zhang2022.lem-4.7.1 is of kind inequality, which has no runs to draw; plot draws"
                " pictures and upper"
            ),
        ),
        (
            ("zhang2022.rem-4.4.1",),
            "zhang2022.rem-4.4.1 says that a mean is infinite: there is no such point to draw",
        ),
        (
            ("drori2014.thm-3.1", "--problem", "hubert-*"),
            "--problem 'hubert-*': drori2014.thm-3.1 is put to no such problem; the nearest",
        ),
        (
            ("--problem", "witness"),
            (
                "--problem 'witness': it chooses problems of theorems, and no theorem is asked for;"
                " name one"
            ),
        ),
        (
            ("--out", "{tmp}/file"),
            "--out {tmp}/file: cannot be written to (File exists); give a folder that can be",
        ),
        (("--out", "/proc/nothing"), "--out /proc/nothing: cannot be written to"),
        (
            ("-c", "{tmp}/theorems.py"),
            "the catalogue holds no picture; name a theorem, or put a Picture into it",
        ),
    ],
)
def test_mistakes_are_told_in_one_line(run, tmp_path, arguments, words):
    (tmp_path / "file").write_text("")
    (tmp_path / "theorems.py").write_text(
        "import dataclasses\nfrom theorybench.core.oracles import gaussian\nnoise = gaussian(3.0,"
        " 'my-own-noise')\n"
    )
    given = [a.format(tmp=tmp_path) for a in arguments]
    status, out, err = run("plot", *given, *(() if "--out" in given else ("--out", tmp_path)))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("theorybench: error: ")
    assert words.format(tmp=tmp_path) in err


def test_list_and_show_know_pictures(run, tmp_path):
    (tmp_path / "mine.py").write_text(MINE)
    status, out, _ = run("list", tmp_path)
    assert (status, "my.line" in out, "A line" in out) == (0, True, True)
    status, out, _ = run("show", "my.line", "-c", tmp_path)
    assert status == 0
    assert all(
        words in out
        for words in ("A line", "Me (2026), p. 1", "It rises.", "theorybench plot my.line")
    )
    (tmp_path / "again.py").write_text(MINE)
    status, _, err = run("list", tmp_path)
    assert status == 2
    assert "two values of kind picture are called 'my.line'" in err


def test_help_has_examples(run):
    status, out, _ = run("plot", "--help")
    assert status == 0
    assert "Examples:" in out
    assert "theorybench plot 'zhang2022.*' --format png" in out


def test_help_and_the_pytest_plugin_do_not_import_matplotlib():
    code = (
        "import sys\nfrom theorybench.cli.main import main\n"
        "for words in (['--help'], ['plot', '--help']):\n"
        "    try: main(words)\n    except SystemExit as e: assert not e.code\n"
        "import theorybench.plugin.hooks\n"
        "print([m for m in ('matplotlib', 'PIL', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_one_module_alone_imports_matplotlib():
    root = BUNDLED.parents[1]
    files = [
        file for folder in ("theorybench", "problems") for file in (root / folder).rglob("*.py")
    ]
    assert [
        f.name
        for f in files
        if "matplotlib" in f.read_text()
        and re.search(r"^\s*(import|from) matplotlib", f.read_text(), re.M)
    ] == ["drawing.py"]
