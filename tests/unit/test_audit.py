"""Grades of declared constants: true ones are proved, false ones are found with a point, and
never called proved or certified.
"""

import functools
import json
import math
from dataclasses import replace

import mpmath
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from theorybench.audit.formula.trace import Formulas
from theorybench.audit.grade import Grade, Level
from theorybench.audit.oracles import audit_oracle
from theorybench.audit.problems import audit_problem
from theorybench.catalogue.catalogue import load
from theorybench.cli.main import main
from theorybench.core import symbols as s
from theorybench.core.assumptions import (
    Assumption,
    bounded_gradient_on_sublevel,
    bounded_moment,
    bounded_noise,
    bounded_variance,
    convex,
    has_minimiser,
    lipschitz,
    lower_bounded,
    quadratic_function,
    smooth,
    strongly_convex,
    twice_differentiable,
    unbiased,
)
from theorybench.core.oracles import (
    Law,
    Oracle,
    alpha_stable,
    coin,
    finite_sum,
    gaussian,
    pareto,
    two_point,
)
from theorybench.core.problem import Problem
from theorybench.problems.functions.quadratic import quadratic

CATALOGUE = load()
KNOWN = (Level.PROVED, Level.CERTIFIED)


@functools.cache
def audited(name: str) -> list[Grade]:
    return audit_problem(CATALOGUE.problem(name))


def grade(grades: list[Grade], constant: str) -> Grade:
    return next(g for g in grades if g.constant == constant)


def ripples(f_star: float = 0.0, smoothness: float = 3.0) -> Problem:
    """1 - cos(x) + x^2 / 2 + log(1 + x^2) / 2: not rational in any one variable, so that it is a
    matter of intervals; f''(0) = 3.
    """
    return Problem(
        name="ripples",
        f=lambda x: (2 * torch.sin(x / 2).square() + x.square() / 2 + torch.log1p(x.square()) / 2)[
            :, 0
        ],
        gradient=lambda x: torch.sin(x) + x + x / (1 + x.square()),
        start=(3.0,),
        f_star=f_star,
        minimiser=(0.0,),
        constants={s.L: smoothness},
        promises=(smooth, lower_bounded, has_minimiser),
    )


@pytest.mark.parametrize("problem", CATALOGUE.problems, ids=lambda p: p.name)
def test_no_bundled_constant_is_exceeded(problem: Problem):
    grades = audited(problem.name)
    assert [g.finding for g in grades if g.finding] == []
    assert {"f*", "gradient", "Delta_0"} <= {g.constant for g in grades}


@pytest.mark.parametrize(
    "oracle", [o for o in CATALOGUE.oracles if "mini-batch" not in o.name], ids=lambda o: o.name
)
def test_no_bundled_moment_is_exceeded(oracle: Oracle):
    assert [g.finding for g in audit_oracle(oracle, CATALOGUE.problems) if g.finding] == []


PROVED = (
    ("quadratic-ill-conditioned", ("f*", "L", "mu", "twice differentiable", "gradient")),
    ("cosh-1-0.02-11.9", ("f*", "L0", "L1", "M", "mu", "twice differentiable")),
    ("huber-1-0.5", ("f*", "L", "L_f", "convex")),
    ("sin-sin-100", ("f*", "L", "L_f", "gradient")),
    ("bounded-bump-3d", ("f*", "L", "L_f")),
    ("sawtooth-stairs", ("f*", "L_f")),
    ("max-affine-dent", ("f*", "L_f")),
    ("relu-network-2-2", ("f*", "L_f")),
    ("steep-start-1-1-10", ("f*", "L0", "L1", "M", "convex", "twice differentiable")),
)


@pytest.mark.parametrize(("name", "constants"), PROVED, ids=[name for name, _ in PROVED])
def test_what_algebra_can_decide_is_proved(name, constants):
    grades = audited(name)
    assert {c: grade(grades, c).level for c in constants} == dict.fromkeys(constants, Level.PROVED)


