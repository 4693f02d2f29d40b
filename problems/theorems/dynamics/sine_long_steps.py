"""Gradient descent with a step above 2/L on the sine landscape: twelve patches, but no cycle."""

from collections.abc import Mapping

from theorybench.problems.functions.sin_sin import problem, random_starts
from theorybench.problems.functions.sine_orbits import FEW, LONG, RADIUS, averages_converge
from theorybench.problems.functions.sine_orbits import observing
from theorybench.vocabulary import Comparison, Dynamics, Source, gamma, gradient_descent

STEP = 0.04
_RETURN = "nearest return of a whole orbit within 250 steps, least"


def _printed(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    patches, after_12 = (
        seen[what] for what in ("patches, median start", "return after 12 steps, median start")
    )
    discrete = "the empirical law converges to a discrete one: the orbit approaches a cycle"
    where = "the start that comes closest, iterations 7500 to 8000"
    least = seen["Lyapunov exponent, least"]
    attracts = "a cycle attracts: the Lyapunov exponent is not positive"
    few = "the last 500 iterates stay around a few points"
    return (
        *averages_converge(seen),
        Comparison(few, patches, FEW, "the median start"),
        Comparison("they follow a periodic pattern", after_12, RADIUS, "the median start"),
        Comparison(discrete, seen[_RETURN], 1e-6, where),
        Comparison(attracts, least, 0.0, "the least start"),
    )


def _corrected(seen: Mapping[str, float]) -> tuple[Comparison, ...]:
    least, most = seen["patches late, least"], seen["patches late, most"]
    after_12 = seen["return after 12 steps late, largest"]
    slowest, median = seen["Lyapunov exponent, least"], seen["Lyapunov exponent, median"]
    return (
        *averages_converge(seen),
        Comparison("at most twelve patches", most, 12.0, "all starts"),
        Comparison("at least twelve patches", 12.0, least, "all starts"),
        Comparison("each is met again after twelve steps", after_12, 0.016, "all starts"),
        Comparison("but never the same point", 0.005, seen[_RETURN], "all starts"),
        Comparison("nearby orbits part", 0.06, slowest, "all starts"),
        Comparison("nearby orbits part slowly", median, 0.095, "the median start"),
    )


printed, corrected = Dynamics(
    name="zhang2022.sec-6.3.eta-0.04",
    source=Source("Zhang", 2022, "section 6.3"),
    statement="At eta = 0.04 the last 500 of 2000 iterates stay around a few points, which they"
    " visit periodically; the empirical law converges to a discrete one on these points; the"
    " running averages of loss and gradient norm converge, the latter not to 0.",
    problem=problem,
    algorithm=gradient_descent,
    params={gamma: STEP},
    starts=lambda: random_starts(128),
    steps=LONG,
    observe=observing(STEP),
    parts=_printed,
).corrected(
    what="the limit law is not discrete: the iterates visit twelve small patches in turn, and"
    " within a patch the motion is chaotic (Lyapunov exponent 0.082 a step); no cycle of moderate"
    " length attracts",
    statement="At eta = 0.04 almost every orbit ends on twelve patches of diameter below 0.016,"
    " visited in turn; it returns to each patch after twelve steps, to no point ever; the running"
    " averages of loss and gradient norm converge, the latter not to 0, to limits that depend on"
    " the start.",
    parts=_corrected,
)
