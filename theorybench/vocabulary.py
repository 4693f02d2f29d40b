"""Everything that an entry is written with, in one import line: letters, assumptions, metrics,
oracles, modes, kinds of entry and the bundled methods.

The only module that gives names that other modules make; each is described where it is made.
"""

from theorybench.algorithms.acclip import (
    acclip as acclip,
)
from theorybench.algorithms.adagrad import (
    adagrad as adagrad,
)
from theorybench.algorithms.adagrad import (
    adagrad_norm as adagrad_norm,
)
from theorybench.algorithms.adam import (
    adam as adam,
)
from theorybench.algorithms.adam import (
    adam_reddi as adam_reddi,
)
from theorybench.algorithms.adam import (
    amsgrad as amsgrad,
)
from theorybench.algorithms.cclip import (
    cclip as cclip,
)
from theorybench.algorithms.cclip import (
    clipped_by_coordinate as clipped_by_coordinate,
)
from theorybench.algorithms.clipped_gradient_descent import (
    clipped_gradient_descent as clipped_gradient_descent,
)
from theorybench.algorithms.clipped_gradient_descent import (
    gclip as gclip,
)
from theorybench.algorithms.clipped_sgd import (
    clipped_sgd as clipped_sgd,
)
from theorybench.algorithms.clipped_sgd import (
    clipped_sgd_of_proof as clipped_sgd_of_proof,
)
from theorybench.algorithms.conjugate_gradient import (
    conjugate_gradient as conjugate_gradient,
)
from theorybench.algorithms.exact_line_search import (
    exact_line_search as exact_line_search,
)
from theorybench.algorithms.gradient_descent import (
    gradient_descent as gradient_descent,
)
from theorybench.algorithms.heavy_ball import (
    heavy_ball as heavy_ball,
)
from theorybench.algorithms.ingd import (
    ingd as ingd,
)
from theorybench.algorithms.nesterov import (
    nesterov as nesterov,
)
from theorybench.algorithms.normalised_gradient_descent import (
    normalised_gradient_descent as normalised_gradient_descent,
)
from theorybench.algorithms.optimized_gradient import (
    optimized_gradient as optimized_gradient,
)
from theorybench.algorithms.polyak import (
    polyak as polyak,
)
from theorybench.algorithms.projected import (
    projected as projected,
)
from theorybench.algorithms.proximal_point import (
    proximal_point as proximal_point,
)
from theorybench.algorithms.rmsprop import (
    rmsprop as rmsprop,
)
from theorybench.core.algorithm import (
    Algorithm as Algorithm,
)
from theorybench.core.algorithm import (
    Params as Params,
)
from theorybench.core.algorithm import (
    Query as Query,
)
from theorybench.core.algorithm import (
    State as State,
)
from theorybench.core.algorithm import (
    add_scaled as add_scaled,
)
from theorybench.core.algorithm import (
    at_start as at_start,
)
from theorybench.core.algorithm import (
    row_norm as row_norm,
)
from theorybench.core.assumptions import (
    Assumption as Assumption,
)
from theorybench.core.assumptions import (
    Checkable as Checkable,
)
from theorybench.core.assumptions import (
    Moment as Moment,
)
from theorybench.core.assumptions import (
    bounded_domain as bounded_domain,
)
from theorybench.core.assumptions import (
    bounded_gradient_moment as bounded_gradient_moment,
)
from theorybench.core.assumptions import (
    bounded_gradient_on_sublevel as bounded_gradient_on_sublevel,
)
from theorybench.core.assumptions import (
    bounded_moment as bounded_moment,
)
from theorybench.core.assumptions import (
    bounded_noise as bounded_noise,
)
from theorybench.core.assumptions import (
    bounded_variance as bounded_variance,
)
from theorybench.core.assumptions import (
    box_domain as box_domain,
)
from theorybench.core.assumptions import (
    convex as convex,
)
from theorybench.core.assumptions import (
    coordinate_moments as coordinate_moments,
)
from theorybench.core.assumptions import (
    coordinate_smooth as coordinate_smooth,
)
from theorybench.core.assumptions import (
    coordinate_variance as coordinate_variance,
)
from theorybench.core.assumptions import (
    differentiable as differentiable,
)
from theorybench.core.assumptions import (
    directionally_differentiable as directionally_differentiable,
)
from theorybench.core.assumptions import (
    everything as everything,
)
from theorybench.core.assumptions import (
    exact_gradients as exact_gradients,
)
from theorybench.core.assumptions import (
    has_minimiser as has_minimiser,
)
from theorybench.core.assumptions import (
    infinite_variance as infinite_variance,
)
from theorybench.core.assumptions import (
    interval as interval,
)
from theorybench.core.assumptions import (
    isotropic_quadratic as isotropic_quadratic,
)
from theorybench.core.assumptions import (
    lipschitz as lipschitz,
)
from theorybench.core.assumptions import (
    lower_bounded as lower_bounded,
)
from theorybench.core.assumptions import (
    minimal_everywhere as minimal_everywhere,
)
from theorybench.core.assumptions import (
    proximable as proximable,
)
from theorybench.core.assumptions import (
    quadratic_function as quadratic_function,
)
from theorybench.core.assumptions import (
    quadratic_upper_bound as quadratic_upper_bound,
)
from theorybench.core.assumptions import (
    relaxed_smooth as relaxed_smooth,
)
from theorybench.core.assumptions import (
    smooth as smooth,
)
from theorybench.core.assumptions import (
    strongly_convex as strongly_convex,
)
from theorybench.core.assumptions import (
    twice_differentiable as twice_differentiable,
)
from theorybench.core.assumptions import (
    unbiased as unbiased,
)
from theorybench.core.laws import (
    Scalar as Scalar,
)
from theorybench.core.laws import (
    by_coordinate as by_coordinate,
)
from theorybench.core.laws import (
    fair_coin as fair_coin,
)
from theorybench.core.laws import (
    one_sided_pareto as one_sided_pareto,
)
from theorybench.core.laws import (
    student as student,
)
from theorybench.core.laws import (
    symmetric_pareto as symmetric_pareto,
)
from theorybench.core.metrics import (
    Metric as Metric,
)
from theorybench.core.metrics import (
    best as best,
)
from theorybench.core.metrics import (
    distance as distance,
)
from theorybench.core.metrics import (
    gap as gap,
)
from theorybench.core.metrics import (
    goldstein_distance as goldstein_distance,
)
from theorybench.core.metrics import (
    gradient_norm as gradient_norm,
)
from theorybench.core.metrics import (
    gradient_norm_squared as gradient_norm_squared,
)
from theorybench.core.metrics import (
    hitting_time as hitting_time,
)
from theorybench.core.metrics import (
    mean as mean,
)
from theorybench.core.metrics import (
    norm as norm,
)
from theorybench.core.metrics import (
    of_average as of_average,
)
from theorybench.core.metrics import (
    on_return as on_return,
)
from theorybench.core.metrics import (
    return_time as return_time,
)
from theorybench.core.oracles import (
    Law as Law,
)
from theorybench.core.oracles import (
    Oracle as Oracle,
)
from theorybench.core.oracles import (
    add_noise as add_noise,
)
from theorybench.core.oracles import (
    alpha_stable as alpha_stable,
)
from theorybench.core.oracles import (
    coin as coin,
)
from theorybench.core.oracles import (
    exact as exact,
)
from theorybench.core.oracles import (
    finite_sum as finite_sum,
)
from theorybench.core.oracles import (
    gaussian as gaussian,
)
from theorybench.core.oracles import (
    pareto as pareto,
)
from theorybench.core.oracles import (
    two_point as two_point,
)
from theorybench.core.problem import (
    Problem as Problem,
)
from theorybench.core.symbols import (
    B_1 as B_1,
)
from theorybench.core.symbols import (
    B_2 as B_2,
)
from theorybench.core.symbols import (
    D_2 as D_2,
)
from theorybench.core.symbols import (
    G_0 as G_0,
)
from theorybench.core.symbols import (
    GRADIENT as GRADIENT,
)
from theorybench.core.symbols import (
    HEIGHT as HEIGHT,
)
from theorybench.core.symbols import (
    L0 as L0,
)
from theorybench.core.symbols import (
    L1 as L1,
)
from theorybench.core.symbols import (
    LENGTH as LENGTH,
)
from theorybench.core.symbols import (
    ONE as ONE,
)
from theorybench.core.symbols import (
    SMOOTHNESS as SMOOTHNESS,
)
from theorybench.core.symbols import (
    STEP as STEP,
)
from theorybench.core.symbols import (
    B_alpha as B_alpha,
)
from theorybench.core.symbols import (
    Constant as Constant,
)
from theorybench.core.symbols import (
    D_inf as D_inf,
)
from theorybench.core.symbols import (
    Delta_0 as Delta_0,
)
from theorybench.core.symbols import (
    G as G,
)
from theorybench.core.symbols import (
    K as K,
)
from theorybench.core.symbols import (
    L as L,
)
from theorybench.core.symbols import (
    L_f as L_f,
)
from theorybench.core.symbols import (
    L_max as L_max,
)
from theorybench.core.symbols import (
    L_sum as L_sum,
)
from theorybench.core.symbols import (
    M as M,
)
from theorybench.core.symbols import (
    Q as Q,
)
from theorybench.core.symbols import (
    R as R,
)
from theorybench.core.symbols import (
    T as T,
)
from theorybench.core.symbols import (
    alpha as alpha,
)
from theorybench.core.symbols import (
    batch as batch,
)
from theorybench.core.symbols import (
    beta_1 as beta_1,
)
from theorybench.core.symbols import (
    beta_2 as beta_2,
)
from theorybench.core.symbols import (
    beta_n as beta_n,
)
from theorybench.core.symbols import (
    d as d,
)
from theorybench.core.symbols import (
    delta as delta,
)
from theorybench.core.symbols import (
    delta_X as delta_X,
)
from theorybench.core.symbols import (
    epsilon as epsilon,
)
from theorybench.core.symbols import (
    epsilon_AdaGrad as epsilon_AdaGrad,
)
from theorybench.core.symbols import (
    epsilon_f as epsilon_f,
)
from theorybench.core.symbols import (
    epsilon_v as epsilon_v,
)
from theorybench.core.symbols import (
    eta as eta,
)
from theorybench.core.symbols import (
    eta_c as eta_c,
)
from theorybench.core.symbols import (
    eta_n as eta_n,
)
from theorybench.core.symbols import (
    eta_X as eta_X,
)
from theorybench.core.symbols import (
    evaluate as evaluate,
)
from theorybench.core.symbols import (
    gamma as gamma,
)
from theorybench.core.symbols import (
    gamma_c as gamma_c,
)
from theorybench.core.symbols import (
    gap_max as gap_max,
)
from theorybench.core.symbols import (
    h as h,
)
from theorybench.core.symbols import (
    hidden as hidden,
)
from theorybench.core.symbols import (
    k as k,
)
from theorybench.core.symbols import (
    momentum as momentum,
)
from theorybench.core.symbols import (
    mu as mu,
)
from theorybench.core.symbols import (
    multiple as multiple,
)
from theorybench.core.symbols import (
    n as n,
)
from theorybench.core.symbols import (
    share as share,
)
from theorybench.core.symbols import (
    sigma as sigma,
)
from theorybench.core.symbols import (
    sigma_2 as sigma_2,
)
from theorybench.core.symbols import (
    sigma_sum as sigma_sum,
)
from theorybench.core.symbols import (
    tau as tau,
)
from theorybench.core.symbols import (
    unit as unit,
)
from theorybench.core.types import (
    EntryError as EntryError,
)
from theorybench.core.types import (
    Source as Source,
)
from theorybench.core.types import (
    Tensor as Tensor,
)
from theorybench.core.types import (
    Values as Values,
)
from theorybench.core.types import (
    pointwise as pointwise,
)
from theorybench.entries.check import (
    Check as Check,
)
from theorybench.entries.comparison import (
    Comparison as Comparison,
)
from theorybench.entries.construction import (
    Construction as Construction,
)
from theorybench.entries.dynamics import (
    Dynamics as Dynamics,
)
from theorybench.entries.dynamics import (
    Orbit as Orbit,
)
from theorybench.entries.entry import (
    Erratum as Erratum,
)
from theorybench.entries.entry import (
    Outcome as Outcome,
)
from theorybench.entries.identity import (
    Identity as Identity,
)
from theorybench.entries.inequality import (
    Inequality as Inequality,
)
from theorybench.entries.lower_bound import (
    Instance as Instance,
)
from theorybench.entries.lower_bound import (
    LowerBound as LowerBound,
)
from theorybench.entries.picture import (
    Axis as Axis,
)
from theorybench.entries.picture import (
    Curve as Curve,
)
from theorybench.entries.picture import (
    Picture as Picture,
)
from theorybench.entries.resisting import (
    Resisting as Resisting,
)
from theorybench.entries.theorem import (
    Declared as Declared,
)
from theorybench.entries.theorem import (
    Mode as Mode,
)
from theorybench.entries.theorem import (
    Steps as Steps,
)
from theorybench.entries.theorem import (
    Theorem as Theorem,
)