def test_intervals_certify_what_algebra_cannot():
    grades = audit_problem(ripples())
    assert [grade(grades, c).level for c in ("f*", "L", "gradient")] == [
        Level.PROVED,
        Level.CERTIFIED,
        Level.PROVED,
    ]
    assert "boxes" in grade(grades, "L").how
    assert [grade(audit_problem(ripples(f_star=v)), "f*").level for v in (1e-3, -1e-3)] == [
        Level.EXCEEDED
    ] * 2
    assert grade(audit_problem(ripples(smoothness=2.99)), "L").level is Level.EXCEEDED


def with_constant(name: str, constant: s.Constant, factor: float) -> Problem:
    problem = CATALOGUE.problem(name)
    return replace(
        problem, constants={**problem.constants, constant: problem.constants[constant] * factor}
    )


FALSE = (
    ("huber-1-0.5", s.L, 0.98),
    ("huber-1-0.5", s.L_f, 0.98),
    ("quadratic-ill-conditioned", s.mu, 1.02),
    ("quadratic-condition-100", s.L, 0.98),
    ("cosh-1-0.02-11.9", s.L0, 0.98),
    ("double-well-2-2", s.L1, 0.98),
    ("cosh-1-0.02-11.9", s.M, 0.98),
    ("quartic-2d-1.5", s.M, 0.98),
    ("exponential-gradient-2-20-1", s.L0, 0.98),
    ("exponential-gradient-2-20-1", s.mu, 1.02),
    ("sin-sin-100", s.L, 0.98),
    ("sin-sin-100", s.L_f, 0.98),
    ("sine-well-1-3", s.L_f, 0.98),
    ("bounded-bump-3d", s.L_f, 0.999),
    ("sawtooth-teeth", s.L_f, 0.98),
    ("max-affine-dent", s.L_f, 0.98),
    ("relu-network-2-2", s.L_f, 0.98),
    ("kink-mu-2", s.mu, 1.02),
    ("kink-mu-2", s.gap_max, 0.98),
    ("huber-on-box-1-1000-62.5", s.L_sum, 0.98),
    ("anisotropic-logistic-1", s.L_sum, 0.98),
    ("boundary-mu-1", s.D_2, 0.98),
    ("double-well-2-2", s.R, 0.98),
    ("double-well-2-2", s.Delta_0, 1.001),
    ("double-well-2-2", s.G_0, 1.001),
)


@pytest.mark.parametrize(
    ("name", "constant", "factor"), FALSE, ids=[f"{n} {c.name} x {f}" for n, c, f in FALSE]
)
def test_a_false_constant_is_found_with_a_point(name, constant, factor):
    false = with_constant(name, constant, factor)
    found = grade(audit_problem(false), constant.name)
    assert found.level is Level.EXCEEDED
    assert found.reached is not None
    assert (found.reached < found.declared) == (factor > 1)
    if constant not in (s.D_2, s.L_sum):
        assert found.at is not None
        assert len(found.at) == false.dim
    assert constant.name in found.finding


INFIMA = (
    "huber-1-0.5",
    "sin-sin-100",
    "max-affine-dent",
    "sawtooth-teeth",
    "bounded-bump-3d",
    "steep-start-1-1-10",
    "kink-mu-2",
)


@pytest.mark.parametrize("shift", [1e-3, -1e-3])
@pytest.mark.parametrize("name", INFIMA)
def test_a_false_infimum_is_found(name, shift):
    problem = CATALOGUE.problem(name)
    known = {c: v for c, v in problem.constants.items() if c != s.Delta_0}
    false = replace(problem, f_star=problem.f_star + shift, constants=known)
    assert grade(audit_problem(false), "f*").level is Level.EXCEEDED


PROPERTIES = (
    ("huber-1-0.5", twice_differentiable, "f'' jumps"),
    ("kink-mu-2", twice_differentiable, "f' jumps"),
    ("double-well-2-2", convex, ""),
    ("max-affine-dent", convex, ""),
    ("huber-1-0.5", quadratic_function, "not constant"),
)


@pytest.mark.parametrize(
    ("name", "promise", "how"), PROPERTIES, ids=[f"{n} {p}" for n, p, _ in PROPERTIES]
)
def test_a_false_property_is_found(name: str, promise: Assumption, how: str):
    problem = CATALOGUE.problem(name)
    found = grade(
        audit_problem(replace(problem, promises=(*problem.promises, promise))), str(promise)
    )
    assert found.level is Level.EXCEEDED
    assert how in found.how


