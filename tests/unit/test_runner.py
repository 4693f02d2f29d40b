"""The batched runner against runs written as plain loops over settings, seeds and steps, on the
same draws.
"""

import dataclasses
import math

import numpy as np
import pytest
import torch

from theorybench.algorithms.gradient_descent import gradient_descent
from theorybench.core import metrics as m
from theorybench.core import oracles
from theorybench.core import symbols as s
from theorybench.core.algorithm import Algorithm
from theorybench.core.problem import Problem
from theorybench.run import query, runner
from theorybench.run.runner import Run, simulate, simulate_exactly

SPECTRUM, START = (1.0, 0.5, 0.1), (1.0, -2.0, 3.0)
SEEDS = (11, 2**40 + 3)
STEPS = 60


def bowl(**changes):
    curvature = torch.tensor(SPECTRUM, dtype=torch.float64)
    fields = {
        "name": "bowl",
        "f": lambda x: 0.5 * (curvature.to(x.device) * x.square()).sum(-1),
        "gradient": lambda x: curvature.to(x.device) * x,
        "start": START,
        "f_star": 0.0,
    }
    return Problem(**(fields | changes))


BOWL = bowl()


def plain_gap(x):
    return 0.5 * sum(a * v * v for a, v in zip(SPECTRUM, x, strict=True))


def plain_norm(x):
    return math.sqrt(sum((a * v) ** 2 for a, v in zip(SPECTRUM, x, strict=True)))


# a method with all a method may have: two queries a step, own randomness, the index k, a memory of
# its first gradient, a stop of its own,
# and a point to look at (x + SHIFT) that is not where it asks
SHIFT = 0.25


def _first_step(x0, params):
    return {
        "x": x0,
        "memory": torch.zeros_like(x0),
        "stopped": torch.zeros(len(x0), dtype=torch.bool, device=x0.device),
    }


def _busy_step(state, query, params):
    x, u = state["x"], query.uniform()
    g = query.gradient(x)
    memory = g if params[s.k] == 1 else state["memory"]
    again = query.gradient(x - params[s.gamma] * g)
    new = x - params[s.gamma] / math.sqrt(params[s.k]) * (u * g + (1 - u) * again + 0.125 * memory)
    stopped = state["stopped"]
    return {
        "x": torch.where(stopped[:, None], x, new),
        "memory": memory,
        "stopped": stopped | (x.square().sum(-1) < 6),
    }


busy = Algorithm(
    "busy",
    (s.gamma,),
    _first_step,
    _busy_step,
    lambda state: state["x"] + SHIFT,
    lambda state: state["stopped"],
)


def plain_busy(x, ask, uniform, gamma, k, memory):
    u, g = uniform(), ask(x)
    if k == 1:
        memory["g"] = g
    again = ask([v - gamma * w for v, w in zip(x, g, strict=True)])
    if memory["stopped"]:
        return x
    memory["stopped"] = sum(v * v for v in x) < 6
    parts = zip(x, g, again, memory["g"], strict=True)
    return [v - gamma / math.sqrt(k) * (u * a + (1 - u) * b + 0.125 * c) for v, a, b, c in parts]


def plain_descent(x, ask, uniform, gamma, k, memory):
    return [v - gamma * w for v, w in zip(x, ask(x), strict=True)]


