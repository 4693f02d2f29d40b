"""Everything that an entry is written with, in one import line: letters, assumptions, metrics,
oracles, modes, kinds of entry and the bundled methods.

The only module that gives names that other modules make; each is described where it is made.
"""

from theorybench.core.symbols import (
    B_1 as B_1,
    B_2 as B_2,
    B_alpha as B_alpha,
    Constant as Constant,
    D_2 as D_2,
    D_inf as D_inf,
    Delta_0 as Delta_0,
    G as G,
    GRADIENT as GRADIENT,
    G_0 as G_0,
    HEIGHT as HEIGHT,
    K as K,
    L as L,
    L0 as L0,
    L1 as L1,
    LENGTH as LENGTH,
    L_f as L_f,
    L_max as L_max,
    L_sum as L_sum,
    M as M,
    ONE as ONE,
    Q as Q,
    R as R,
    SMOOTHNESS as SMOOTHNESS,
    STEP as STEP,
    T as T,
    alpha as alpha,
    batch as batch,
    beta_1 as beta_1,
    beta_2 as beta_2,
    beta_n as beta_n,
    d as d,
    delta as delta,
    delta_X as delta_X,
    epsilon as epsilon,
    epsilon_AdaGrad as epsilon_AdaGrad,
    epsilon_f as epsilon_f,
    epsilon_v as epsilon_v,
    eta as eta,
    eta_X as eta_X,
    eta_c as eta_c,
    eta_n as eta_n,
    evaluate as evaluate,
    gamma as gamma,
    gamma_c as gamma_c,
    gap_max as gap_max,
    h as h,
    hidden as hidden,
    k as k,
    momentum as momentum,
    mu as mu,
    multiple as multiple,
    n as n,
    share as share,
    sigma as sigma,
    sigma_2 as sigma_2,
    sigma_sum as sigma_sum,
    tau as tau,
    unit as unit,
)
from theorybench.core.assumptions import (
    Assumption as Assumption,
    Checkable as Checkable,
    Moment as Moment,
    bounded_domain as bounded_domain,
    bounded_gradient_moment as bounded_gradient_moment,
    bounded_gradient_on_sublevel as bounded_gradient_on_sublevel,
    bounded_moment as bounded_moment,
    bounded_noise as bounded_noise,
    bounded_variance as bounded_variance,
    box_domain as box_domain,
    convex as convex,
    coordinate_moments as coordinate_moments,
    coordinate_smooth as coordinate_smooth,
    coordinate_variance as coordinate_variance,
    differentiable as differentiable,
    directionally_differentiable as directionally_differentiable,
    everything as everything,
    exact_gradients as exact_gradients,
    has_minimiser as has_minimiser,
    infinite_variance as infinite_variance,
    interval as interval,
    isotropic_quadratic as isotropic_quadratic,
    lipschitz as lipschitz,
    lower_bounded as lower_bounded,
    minimal_everywhere as minimal_everywhere,
    proximable as proximable,
    quadratic_function as quadratic_function,
    quadratic_upper_bound as quadratic_upper_bound,
    relaxed_smooth as relaxed_smooth,
    smooth as smooth,
    strongly_convex as strongly_convex,
    twice_differentiable as twice_differentiable,
    unbiased as unbiased,
)
from theorybench.core.metrics import (
    Metric as Metric,
    best as best,
    distance as distance,
    gap as gap,
    goldstein_distance as goldstein_distance,
    gradient_norm as gradient_norm,
    gradient_norm_squared as gradient_norm_squared,
    hitting_time as hitting_time,
    mean as mean,
    norm as norm,
    of_average as of_average,
    on_return as on_return,
    return_time as return_time,
)
from theorybench.core.oracles import (
    Law as Law,
    Oracle as Oracle,
    add_noise as add_noise,
    alpha_stable as alpha_stable,
    coin as coin,
    exact as exact,
    finite_sum as finite_sum,
    gaussian as gaussian,
    pareto as pareto,
    two_point as two_point,
)
from theorybench.core.laws import (
    Scalar as Scalar,
    by_coordinate as by_coordinate,
    fair_coin as fair_coin,
    one_sided_pareto as one_sided_pareto,
    student as student,
    symmetric_pareto as symmetric_pareto,
)
from theorybench.core.problem import (
    Problem as Problem,
)
from theorybench.core.algorithm import (
    Algorithm as Algorithm,
    Params as Params,
    Query as Query,
    State as State,
    add_scaled as add_scaled,
    at_start as at_start,
    row_norm as row_norm,
)
from theorybench.core.types import (
    EntryError as EntryError,
    Source as Source,
    Tensor as Tensor,
    Values as Values,
    pointwise as pointwise,
)
from theorybench.entries.entry import (
    Erratum as Erratum,
    Outcome as Outcome,
)
from theorybench.entries.theorem import (
    Declared as Declared,
    Mode as Mode,
    Steps as Steps,
    Theorem as Theorem,
)
from theorybench.entries.lower_bound import (
    Instance as Instance,
    LowerBound as LowerBound,
)
from theorybench.entries.comparison import (
    Comparison as Comparison,
)
from theorybench.entries.inequality import (
    Inequality as Inequality,
)
from theorybench.entries.identity import (
    Identity as Identity,
)
from theorybench.entries.construction import (
    Construction as Construction,
)
from theorybench.entries.dynamics import (
    Dynamics as Dynamics,
    Orbit as Orbit,
)
from theorybench.entries.resisting import (
    Resisting as Resisting,
)
from theorybench.entries.picture import (
    Axis as Axis,
    Curve as Curve,
    Picture as Picture,
)
from theorybench.algorithms.acclip import (
    acclip as acclip,
)
from theorybench.algorithms.adagrad import (
    adagrad as adagrad,
    adagrad_norm as adagrad_norm,
)
from theorybench.algorithms.adam import (
    adam as adam,
    adam_reddi as adam_reddi,
    amsgrad as amsgrad,
)
from theorybench.algorithms.cclip import (
    cclip as cclip,
    clipped_by_coordinate as clipped_by_coordinate,
)
from theorybench.algorithms.clipped_gradient_descent import (
    clipped_gradient_descent as clipped_gradient_descent,
    gclip as gclip,
)
from theorybench.algorithms.clipped_sgd import (
    clipped_sgd as clipped_sgd,
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