def test_a_kink_has_no_lipschitz_gradient_whatever_its_pieces():
    problem = CATALOGUE.problem("kink-mu-2")
    found = grade(
        audit_problem(
            replace(problem, constants={**problem.constants, s.L: 1e6}, promises=(smooth,))
        ),
        "L",
    )
    assert (found.level, found.reached, found.at) == (Level.EXCEEDED, math.inf, (0.0, 0.0))


def test_a_gradient_that_is_not_the_derivative_is_found():
    problem = CATALOGUE.problem("double-well-2-2")
    true = problem.gradient
    assert (
        grade(audit_problem(replace(problem, gradient=lambda x: true(x) * 1.001)), "gradient").level
        is Level.EXCEEDED
    )


breaks = st.lists(st.integers(-24, 24), min_size=1, max_size=4, unique=True).map(sorted)
curvatures = st.lists(st.integers(-16, 16), min_size=5, max_size=5)
PART = st.sampled_from([-1e-2, -1e-4, 0.0, 1e-4])


def piecewise_quadratic(cuts: list[int], bends: list[int]) -> tuple[Problem, float, float]:
    """f'' = bends[i] / 4 on the i-th piece between cuts / 8, with f' continuous; the largest
    |f''| and the least f'' are exact.
    """
    used = [b / 4 for b in bends[: len(cuts) + 1]]

    def slope(x: torch.Tensor) -> torch.Tensor:
        total = used[0] * (x - cuts[0] / 8)
        for cut, before, after in zip(cuts, used, used[1:], strict=False):
            total = total + (after - before) * (x - cut / 8).clamp(min=0.0)
        return total

    def f(x: torch.Tensor) -> torch.Tensor:
        total = used[0] / 2 * (x - cuts[0] / 8).square()
        for cut, before, after in zip(cuts, used, used[1:], strict=False):
            total = total + (after - before) / 2 * (x - cut / 8).clamp(min=0.0).square()
        return total[:, 0]

    problem = Problem(
        "pieces",
        f,
        slope,
        (1.0,),
        -1e6,
        constants={s.L: 1.0, s.mu: 1.0},
        promises=(smooth, strongly_convex, twice_differentiable),
    )
    return problem, max(map(abs, used)), min(used)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(cuts=breaks, bends=curvatures, part=PART)
def test_a_number_is_certified_if_and_only_if_it_is_true(cuts, bends, part):
    problem, steepest, least = piecewise_quadratic(cuts, bends)
    size = steepest or 1.0
    declared = replace(
        problem,
        constants={**problem.constants, s.L: steepest + part * size, s.mu: least - part * size},
    )
    grades = audit_problem(declared)
    for constant in ("L", "mu"):
        found = grade(grades, constant)
        assert (found.level is Level.PROVED) == (part >= 0), (constant, found)
        assert (found.level is Level.EXCEEDED) == (part < 0), (constant, found)
    smooth_everywhere = len(set(bends[: len(cuts) + 1])) == 1
    assert (grade(grades, "twice differentiable").level is Level.PROVED) == smooth_everywhere


@settings(max_examples=8, deadline=None, derandomize=True)
@given(a=st.floats(0.1, 3), b=st.floats(0.1, 3), k=st.integers(1, 3), part=PART)
def test_sines_on_a_parabola(a, b, k, part):
    """f = a cos(kx) / k^2 + b x^2 / 2 has f'' = b - a cos(kx): everything between b - a and b +
    a.
    """
    problem = Problem(
        "sines",
        f=lambda x: (a * torch.cos(k * x) / k**2 + b / 2 * x.square())[:, 0],
        gradient=lambda x: -a * torch.sin(k * x) / k + b * x,
        start=(1.0,),
        f_star=-a,
        constants={s.L: (a + b) * (1 + part)},
        promises=(smooth,),
    )
    grades = audit_problem(problem)
    assert grade(grades, "L").level is (Level.PROVED if part >= 0 else Level.EXCEEDED)
    assert grade(grades, "gradient").level in (*KNOWN, Level.SEARCHED)