class Block:
    """What one generator draws for 32 rows: 64 steps at a time, or as many as make 5120 numbers.
    Every setting gets the same.
    """

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)
        self.drawn, self.told, self.at = {}, [], 0

    def step(self, law, width):
        if self.at == len(self.told):
            if not self.drawn.get(law):
                steps = max(1, min(64, 5120 // (32 * width)))
                raw = torch.empty(steps, 32, law.inputs, width, dtype=law.dtype)
                law.fill(raw, self.generator)
                self.drawn[law] = law.transform(raw).double().tolist()
            self.told.append(self.drawn[law].pop(0))
        self.at += 1
        return self.told[self.at - 1]


UNIFORM = oracles.Law("uniform", lambda raw: raw[..., 0, :])


def plain_run(method, oracle, gamma, seeds, steps):
    """Iterates x_0 .. x_steps and stopping flags: lists [setting][row][t]; gamma[setting][t -
    1].
    """
    paths, stops, blocks = [], [], [Block(seed) for seed in seeds]
    for schedule in gamma:
        for block in blocks:
            block.at = 0
            rows = [list(START) for _ in range(32)]
            memories = [{"stopped": False} for _ in range(32)]
            shift = SHIFT if method is plain_busy else 0.0
            path, stop = [[[v + shift for v in x]] for x in rows], [[False] for _ in rows]
            for t in range(steps):
                noise, coins = [], []
                for i in range(32):
                    asked = iter(range(9))

                    def ask(x, i=i, asked=asked, noise=noise, block=block):
                        j = next(asked)
                        if oracle.law is not None and j == len(noise):
                            noise.append(block.step(oracle.law, oracle.width(BOWL)))
                        return answer(oracle, x, noise[j][i] if oracle.law else None)

                    def uniform(i=i, coins=coins, block=block):
                        if not coins:
                            coins.append(block.step(UNIFORM, 1))
                        return coins[0][i][0]

                    rows[i] = method(rows[i], ask, uniform, schedule[t], t + 1, memories[i])
                    path[i].append([v + shift for v in rows[i]])
                    stop[i].append(memories[i]["stopped"])
            paths += path
            stops += stop
    return paths, stops


def answer(oracle, x, noise):
    gradient = [a * v for a, v in zip(SPECTRUM, x, strict=True)]
    if oracle is picks:
        factor = sum(WEIGHTS[int(j)] for j in noise) / len(noise)
        return [factor * g for g in gradient]
    if oracle is itself:
        return noise
    return gradient if noise is None else [g + z for g, z in zip(gradient, noise, strict=True)]


WEIGHTS = (0.0, 0.5, 2.0, 1.5)
picks = oracles.finite_sum(
    "picks",
    lambda p, x, j: p.gradient(x) * torch.tensor(WEIGHTS).double()[j].mean(-1, True),
    len(WEIGHTS),
    2,
    (),
)
itself = oracles.Oracle(
    "noise itself", oracles.gaussian(1.0).law, (), answer=lambda p, x, noise: noise
)
NOISES = (
    oracles.exact, oracles.gaussian(1.0), oracles.gaussian(0.25), oracles.pareto(1.5, 1.2), oracles.alpha_stable(1.7, 1.5),
    oracles.two_point(0.1, 3.0), picks, itself,
)  # fmt: skip
SCHEDULES = {
    "one setting": [[0.1] * STEPS],
    "settings": [[0.1] * STEPS, [0.3] * STEPS, [0.05] * STEPS],
    "schedules": [
        [0.2 / math.sqrt(t + 1) for t in range(STEPS)],
        [0.4 / (t + 1) for t in range(STEPS)],
    ],
}
HORIZONS = (7, 3, STEPS, 7, 1)
HIT, BACK = m.hitting_time(m.gap, s.epsilon), m.return_time(m.gap, s.epsilon)
LEVELS = (2.0, 1.0, 3.0)


def values_of(path, stop, level):
    """Every metric by its definition, from one row's iterates: metric -> value after n steps."""
    gaps, norms = [plain_gap(x) for x in path], [plain_norm(x) for x in path]
    returned = [t for t, flag in enumerate(stop) if flag]

    def average(n, first, weighted):
        chosen, weights = path[first : first + n], range(1, n + 1) if weighted else [1] * n
        return plain_gap(
            [
                sum(w * x[i] for w, x in zip(weights, chosen, strict=True)) / sum(weights)
                for i in range(3)
            ]
        )

    made = {m.gap: lambda n: gaps[n], m.gradient_norm: lambda n: norms[n]}
    for first in (0, 1):
        made[m.best(m.gap, first)] = lambda n, first=first: min(gaps[first : first + n])
        made[m.mean(m.gradient_norm, first)] = lambda n, first=first: (
            sum(norms[first : first + n]) / n
        )
        for weighted in (False, True):
            made[m.of_average(m.gap, first, weighted)] = lambda n, first=first, weighted=weighted: (
                average(n, first, weighted)
            )
    made[HIT] = lambda n: next((t for t in range(n + 1) if gaps[t] <= level), math.inf)
    made[m.on_return(m.gap)] = lambda n: gaps[n] if stop[n] else math.inf
    made[BACK] = lambda n: returned[0] if stop[n] and gaps[n] <= level else math.inf
    return made


def chosen_metrics(algorithm):
    made = values_of([START], [False], 0.0)
    return tuple(
        one
        for one in made
        if algorithm.finished is not None or one.along not in ("returned", "return time")
    )


def the_run(algorithm, oracle, gamma, **changes):
    table, metrics = np.array(gamma), chosen_metrics(algorithm)
    levels = {one: np.array(LEVELS[: len(gamma)]) for one in metrics if one.level is not None}
    return dataclasses.replace(
        Run(BOWL, oracle, algorithm, {s.gamma: table}, HORIZONS, metrics, levels), **changes
    )


def worst_error(algorithm, method, oracle, gamma, run):
    """Largest error of any metric, relative to its size."""
    measured = simulate(run, SEEDS)
    paths, stops = plain_run(method, oracle, gamma, SEEDS, STEPS)
    rows, worst = 32 * len(SEEDS), 0.0
    for row, (path, stop) in enumerate(zip(paths, stops, strict=True)):
        for metric, value in values_of(path, stop, LEVELS[row // rows]).items():
            if metric in measured:
                got = measured[metric][:, row // rows, row % rows]
                for n, number in zip(HORIZONS, got, strict=True):
                    wanted = value(n)
                    error = (
                        0.0
                        if number == wanted
                        else (
                            abs(number - wanted) / (1 + abs(wanted))
                            if math.isfinite(wanted)
                            else math.inf
                        )
                    )
                    worst = max(worst, error)
    return worst


CASES = [(one, "settings") for one in NOISES] + [
    (one, schedule) for one in NOISES[:2] for schedule in ("one setting", "schedules")
]


@pytest.mark.parametrize(
    ("oracle", "schedule"), CASES, ids=[f"{one.name}-{schedule}" for one, schedule in CASES]
)
@pytest.mark.parametrize(
    ("algorithm", "method"),
    [(gradient_descent, plain_descent), (busy, plain_busy)],
    ids=["descent", "busy"],
)
def test_the_batch_is_the_loop(algorithm, method, oracle, schedule):
    gamma = SCHEDULES[schedule]
    assert worst_error(algorithm, method, oracle, gamma, the_run(algorithm, oracle, gamma)) < 1e-12


@pytest.mark.parametrize(
    "false",
    [
        {"params": {s.gamma: np.array([[0.1], [0.3 + 1e-9], [0.05]])}},
        {"params": {s.gamma: np.array([[0.1], [0.05], [0.3]])}},
        {"horizons": (7, 3, STEPS, 8, 1)},
        {"problem": bowl(start=(1.0, -2.0, 3.0 + 1e-9))},
        {"oracle": oracles.gaussian(1.0 + 1e-6)},
    ],
    ids=["step size", "settings swapped", "horizon", "start", "noise"],
)
def test_the_comparison_sees_a_false_run(false):
    gamma = SCHEDULES["settings"]
    right = the_run(gradient_descent, oracles.gaussian(1.0), gamma)
    assert (
        worst_error(
            gradient_descent,
            plain_descent,
            oracles.gaussian(1.0),
            gamma,
            dataclasses.replace(right, **false),
        )
        > 1e-12
    )


def same(a, b, slack=0.0):
    return all(np.allclose(a[metric], b[metric], rtol=slack, atol=slack) for metric in b)


@pytest.mark.parametrize("oracle", NOISES, ids=lambda one: one.name)
def test_a_seeds_numbers_depend_on_nothing_else(oracle, monkeypatch):
    run = the_run(busy, oracle, SCHEDULES["settings"])
    alone = {seed: simulate(run, (seed,)) for seed in (1, 2, 3)}
    sizes = ((runner._ROWS, 1 << 20), (runner._ROWS, 3 * 3 * 32 * 2), (query._TOGETHER, 1))
    for table, size in sizes:
        with monkeypatch.context() as patch:
            patch.setitem(table, "cpu", size)
            measured = simulate(run, (3, 1, 2))
        for i, seed in enumerate((3, 1, 2)):
            assert same(
                {metric: v[..., 32 * i : 32 * (i + 1)] for metric, v in measured.items()},
                alone[seed],
            ), size
    longer = simulate(
        dataclasses.replace(
            run, horizons=(*HORIZONS, 130), params={s.gamma: np.array([[0.1], [0.3], [0.05]])}
        ),
        (2,),
    )
    assert same({metric: v[: len(HORIZONS)] for metric, v in longer.items()}, alone[2])
    for i, gamma in enumerate(SCHEDULES["settings"]):
        single = dataclasses.replace(
            run,
            params={s.gamma: np.array([gamma])},
            levels={one: v[i : i + 1] for one, v in run.levels.items()},
        )
        # one number for all rows is multiplied by another instruction than a column of them
        assert same(
            simulate(single, (2,)),
            {metric: v[:, i : i + 1] for metric, v in alone[2].items()},
            1e-13,
        )


def test_a_shared_generator_would_be_noticed(monkeypatch):
    run = the_run(gradient_descent, oracles.gaussian(1.0), SCHEDULES["one setting"])
    right, draws = simulate(run, (1, 2)), query.draws
    monkeypatch.setattr(
        query,
        "draws",
        lambda law, width, generators, rows: draws(
            law, width, [generators[0]] * len(generators), rows
        ),
    )
    wrong = simulate(run, (1, 2))
    assert not np.allclose(wrong[m.gap], right[m.gap])


def test_seeds_and_rows_of_a_block_are_independent():
    run = Run(
        BOWL, oracles.gaussian(1.0), gradient_descent, {s.gamma: np.array([[0.1]])}, (5,), (m.gap,)
    )
    ends = simulate(run, range(20))[m.gap][0, 0]
    assert len(set(ends)) == 640


def test_the_lent_noise_is_used_again_but_nobody_keeps_it():
    """A method that keeps a gradient for ever, at an oracle that hands out its noise: the second
    tape must not change the first.
    """
    keeps = Algorithm(
        "keeps", (), lambda x0, params: {"x": x0, "g": x0}, _keep, lambda state: state["g"]
    )
    run = Run(BOWL, itself, keeps, {}, (1, 500), (m.gap,))
    first, last = simulate(run, (4,))[m.gap]
    assert (first == last).all()


def _keep(state, query, params):
    g = query.gradient(state["x"])
    return {"x": state["x"], "g": g if params[s.k] == 1 else state["g"]}


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_cuda_runs_what_the_cpu_runs():
    gamma = np.array(
        [[0.2 / math.sqrt(t + 1) for t in range(STEPS)], [0.4 / (t + 1) for t in range(STEPS)]]
    )
    run = the_run(gradient_descent, oracles.exact, gamma)
    here, there = simulate_exactly(run), simulate_exactly(run, "cuda")
    assert same(there, here, 1e-12)
    noisy = dataclasses.replace(run, oracle=oracles.gaussian(1.0), metrics=(m.gap,), levels={})
    together, alone = (
        simulate(noisy, (1, 2, 3), "cuda")[m.gap],
        simulate(noisy, (2,), "cuda")[m.gap],
    )
    assert (together[..., 32:64] == alone).all()
