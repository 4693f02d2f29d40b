"""A method whose iterate is put back onto the domain after every step, for bounds that hold on a
bounded domain only.
"""

from theorybench.core.algorithm import (
    Algorithm,
    Params,
    Query,
    State,
)


def projected(algorithm: Algorithm) -> Algorithm:
    """The same method with its iterate, the state called x, projected (Euclidean) after each
    step; averages are kept as they are.
    """

    def step(state: State, query: Query, params: Params) -> State:
        after = algorithm.step(state, query, params)
        return {**after, "x": query.project(after["x"])}

    return Algorithm(
        f"projected {algorithm.name}",
        algorithm.parameters,
        algorithm.init,
        step,
        algorithm.point,
        source=algorithm.source,
    )