def test_a_function_without_a_formula_is_searched_with_the_reason():
    def branching(x: torch.Tensor) -> torch.Tensor:
        return x[:, 0].square() / 2 if bool(x.sum() > -1e300) else x[:, 0]

    problem = Problem(
        "branching",
        branching,
        lambda x: x,
        (1.0,),
        0.0,
        (0.0,),
        {s.L: 1.0, s.mu: 1.0},
        (smooth, strongly_convex),
    )
    grades = audit_problem(problem)
    assert grade(grades, "L").level is Level.SEARCHED
    assert "branches on values" in grade(grades, "L").how
    false = replace(problem, constants={**problem.constants, s.L: 0.98, s.mu: 1.02})
    assert [grade(audit_problem(false), c).level for c in ("L", "mu")] == [Level.EXCEEDED] * 2


def test_a_wrong_formula_proves_nothing(monkeypatch):
    operations = Formulas.operations
    monkeypatch.setitem(operations, "cosh", operations["sinh"])
    monkeypatch.setitem(operations, "sinh", operations["sin"])
    grades = audit_problem(CATALOGUE.problem("cosh-1-0.02-11.9"))
    assert not {g.level for g in grades if g.constant in ("f*", "mu", "L0", "M")} & set(KNOWN)
    assert "does not agree" in grade(grades, "mu").how


def test_convexity_and_stationarity_give_the_infimum_of_a_logistic_loss():
    grades = audited("anisotropic-logistic-1")
    assert grade(grades, "f*").level is Level.CERTIFIED
    assert [grade(grades, c).level for c in ("convex", "L_sum", "L_max")] == [Level.PROVED] * 3
    corner = grade(grades, "gap_max")
    assert 1 < corner.slack <= 704.3287338 / 271.78, "no search finds more than the supremum"


def test_a_lower_bound_of_an_affine_function_needs_multipliers():
    assert [grade(audited(n), "f*").how for n in ("max-affine-dent", "max-affine-drift")] == [
        "by algebra"
    ] * 2


def rotated(mu: float, smoothness: float) -> Problem:
    """A quadratic in four coupled variables with the eigenvalues 1, 2, 3, 4, turned by a
    Hadamard matrix.
    """
    turn = (
        torch.tensor(
            [[1.0, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]], dtype=torch.float64
        )
        / 2
    )
    matrix = turn @ torch.diag(torch.tensor([1.0, 2, 3, 4], dtype=torch.float64)) @ turn.T
    return Problem(
        "rotated",
        lambda x: 0.5 * (x @ matrix * x).sum(-1),
        lambda x: x @ matrix,
        start=(1.0, 2.0, 3.0, 4.0),
        f_star=0.0,
        minimiser=(0.0,) * 4,
        constants={s.mu: mu, s.L: smoothness},
        promises=(strongly_convex, smooth, lower_bounded, has_minimiser),
    )


def test_eigenvalues_of_a_coupled_quadratic_are_certified():
    grades = audit_problem(rotated(1.0, 4.0))
    assert [grade(grades, c).level for c in ("f*", "mu", "L")] == [Level.CERTIFIED] * 3
    grades = audit_problem(rotated(1.001, 3.999))
    assert [grade(grades, c).level for c in ("mu", "L")] == [Level.EXCEEDED] * 2


def test_a_formula_that_is_too_long_is_searched():
    weights = (
        torch.randn(40, 40, generator=torch.Generator().manual_seed(0), dtype=torch.float64) / 8
    )

    def network(x: torch.Tensor) -> torch.Tensor:
        return torch.tanh(torch.tanh(torch.tanh(x @ weights) @ weights) @ weights).square().sum(-1)

    found = audit_problem(Problem("network", network, torch.zeros_like, (1.0,) * 40, 0.0))
    assert grade(found, "f*").level is Level.SEARCHED
    assert "more than 3000 terms" in grade(found, "f*").how
    assert grade(found, "gradient").level is Level.EXCEEDED


def test_a_gradient_bound_at_the_start_is_not_one_on_the_sublevel_set():
    rosenbrock = Problem(
        "rosenbrock",
        lambda x: (1 - x[:, 0]) ** 2 + 100 * (x[:, 1] - x[:, 0] ** 2) ** 2,
        lambda x: torch.stack(
            [
                2 * (x[:, 0] - 1) - 400 * x[:, 0] * (x[:, 1] - x[:, 0] ** 2),
                200 * (x[:, 1] - x[:, 0] ** 2),
            ],
            -1,
        ),
        start=(-1.2, 1.0),
        f_star=0.0,
        minimiser=(1.0, 1.0),
        constants={s.M: 233.0},
        promises=(bounded_gradient_on_sublevel, lower_bounded),
    )
    found = grade(audit_problem(rosenbrock), "M")
    assert found.level is Level.EXCEEDED
    x0, x1 = found.at or (0.0, 0.0)
    assert (1 - x0) ** 2 + 100 * (x1 - x0**2) ** 2 <= 24.2
    assert found.reached == pytest.approx(
        float(rosenbrock.gradient(torch.tensor([[x0, x1]], dtype=torch.float64)).norm())
    )


def test_infinite_slack_is_not_reported():
    found = grade(audit_problem(quadratic("loose", (1.0, 0.5), (1.0, 1.0))), "f*")
    assert found.slack is None
    loose = replace(quadratic("loose", (1.0, 0.5), (1.0, 1.0)), constants={s.L: 4.0, s.mu: 0.25})
    assert [grade(audit_problem(loose), c).slack for c in ("L", "mu")] == [4.0, 2.0]


LINE = quadratic("line", (1.0,), (1.0,))
PLANE = quadratic("plane", (1.0, 0.5), (1.0, 1.0))


def moments(oracle: Oracle, *problems: Problem) -> dict[str, Grade]:
    return {g.constant: g for g in audit_oracle(oracle, problems or (LINE, PLANE))}


def declaring(oracle: Oracle, factor: float) -> Oracle:
    fixed = (s.alpha, s.batch)
    return replace(
        oracle,
        constants=lambda p: {
            c: v if c in fixed else v * factor for c, v in oracle.constants(p).items()
        },
    )


LAWS = (
    gaussian(2.0),
    coin(1.5),
    two_point(0.01, 10.0),
    two_point(0.004, 20.0, promised=1.8),
    pareto(1.6, 1.5),
    alpha_stable(1.6, 1.5),
)


@pytest.mark.parametrize("oracle", LAWS, ids=lambda o: o.name)
def test_moments_of_a_law(oracle):
    true = moments(oracle)
    assert {g.level for g in true.values()} <= {Level.CERTIFIED, Level.SEARCHED}
    assert (true["sigma"].level is Level.CERTIFIED) == (
        oracle.law is not None and oracle.law.stable is None
    )
    false = moments(declaring(oracle, 0.98), LINE)
    assert {
        c: g.level for c, g in false.items() if c in ("sigma", "sigma_2", "sigma_sum", "tau")
    } == {c: Level.EXCEEDED for c in false if c in ("sigma", "sigma_2", "sigma_sum", "tau")}


def test_moments_against_mpmath():
    third = float(mpmath.quad(lambda u: (0.5 * u ** (-1 / 1.6)) ** 1.5, [0, 1e-12, 1e-6, 1])) ** (
        1 / 1.5
    )
    assert moments(pareto(1.6, 1.5, scale=0.5), LINE)["sigma"].reached == pytest.approx(
        third, rel=0.3
    )  # the pole is at the edge of mpmath
    exact = (0.5**1.5 * 1.6 / 0.1) ** (1 / 1.5)
    assert moments(pareto(1.6, 1.5, scale=0.5), LINE)["sigma"].reached == pytest.approx(
        exact, rel=1e-12
    )

    def density(z):
        return z**2 * mpmath.exp(-(z**2) / 8) / mpmath.sqrt(8 * mpmath.pi)

    assert moments(gaussian(2.0), LINE)["sigma"].reached == pytest.approx(
        float(mpmath.sqrt(mpmath.quad(density, [-40, 0, 40]))), rel=1e-12
    )


def test_a_biased_oracle_is_found():
    biased = Oracle(
        "biased",
        Law("uniform", lambda raw: (raw[..., 0, :] < 0.25).double() * 2 - 1),
        (unbiased, bounded_noise),
        constants=lambda p: {s.tau: math.sqrt(p.dim)},
    )
    found = moments(biased, LINE)
    assert (found["unbiased"].level, found["unbiased"].reached) == (Level.EXCEEDED, -0.5)
    assert found["tau"].level is Level.CERTIFIED


def test_a_finite_variance_is_not_infinite():
    from theorybench.core.assumptions import infinite_variance

    light = gaussian(1.0)
    found = moments(replace(light, promises=(*light.promises, infinite_variance)), LINE)
    assert found["infinite variance"].level is Level.EXCEEDED


def term_gradients(bias: float) -> Oracle:
    """f = (f_0 + f_1 + f_2) / 3 with gradients 2x, x, 0, the last one off by a bias: variance 2
    x^2 / 3 on [-1, 1].
    """

    def answer(problem: Problem, x: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
        weights = torch.tensor([2.0, 1.0, 0.0], dtype=x.dtype)[index.long()]
        return weights * x + bias * (index == 2)

    size = {s.sigma: math.sqrt(2 / 3)}
    return finite_sum("terms", answer, 3, 1, (bounded_variance,), constants=lambda _: size)


def test_terms_of_a_finite_sum_are_enumerated():
    on_box = replace(LINE, project=lambda x: x.clamp(-1.0, 1.0), box=(-1.0, 1.0))
    true = moments(term_gradients(0.0), on_box)
    assert true["unbiased"].level is Level.SEARCHED
    assert true["sigma"].reached == pytest.approx(math.sqrt(2 / 3), rel=1e-9)
    assert moments(term_gradients(0.01), on_box)["unbiased"].level is Level.EXCEEDED
    assert moments(declaring(term_gradients(0.0), 0.98), on_box)["sigma"].level is Level.EXCEEDED


def test_an_unknown_law_is_unchecked_and_says_so():
    odd = Oracle(
        "cauchy-like",
        Law("uniform", lambda raw: torch.erfinv(raw[..., 0, :])),
        (bounded_moment,),
        constants=lambda _: {s.alpha: 1.5, s.sigma: 1.0},
    )
    found = moments(odd, LINE)["sigma"]
    assert found.level is Level.UNCHECKED
    assert "aten.erfinv" in found.how


def test_the_command_prints_grades_and_writes_json(tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        main(["audit", "huber-1-0.5", "coin-*", "--json", str(tmp_path / "grades.json")])
    assert left.value.code == 0
    made = json.loads((tmp_path / "grades.json").read_text())
    huber = {g["constant"]: g for g in made["grades"]["huber-1-0.5"]}
    assert (huber["L_f"]["grade"], huber["L_f"]["declared"], huber["L_f"]["reached"]) == (
        "proved",
        0.5,
        0.5,
    )
    assert made["findings"] == []
    assert "proved" in capsys.readouterr().out


FALSE_FILE = """
from theorybench.assumptions import smooth
from theorybench.problem import Problem
from theorybench.symbols import L

problem = Problem("mine", lambda x: 2 * x[:, 0].square(), lambda x: 4 * x, (1.0,), 0.0, (0.0,), {L: 3.9}, (smooth,))
"""


def test_the_command_fails_for_a_false_constant(tmp_path, capsys):
    (tmp_path / "mine.py").write_text(FALSE_FILE)
    with pytest.raises(SystemExit) as left:
        main(["audit", "-c", str(tmp_path)])
    assert left.value.code == 1
    assert "L = 3.9" in "".join(capsys.readouterr().out.split("\n"))


def test_the_command_refuses_an_unknown_name(capsys):
    with pytest.raises(SystemExit) as left:
        main(["audit", "hubert"])
    assert left.value.code == 2
    assert "huber-1-0.5" in capsys.readouterr().err


def test_show_prints_the_grades(capsys):
    main_output(["show", "huber-1-0.5"])
    out = capsys.readouterr().out
    assert "L_f = 0.5: proved, reached 0.5" in out


def main_output(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 0


def test_lipschitz_needs_a_continuous_function():
    jump = Problem(
        "jump",
        lambda x: torch.where(x[:, 0] > 0, x[:, 0] + 1, x[:, 0]),
        torch.ones_like,
        (1.0,),
        -1e9,
        constants={s.L_f: 1e9},
        promises=(lipschitz,),
    )
    found = grade(audit_problem(jump), "L_f")
    assert (found.level, found.at) == (Level.EXCEEDED, (0.0,))
