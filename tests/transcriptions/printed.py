"""A second transcription of the printed claims, made from the sources alone and in plain
arithmetic.

Arguments carry the names of the catalogue's constants; a comment gives what the source prints and
where its letter is another one. In a bound the number of steps is n even where the source calls it
k; in a parameter k is the number of the step, counted from 1.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Function = Callable[..., float]


@dataclass(frozen=True)
class Printed:
    """What one claim prints, as functions of the constants that their arguments name.

    where: abbreviations; order: terms that the source prints without their constant, each added to
    the bound with a positive one; fixed: numbers that the source gives to constants; free:
    parameters that the source leaves open, so that the bound holds for a range of them; parts:
    sides lhs <= rhs of an inequality, under premises; sides: both of an identity, from F, gradF, x,
    Delta, s.
    """

    bound: Function = lambda: 0.0
    params: Mapping[str, Function] = field(default_factory=dict)
    where: Mapping[str, Function] = field(default_factory=dict)
    order: tuple[Function, ...] = ()
    fixed: Mapping[str, float] = field(default_factory=dict)
    free: tuple[str, ...] = ()
    parts: tuple[tuple[Function, Function], ...] = ()
    premises: tuple[Callable[..., bool], ...] = ()
    sides: Callable[..., tuple[float, float]] | None = None


def _sgd_step(L_max, D_2, batch, sigma_2, k):
    return min(1 / L_max, math.sqrt(D_2**2 * batch / (2 * sigma_2**2 * k)))


def _clip(g, v, epsilon_v, eta_X, beta_2):
    level = (epsilon_v + math.sqrt(beta_2 * v)) / math.sqrt(1 - beta_2)
    return 2 * eta_X / (epsilon_v + math.sqrt(beta_2 * v)) * min(level / g, 1)


def _jump(epsilon, alpha):
    return (4 * epsilon) ** (1 / (alpha - 1))


def _line_2(k, epsilon, alpha):
    gamma = _jump(epsilon, alpha)
    p_0, p_1 = (gamma**alpha - 2 * nu * gamma * epsilon for nu in (0, 1))
    return k / 8 * ((p_0 - p_1) ** 2 / (p_0 * (1 - p_0)))


def _line_3(k, epsilon, alpha):
    gamma = _jump(epsilon, alpha)
    return k * (gamma * epsilon) ** 2 / (4 * gamma**alpha)


def _line_4(k, epsilon, alpha):
    return k * (4 ** (2 - 1 / alpha) * epsilon) ** (alpha / (alpha - 1))


def _random_scaling(F, gradF, x, Delta, s):
    moved = [a + s * b for a, b in zip(x, Delta, strict=True)]
    return F(moved) - F(x), sum(a * b for a, b in zip(gradF(moved), Delta, strict=True))


CONVEX = {
    # Drori and Teboulle, Theorem 3.1: steps h/L, 0 < h <= 1: f(x_N) - f* <= L R^2 / (4 N h + 2);
    # with gamma = h / L
    "drori2014.thm-3.1": Printed(
        bound=lambda L, R, n, gamma: L * R**2 / (4 * n * L * gamma + 2), free=("gamma",)
    ),
    # Kim, as conjectured by Taylor, Hendrickx and Glineur: 0 < gamma < 2 / L, kappa = mu / L:
    # f(x_N) - f* is at most
    # \frac{L}{2} \max\{ \frac{\kappa}{(\kappa - 1) + (1 - \gamma \mu)^{-2N}}, (1 - \gamma L)^{2N}
    # \} \|x_0 - x_*\|^2
    "kim2024.exact-rate": Printed(
        bound=lambda L, R, n, gamma, mu, kappa: (
            L
            / 2
            * max(kappa / (kappa - 1 + (1 - gamma * mu) ** (-2 * n)), (1 - gamma * L) ** (2 * n))
            * R**2
        ),
        where={"kappa": lambda mu, L: mu / L},
        free=("gamma",),
    ),
    # x_{k+1} = x_k - \frac{1}{L} \nabla f(x) (2.3);
    # f(x_k) - f^* \leq \frac{L}{2} ( \frac{L}{\mu + L} )^{2k} \|x_0 - x^*\|^2
    "zhang2022.sec-2.1.1.gd-rate": Printed(
        bound=lambda L, mu, n, R: L / 2 * (L / (mu + L)) ** (2 * n) * R**2,
        params={"gamma": lambda L: 1 / L},
    ),
    # \alpha = \frac{1}{L}, \beta = \frac{\sqrt{Q}-1}{\sqrt{Q}+1}; Q is not defined in the thesis:
    # the condition number L / mu;
    # f(y_k) - f(x^*) \leq \frac{\mu + L}{2} \|x_0 - x^*\|^2 \exp(-\frac{k-1}{\sqrt{Q}})
    "zhang2022.thm-2.1.3": Printed(
        bound=lambda mu, L, R, n, Q: (mu + L) / 2 * R**2 * math.exp(-(n - 1) / math.sqrt(Q)),
        params={
            "gamma": lambda L: 1 / L,
            "beta": lambda Q: (math.sqrt(Q) - 1) / (math.sqrt(Q) + 1),
        },
        where={"Q": lambda L, mu: L / mu},
    ),
}


def _theta(n):
    """Kim and Fessler: theta_0 = 1; theta_i = (1 + sqrt(1 + 4 theta_{i-1}^2)) / 2, i <= N - 1;
    with 8 for i = N.
    """
    theta = [1.0]
    while len(theta) < n:
        theta.append(0.5 + math.sqrt(0.25 + theta[-1] ** 2))
    return 0.5 + math.sqrt(0.25 + 2 * theta[-1] ** 2)


_rho = {"rho": lambda gamma, L, mu: max(abs(1 - gamma * L), abs(1 - gamma * mu))}

# exact worst cases of the literature; transcribed from what the sources state, in the sources' form
CALIBRATION = {
    # Taylor, Hendrickx, Glineur (2018), gamma in [0, 2 / L], rho(gamma) = max{|1 - L gamma|, |1 -
    # mu gamma|}, N steps:
    # distance rho^N R; norm of the (sub)gradient rho^N; objective accuracy rho^{2N}
    "taylor2018.thm-3.1": Printed(bound=lambda rho, n, R: R * rho**n, where=_rho, free=("gamma",)),
    "taylor2018.thm-3.2": Printed(
        bound=lambda rho, n, G_0: G_0 * rho**n, where=_rho, free=("gamma",)
    ),
    "taylor2018.thm-3.3": Printed(
        bound=lambda rho, n, Delta_0: Delta_0 * rho**n * rho**n, where=_rho, free=("gamma",)
    ),
    # Taylor, Hendrickx, Glineur (2017): \|\nabla f(x_N)\| \le LR / (Nh + 1) with h = 1, mu = 0
    "taylor2017.gradient-norm": Printed(
        bound=lambda L, R, n: L * R / (n * 1 + 1), params={"gamma": lambda L: 1 / L}
    ),
    # Kim, Part I: \frac{1}{2L} \|\nabla f(x_N)\|^2 is at most
    # \max\{ \frac{\kappa}{\kappa - 1 + (1 - \gamma\mu)^{-2N}}, (1 - \gamma L)^{2N} \} (f(x_0) -
    # f_*)
    "kim2024.gradient-norm": Printed(
        bound=lambda L, Delta_0, n, gamma, mu, kappa: (
            max(kappa / (kappa - 1 + (1 - gamma * mu) ** (-2 * n)), (1 - gamma * L) ** (2 * n))
            * Delta_0
            / (1 / (2 * L))
        ),
        where={"kappa": lambda mu, L: mu / L},
        free=("gamma",),
    ),
    # f(x_N) - f_* <= ( \frac{L - \mu}{L + \mu} )^{2N} (f(x_0) - f_*)
    "deklerk2017.thm-1.2": Printed(
        bound=lambda L, mu, n, Delta_0: ((1 - mu / L) / (1 + mu / L)) ** (2 * n) * Delta_0
    ),
    # F(x_N) - F_* <= \frac{R^2}{4 \alpha N}, a constant step alpha
    "taylor2017.thm-4.1": Printed(
        bound=lambda R, gamma, n: R**2 / (4 * gamma * n), free=("gamma",)
    ),
    # f(x_N) - f(x_*) <= \frac{L \|x_0 - x_*\|^2}{2 \theta_N^2}
    "kim2016.thm-2": Printed(
        bound=lambda L, R, n: L * R**2 / (2 * _theta(n) ** 2),
        params={"gamma": lambda L: 1 / L, "T": lambda n: n},
    ),
    # steps i = 0, 1, ...: x_{i+1} = y_i - f'(y_i) / L, y_{i+1} = x_{i+1} + \frac{i}{i + 3} (x_{i+1}
    # - x_i); \frac{2 L R^2}{N^2 + 5N + 6}
    "taylor2017.table-1.fast-gradient": Printed(
        bound=lambda L, R, n: 2 * L * R**2 / ((n + 2) * (n + 3)),
        params={"gamma": lambda L: 1 / L, "beta": lambda k: (k - 1) / ((k - 1) + 3)},
    ),
    # m = ( \frac{\sqrt{L} - \sqrt{\ell}}{\sqrt{L} + \sqrt{\ell}} )^2, h = ( \frac{2}{\sqrt{L} +
    # \sqrt{\ell}} )^2,
    # x_1 = x_0 - \frac{h}{1 + m} \nabla f(x_0); r_t <= m^{t/2} ( 1 + \frac{1 - m}{1 + m} t )
    "pedregosa2020.polyak-momentum": Printed(
        bound=lambda R, n, beta: R * beta ** (n / 2) * (1 + (1 - beta) / (1 + beta) * n),
        params={
            "beta": lambda L, mu: (
                (L - 2 * math.sqrt(L * mu) + mu) / (math.sqrt(L) + math.sqrt(mu)) ** 2
            ),
            "gamma": lambda L, mu, beta, k: (
                4 / (math.sqrt(L) + math.sqrt(mu)) ** 2 / (1 + beta if k == 1 else 1)
            ),
        },
    ),
    # \alpha = 1/L, \beta = \frac{\sqrt{L} - \sqrt{m}}{\sqrt{L} + \sqrt{m}}: rate 1 -
    # 1/\sqrt{\kappa}; the factor is derived, not printed
    "lessard2016.prop-1.nesterov": Printed(
        bound=lambda R, n, root: R * (1 - root) ** n * (1 + n * root),
        where={"root": lambda mu, L: math.sqrt(mu) / math.sqrt(L)},
        params={
            "gamma": lambda L: 1 / L,
            "beta": lambda L, mu: (math.sqrt(L) - math.sqrt(mu)) / (math.sqrt(L) + math.sqrt(mu)),
        },
    ),
    # x_{t+1} = x_t - \frac{1}{L} \frac{1}{t+2} g_t + \frac{t}{t+2} (x_t - x_{t-1}), t >= 0;
    # \frac{L}{2} \frac{1}{n+1} \|x_0 - x_*\|^2
    "goujaud2022.thm-2.4": Printed(
        bound=lambda L, R, n: L / 2 / (n + 1) * R**2,
        params={"gamma": lambda L, k: 1 / L / (k - 1 + 2), "beta": lambda k: (k - 1) / (k - 1 + 2)},
    ),
    # step 2 (f(x_k) - f_*) / \|\nabla f(x_k)\|^2;
    # the largest \tau = \frac{(\gamma L - 1)(1 - \gamma\mu)}{\gamma(L + \mu) - 1}, at 2 / (L + \mu)
    "barre2020.prop-1": Printed(
        bound=lambda R, n, gamma, L, mu: (
            R * ((gamma * L - 1) * (1 - gamma * mu) / (gamma * (L + mu) - 1)) ** (n / 2)
        ),
        where={"gamma": lambda L, mu: 2 / (L + mu)},
        params={"c": lambda: 2},
        fixed={"mu": 0.05},
    ),
    # f_best^{(k)} - f^* <= \frac{R^2 + G^2 h^2 k}{2 h k}, k points; the step that makes it least
    "boyd2003.eq-2": Printed(
        bound=lambda R, L_f, gamma, n: R**2 / (2 * gamma * n) + L_f**2 * gamma / 2,
        params={"gamma": lambda R, L_f, n: R / L_f / math.sqrt(n)},
    ),
    # step (f(x_t) - f(x^*)) / \|\nabla_t\|^2; \frac{G d_0}{\sqrt{T}}
    "hazan2019.thm-1.lipschitz": Printed(
        bound=lambda L_f, R, n: L_f * R / math.sqrt(n), params={"c": lambda: 1}
    ),
    # t_k in (0, \sqrt{3}/L), N + 1 points:
    # ( \frac{4 (f(x^1) - f^*)}{\sum_{k=1}^N \min\{-L^2 t_k^3 + 4 t_k, -L t_k^2 + 4 t_k\} + 2/L}
    # )^{1/2}
    "abbaszadehpeivasti2022.thm-2": Printed(
        bound=lambda Delta_0, L, gamma, n: math.sqrt(
            4
            * Delta_0
            / (
                sum(
                    min(4 * gamma - L**2 * gamma**3, 4 * gamma - L * gamma**2)
                    for _ in range(int(n) - 1)
                )
                + 2 / L
            )
        ),
        fixed={"gamma": 0.17},
        free=("gamma",),
    ),
}

# \mathcal{O} hides constants: `order` is what stands inside; explicit numbers are from the sources
# that are named
CHAPTER_2 = {
    # of order \mathcal{O}(\frac{L}{\mu} \log(\frac{L\|x_0 - x^*\|}{\epsilon})); (2.3) has the step
    # 1/L
    "zhang2022.sec-2.1.1.gd-complexity": Printed(
        order=(lambda L, mu, R, epsilon_f: L / mu * math.log(L * R / epsilon_f),),
        params={"gamma": lambda L: 1 / L},
    ),
    # \mathcal{O}(\sqrt{\frac{L}{\mu}} \log(\frac{1}{\epsilon})); Nesterov (2004), after Theorem
    # 2.1.13:
    # N(\epsilon) \geq \frac{\sqrt{Q_f} - 1}{4} [ \ln \frac{1}{\epsilon} + \ln \frac{\mu}{2} + 2 \ln
    # R ]
    "zhang2022.thm-2.1.2": Printed(
        bound=lambda L, mu, R, epsilon_f: (
            (math.sqrt(L / mu) - 1)
            / 4
            * (math.log(1 / epsilon_f) + math.log(mu / 2) + 2 * math.log(R))
        ),
    ),
    # Table 2.1, gradient descent: \mathcal{O}(\frac{L}{\epsilon}); the 1/2 rounds up
    "zhang2022.table-2.1.smooth-convex.gradient-descent": Printed(
        bound=lambda: 0.5,
        order=(lambda L, epsilon_f: L / epsilon_f,),
        fixed={"R": 1},
        params={"gamma": lambda L: 1 / L},
    ),
    # Table 2.1, Nesterov's method and lower bound: \mathcal{O}(\frac{L}{\sqrt{\epsilon}}); no
    # parameters for this row
    "zhang2022.table-2.1.smooth-convex": Printed(
        bound=lambda C, L, epsilon_f: C * L / math.sqrt(epsilon_f), free=("gamma", "beta")
    ),
    "zhang2022.table-2.1.smooth-convex.lower": Printed(
        bound=lambda C, L, epsilon_f: C * L * epsilon_f**-0.5
    ),
    # \mathcal{O}(\sqrt{\frac{L}{\mu}} \log(\frac{1}{\epsilon})); (mu + L)/2 R^2 exp(-(k -
    # 1)/sqrt(Q)) = epsilon, solved for k + 1
    "zhang2022.table-2.1.smooth-strongly-convex": Printed(
        bound=lambda L, mu, R, epsilon_f, Q: (
            2 - math.sqrt(Q) * math.log(2 * epsilon_f / ((mu + L) * R**2))
        ),
        params={
            "gamma": lambda L: 1 / L,
            "beta": lambda Q: (math.sqrt(Q) - 1) / (math.sqrt(Q) + 1),
        },
        where={"Q": lambda L, mu: L / mu},
    ),
    # no formula is printed; subgradient descent: E f(mean) - f^* <= R G / sqrt(n), no method below
    # L R / sqrt(n + 1)
    "zhang2022.sec-2.1.3.optimality": Printed(
        bound=lambda R, G, n: (
            (R**2 + n * (R / (G * math.sqrt(n))) ** 2 * G**2) / (2 * n * R / (G * math.sqrt(n)))
        ),
        params={"gamma": lambda R, G, n: R / G / math.sqrt(n)},
    ),
    "zhang2022.sec-2.1.3.optimality.lower": Printed(
        bound=lambda L_f, R, n: L_f * R * (n + 1) ** -0.5
    ),
    # no formula is printed; Polyak's parameters in the form of Lessard, Recht, Packard (2016),
    # Proposition 1
    "zhang2022.sec-2.2.1.heavy-ball.quadratics": Printed(
        bound=lambda Q, n, R: (
            (1 - 2 / (math.sqrt(Q) + 1)) ** n * (1 + n * (2 - 2 / (math.sqrt(Q) + 1))) * R
        ),
        params={
            "gamma": lambda L, mu: 4 / (math.sqrt(L) + math.sqrt(mu)) ** 2,
            "beta": lambda Q: ((math.sqrt(Q) - 1) / (math.sqrt(Q) + 1)) ** 2,
        },
        where={"Q": lambda L, mu: L / mu},
    ),
    # Kingma and Ba, Theorem 4.1, for d = 1, \beta_1 = 0, \hat v \leq G_\infty^2, \|g_{1:T}\|_2 \leq
    # G_\infty \sqrt T, divided by T
    "kingma2015.thm-4.1": Printed(
        bound=lambda D, alpha_X, G_inf, T, beta_2, decay: (
            (
                D**2 / (2 * alpha_X) * math.sqrt(T * G_inf**2)
                + alpha_X * G_inf / math.sqrt(1 - beta_2) * G_inf * math.sqrt(T)
                + D**2 * G_inf * math.sqrt(1 - beta_2) / (2 * alpha_X * (1 - decay) ** 2)
            )
            / T
        ),
        params={"eta_X": lambda alpha_X, k: alpha_X / math.sqrt(k)},
        free=("D", "beta_1", "beta_2", "epsilon_v"),
    ),
    # \eta_k = \frac{2\alpha}{\epsilon + \sqrt{\beta_2 v_k}}, \tau_k = \frac{\epsilon +
    # \sqrt{\beta_2 v_k}}{\sqrt{1 - \beta_2}};
    # \frac{1}{2} h_{\text{clip}} \leq h_{\text{Adam}} \leq 2 h_{\text{clip}}
    "zhang2022.sec-7.2.1.rmsprop-clipping": Printed(
        parts=(
            (
                lambda g, v, epsilon_v, eta_X, beta_2: 0.5 * _clip(g, v, epsilon_v, eta_X, beta_2),
                lambda h_Adam: h_Adam,
            ),
            (
                lambda h_Adam: h_Adam,
                lambda g, v, epsilon_v, eta_X, beta_2: 2 * _clip(g, v, epsilon_v, eta_X, beta_2),
            ),
        ),
        where={
            "h_Adam": lambda g, v, epsilon_v, eta_X, beta_2: (
                eta_X / (epsilon_v + math.sqrt(beta_2 * v + (1 - beta_2) * g**2))
            ),
        },
        premises=(lambda beta_2: beta_2 < 1,),
    ),
}

RELAXED_SMOOTHNESS = {
    # \eta_c = \frac{1}{10L_0}, \gamma = \min\{\frac{1}{\eta_c}, \frac{1}{10L_1\eta_c}\};
    # \frac{20L_0(f(x_0) - f^*)}{\epsilon^2} + \frac{20 \max\{1, L_1^2\}(f(x_0) - f^*)}{L_0}
    "zhang2022.thm-3.4.1": Printed(
        bound=lambda L0, L1, Delta_0, epsilon: (
            20 * L0 * Delta_0 / epsilon**2 + 20 * max(1, L1**2) * Delta_0 / L0
        ),
        params={
            "eta_c": lambda L0: 1 / (10 * L0),
            "gamma_c": lambda L1, eta_c: min(1 / eta_c, 1 / (10 * L1 * eta_c)),
        },
    ),
    # at least \frac{L_1 M (f(x_0) - f^* - 5\epsilon/8)}{8\epsilon^2 (\log M + 1)}
    "zhang2022.thm-3.4.2": Printed(
        bound=lambda L1, M, Delta_0, epsilon: (
            L1 * M * (Delta_0 - 5 * epsilon / 8) / (8 * epsilon**2 * (math.log(M) + 1))
        ),
    ),
    # proof: f(x_0) - f^* = 2\Delta + 5\epsilon/4, and \|\nabla f(x_k)\| = 2\epsilon for k \leq
    # \Delta L_1 M / (4\epsilon^2(\log M + 1))
    "zhang2022.thm-3.4.2.proof": Printed(
        bound=lambda Delta, L1, M, epsilon: Delta * L1 * M / (4 * epsilon**2 * (math.log(M) + 1)),
        where={"Delta": lambda Delta_0, epsilon: (Delta_0 - 5 * epsilon / 4) / 2},
    ),
    # h = \frac{1}{2(ML_1 + L_0)}; 4(ML_1 + L_0)(f(x_0) - f^*)\epsilon^{-2}
    "zhang2022.thm-3.4.3": Printed(
        bound=lambda M, L0, L1, Delta_0, epsilon: 4 * (M * L1 + L0) * Delta_0 * epsilon**-2,
        params={"gamma": lambda M, L0, L1: 1 / (2 * (M * L1 + L0))},
    ),
    # h_c := \min\{\eta_c, \frac{\gamma \eta_c}{\|\nabla f(x)\|}\} (3.5), h_n :=
    # \frac{\eta_n}{\|\nabla f(x)\| + \beta} (3.6);
    # "if we set \gamma \eta_c = \eta_n and \eta_c = \eta_n / \beta": \frac{1}{2} h_c \leq h_n \leq
    # 2 h_c
    "zhang2022.sec-3.3.1.ngd-clip": Printed(
        parts=((lambda h_c: h_c / 2, lambda h_n: h_n), (lambda h_n: h_n, lambda h_c: 2 * h_c)),
        where={
            "eta_c": lambda eta_n, beta_n: eta_n / beta_n,
            "gamma": lambda eta_n, eta_c: eta_n / eta_c,
            "h_c": lambda eta_c, gamma, g: min(eta_c, gamma * eta_c / g),
            "h_n": lambda eta_n, g, beta_n: eta_n / (g + beta_n),
        },
    ),
}


def _third_nonconvex(L, alpha, f_0, sigma, K):
    """( \\frac{f_0}{\\sigma^2 K} )^{\\frac{\\alpha}{3\\alpha-2}} /
    L^{\\frac{2\\alpha-2}{3\\alpha-2}}
    """
    return (f_0 / (sigma**2 * K)) ** (alpha / (3 * alpha - 2)) / L ** (
        (2 * alpha - 2) / (3 * alpha - 2)
    )


_CLIPPED_NONCONVEX = {
    "gamma": lambda L, sigma, alpha, Delta_0, n: min(
        1 / (4 * L),
        1 / (L * (12 * sigma) ** (alpha / (alpha - 1))),
        _third_nonconvex(L, alpha, Delta_0, sigma, n),
    ),
    "tau": lambda sigma, gamma, L, alpha: sigma * (gamma * L) ** (-1 / alpha),
}
_NONCONVEX_RATE = (lambda n, alpha: n ** (-(alpha - 1) / (3 * alpha - 2)),)
_CONVEX_RATE = (lambda n, alpha: n ** (-2 * (alpha - 1) / alpha),)


def _eta_of_3_11(L0, L1, tau, T):
    """(3.11): \\eta = \\min\\{\\frac{1}{20L_0}, \\frac{1}{128L_1\\tau}, \\frac{1}{\\sqrt{T}}\\}."""
    return min(1 / (20 * L0), 1 / (128 * L1 * tau), T**-0.5)


def _over_two_values(of):
    """E of a function of h_k, <grad f, g_k - grad f> and ||g_k - grad f||^2 for noise of two
    values, the step as printed in (3.11).
    """

    def expected(L0, L1, tau, T, g, up, down, aside_up, aside_down):
        eta, total = _eta_of_3_11(L0, L1, tau, T), 0.0
        for weight, sign, part, aside in ((down, 1, up, aside_up), (up, -1, down, aside_down)):
            noise = (sign * part * tau, aside * math.sqrt(tau**2 - (part * tau) ** 2))
            length = math.hypot(g + noise[0], noise[1])
            h = min(1 / (16 * eta * L1 * (length + tau)), eta)
            total += (
                weight / (up + down) * of(L0, L1, g, h, g * noise[0], noise[0] ** 2 + noise[1] ** 2)
            )
        return total

    return expected


_mean_step = _over_two_values(lambda L0, L1, g, h, inner, square: h)
_two_values = {"up": 0.4, "down": 0.7, "aside_up": 0.5, "aside_down": 0.2}
_clipped = {**_two_values, "L0": 1.0, "tau": 0.1, "g": 1000.0}
"""Where every step is clipped: else the means of products with the noise are 0 but for rounding."""
# \Delta = (f(x_0) - f^* + (5L_0 + 2L_1\tau)\tau^2 + 9\tau L_0^2/L_1);
# \Delta \max\{\frac{128L_1}{\epsilon}, \frac{4\Delta}{\epsilon^4}, \frac{80L_0 +
# 512L_1\tau}{\epsilon^2}\}; eta as in (3.11)
_stochastic_clipping = Printed(
    bound=lambda Delta, L0, L1, tau, epsilon: max(
        Delta * 128 * L1 / epsilon,
        4 * Delta**2 / epsilon**4,
        Delta * (80 * L0 + 512 * L1 * tau) / epsilon**2,
    ),
    params={"eta": _eta_of_3_11, "L1": lambda L1: L1, "tau": lambda tau: tau},
    where={
        "Delta": lambda Delta_0, L0, L1, tau: (
            Delta_0 + (5 * L0 + 2 * L1 * tau) * tau**2 + 9 * tau * L0**2 / L1
        ),
        "T": lambda Delta, L0, L1, tau, epsilon: (
            Delta
            * max(
                128 * L1 / epsilon, 4 * Delta / epsilon**4, (80 * L0 + 512 * L1 * tau) / epsilon**2
            )
        ),
    },
)


def _sgd_steps(Delta_0, L0, L1, M, tau, epsilon):
    """(f(x_0) - f^* + (5L_0 + 4L_1M)(M + \\tau)^2)\\epsilon^{-4}."""
    return (Delta_0 + (5 * L0 + 4 * L1 * M) * (M + tau) ** 2) * epsilon**-4


def _printed_step(L0, L1, tau, T, G_k):
    """(3.11): h_k = \\min\\{ \\frac{1}{16\\eta L_1(\\|g_k\\| + \\tau)}, \\eta \\}."""
    eta = _eta_of_3_11(L0, L1, tau, T)
    return min(1 / (16 * eta * L1 * (G_k + tau)), eta)


def _without_clipping(L0, L1, tau, T, g):
    """That \\eta is 1 / (20 L0), no step is clipped and \\eta g^2 <= g / (32 L1)."""
    return _eta_of_3_11(L0, L1, tau, T) == 1 / (20 * L0) and 32 * L1 * (g + tau) / (20 * L0) <= 1


def _what_noise_adds(L0, L1, tau):
    """(5L_0 + 2L_1\\tau)\\tau^2 + 9\\tau L_0^2/L_1"""
    return 5 * L0 * tau**2 + 2 * L1 * tau**3 + 9 * tau * L0**2 / L1


def _height_of_dented_slope(L0, L1, tau, T, g):
    """T dents of length g / (20 L0), in each of which f falls by 1 / (40 pi) less than at slope
    g, a bend of 15 g^2 / (16 L0), noise.
    """
    return (
        T * g**2 / (20 * L0) * (40 * math.pi - 1) / (40 * math.pi)
        + 0.9375 * g**2 / L0
        + _what_noise_adds(L0, L1, tau)
    )


def _normalised_steps(Delta, L0, L1, tau, epsilon, eta_0):
    """Four times \\frac{128L_1}{\\epsilon}, 128 times \\frac{4\\Delta}{\\epsilon^4}, six times
    the last term.
    """
    return Delta * max(
        4 * 128 * L1 / epsilon,
        128 * 4 * Delta / epsilon**4 / eta_0**2,
        6 * (80 * L0 + 512 * L1 * tau) / epsilon**2,
    )


CHAPTER_3 = {
    # h_k \leq 1/(5L_0 + 4L_1 \|\nabla f(x_k)\|), f falls by \frac{h_k \|\nabla f(x_k)\|^2}{2}; the
    # step of Theorem 3.4.1
    "zhang2022.proof-3.4.1.step": Printed(
        parts=(
            (lambda h: h, lambda L0, L1, g: 1 / (5 * L0 + 4 * L1 * g)),
            (
                lambda h, g: h * g**2 / 2,
                lambda L0, L1, g, h: h * g**2 - (5 * L0 + 4 * L1 * g) / 2 * g**2 * h**2,
            ),
        ),
        where={"h": lambda L0, L1, g: min(1, min(10 * L0, L0 / L1) / g) / (10 * L0)},
    ),
    # \|\nabla f(x_k)\| \geq \|g_k\| - \tau \geq \frac{1}{32L_1 h_k} where \|g_k\| \geq
    # \frac{1}{16L_1\eta} - \tau
    "zhang2022.proof-3.4.4.eq-3.15": Printed(
        parts=(
            (
                lambda L0, L1, tau, T, G_k: 1 / (32 * L1 * _printed_step(L0, L1, tau, T, G_k)),
                lambda G_k, tau: G_k - tau,
            ),
        ),
        premises=(
            lambda L0, L1, tau, T, G_k: (G_k + tau) * 16 * L1 * _eta_of_3_11(L0, L1, tau, T) >= 1,
        ),
    ),
    # h_k \|\nabla f_k\|^2 \geq \min\{\eta, \frac{1}{32L_1\|\nabla f_k\|}\} \|\nabla f_k\|^2, with
    # the step of the proof
    "zhang2022.proof-3.4.4.step": Printed(
        parts=(
            (
                lambda L0, L1, tau, T, g: (
                    min(_eta_of_3_11(L0, L1, tau, T), 1 / (32 * L1 * g)) * g**2
                ),
                lambda L0, L1, tau, T, G_k, g: (
                    min(1 / (16 * L1 * (G_k + tau)), _eta_of_3_11(L0, L1, tau, T)) * g**2
                ),
            ),
        ),
        premises=(lambda G_k, g, tau: G_k <= g + tau,),
    ),
    # \sum_{k \leq T} \min\{\eta \|\nabla f_k\|^2, ...\} \leq f(x_0) - f^* + ...; x_k = (1 - 1/20)^k
    # x_0 on L0 x^2 / 2
    "zhang2022.proof-3.4.4.sum": Printed(
        parts=(
            (
                lambda L0, g, T: sum((g * 0.95**k) ** 2 / (20 * L0) for k in range(round(T))),
                lambda L0, L1, tau, g: g**2 / (2 * L0) + _what_noise_adds(L0, L1, tau),
            ),
        ),
        premises=(_without_clipping,),
        fixed={"L0": 5.0},
    ),
    # \max\{\sqrt{(f(x_0) - f^* + ...) \frac{\sqrt{T} + 20L_0 + 128L_1\tau}{T}}, (f(x_0) - f^* +
    # ...) \frac{64L_1}{T}\}
    "zhang2022.proof-3.4.4.smallest": Printed(
        parts=(
            (
                lambda g: g,
                lambda L0, L1, tau, T, g: max(
                    (
                        _height_of_dented_slope(L0, L1, tau, T, g)
                        * (T**-0.5 + (20 * L0 + 128 * L1 * tau) / T)
                    )
                    ** 0.5,
                    _height_of_dented_slope(L0, L1, tau, T, g) * 64 * L1 / T,
                ),
            ),
        ),
        premises=(_without_clipping,),
        fixed={"L0": 5.0},
    ),
    # E f(x_{k+1}) \leq f(x_k) - \frac{1}{\sqrt{T}} \|\nabla f(x_k)\|^2 + \frac{5L_0 + 4L_1 M(M +
    # \tau)^2}{2T}, on L0 x^2 / 2
    "zhang2022.proof-3.4.5.descent": Printed(
        parts=(
            (
                lambda L0, h, g, tau, T: (
                    ((1 - h * L0) ** 2 * g**2 + (h * L0 * tau) ** 2 - g**2) / (2 * L0)
                    + g**2 / math.sqrt(T)
                ),
                lambda L0, L1, M, tau, T: (5 * L0 + 4 * L1 * M * (M + tau) ** 2) / (2 * T),
            ),
        ),
        where={"h": lambda T, L1, M, tau: min(1 / math.sqrt(T), 1 / (L1 * (M + tau)))},
        premises=(lambda g, M: g <= M,),
    ),
    # Carmon et al.: no method is faster than a constant times L (f(x_0) - f^*) \epsilon^{-2}; f_d
    # is 152-smooth and 12 d high
    "zhang2022.sec-3.4.1.gd-optimal": Printed(
        bound=lambda L, Delta_0, epsilon: float(
            int(Delta_0 / (12 * (152 * epsilon / L) ** 2 * L / 152))
        ),
        fixed={"Delta_0": 1e6},
    ),
    # \frac{1}{T} \sum_{k=1}^T E \|\nabla f(x_k)\|^2 \leq \frac{1}{\sqrt{T}} ( f(x_0) - f^* +
    # \frac{5L_0 + 4L_1 M(M + \tau)^2}{2} )
    "zhang2022.proof-3.4.5.mean": Printed(
        bound=lambda T, Delta_0, L0, L1, M, tau: (
            (2 * Delta_0 + 5 * L0 + 4 * L1 * M * (M + tau) ** 2) / math.sqrt(4 * T)
        ),
        params={"gamma": lambda T, L1, M, tau: min(1 / math.sqrt(T), 1 / (L1 * (M + tau)))},
    ),
    "zhang2022.thm-3.4.4": _stochastic_clipping,
    "zhang2022.thm-3.4.4.proof": _stochastic_clipping,
    # h = \min\{\frac{1}{\sqrt{T}}, \frac{1}{L_1(M+\tau)}\}
    "zhang2022.thm-3.4.5": Printed(
        bound=_sgd_steps,
        params={"gamma": lambda T, L1, M, tau: min(1 / math.sqrt(T), 1 / (L1 * (M + tau)))},
        where={"T": _sgd_steps},
    ),
    # \mathbb{P}\{\frac{1}{T} \sum_{k=1}^T \|\nabla f(x_k)\|^2 >
    # \frac{2}{\sqrt{T}} ( f(x_0) - f^* + \frac{5L_0 + 4L_1 M(M + \tau)^2}{2} ) \} \leq 0.5
    "zhang2022.proof-3.4.5": Printed(
        bound=lambda T, Delta_0, L0, L1, M, tau: (
            2 / math.sqrt(T) * (Delta_0 + (5 * L0 + 4 * L1 * M * (M + tau) ** 2) / 2)
        ),
        params={"gamma": lambda T, L1, M, tau: min(1 / math.sqrt(T), 1 / (L1 * (M + tau)))},
    ),
    # \Omega((L_1M/\log(M) + L_0)(f(x_0) - f^*)\epsilon^{-2}); the constant 1/3 is the entry's
    "zhang2022.rem-3.4.1": Printed(
        bound=lambda L0, L1, M, Delta_0, epsilon: (
            (L1 * M / math.log(M) + L0) * Delta_0 * epsilon**-2 / 3
        ),
    ),
    # the gradient norm is not below epsilon
    "zhang2022.sec-3.4.2.sgd-slower": Printed(bound=lambda epsilon: epsilon),
    # \gamma\eta_c = \eta_n and \eta_c = \eta_n / \beta for the clipped method of Theorem 3.4.1,
    # whose number of steps doubles
    "zhang2022.sec-3.3.1.ngd-rate": Printed(
        bound=lambda L0, L1, Delta_0, epsilon: (
            2 * (20 * L0 * Delta_0 / epsilon**2 + 20 * max(1, L1**2) * Delta_0 / L0)
        ),
        params={
            "eta_n": lambda L0, L1: min(10 * L0, 10 * L0 / (10 * L1)) / (10 * L0),
            "beta_n": lambda L0, L1: min(10 * L0, L0 / L1),
        },
    ),
    # the same for the method of Theorem 3.4.4, with the constants of the entry: Delta max{4, 128,
    # 6, 6 times the terms}
    "zhang2022.sec-3.3.1.ngd-rate.stochastic": Printed(
        bound=_normalised_steps,
        params={
            "eta_n": lambda L1: 1 / (16 * L1),
            "beta_n": lambda L0, L1, tau, T, eta_0: (
                max(20 * L0, 128 * L1 * tau, math.sqrt(T) / eta_0) / (16 * L1)
            ),
        },
        where={
            "Delta": lambda Delta_0, L0, L1, tau, eta_0: (
                Delta_0 + eta_0**2 * _what_noise_adds(L0, L1, tau)
            ),
            "T": _normalised_steps,
            "eta": lambda L0, L1, tau, T, eta_0: (
                1 / max(20 * L0, 128 * L1 * tau, math.sqrt(T) / eta_0)
            ),
        },
        free=("eta_0",),
    ),
    # \|x^+ - x\| \leq \min\{1/L_1, 1\}: \|\nabla f(x^+)\| \leq 4(L_0/L_1 + \|\nabla f(x)\|), at the
    # largest: u' = L_0 + L_1 u
    "zhang2022.lem-3.7.1": Printed(
        parts=(
            (
                lambda L0, L1, g, r: g * math.exp(L1 * r) + L0 / L1 * math.expm1(L1 * r),
                lambda L0, L1, g: 4 * (L0 / L1 + g),
            ),
        ),
        premises=(lambda L1, r: r <= 1 / L1,),
    ),
    # \mathbb{E}[-h_k \langle \nabla f(x_k), g_k - \nabla f(x_k) \rangle] \leq \frac{1}{4}
    # \mathbb{E}[h_k] \|\nabla f(x_k)\|^2
    "zhang2022.lem-3.7.2": Printed(
        parts=(
            (
                _over_two_values(lambda L0, L1, g, h, inner, square: -h * inner),
                _over_two_values(lambda L0, L1, g, h, inner, square: h * g**2 / 4),
            ),
        ),
        fixed=_clipped,
    ),
    # \mathbb{E}[(5L_0 + 4L_1\|\nabla f\|)h_k^2\langle\nabla f, g_k - \nabla f\rangle]
    # \leq 9\eta^2\tau L_0^2/L_1 + \frac{1}{8}\mathbb{E}[h_k]\|\nabla f(x_k)\|^2
    "zhang2022.lem-3.7.3": Printed(
        parts=(
            (
                _over_two_values(
                    lambda L0, L1, g, h, inner, square: (5 * L0 + 4 * L1 * g) * h**2 * inner
                ),
                lambda L0, L1, tau, T, g, up, down, aside_up, aside_down: (
                    9 * _eta_of_3_11(L0, L1, tau, T) ** 2 * tau * L0**2 / L1
                    + _mean_step(L0, L1, tau, T, g, up, down, aside_up, aside_down) * g**2 / 8
                ),
            ),
        ),
        fixed=_clipped,
    ),
    # \frac{5L_0 + 4L_1\|\nabla f\|}{2}\mathbb{E}[h_k^2\|g_k - \nabla f\|^2]
    # \leq (5L_0 + 2L_1\tau)\eta^2\tau^2 + \frac{1}{8}\|\nabla f(x_k)\|^2\mathbb{E}[h_k]
    "zhang2022.lem-3.7.4": Printed(
        parts=(
            (
                _over_two_values(
                    lambda L0, L1, g, h, inner, square: (5 * L0 + 4 * L1 * g) / 2 * h**2 * square
                ),
                lambda L0, L1, tau, T, g, up, down, aside_up, aside_down: (
                    (5 * L0 + 2 * L1 * tau) * _eta_of_3_11(L0, L1, tau, T) ** 2 * tau**2
                    + g**2 * _mean_step(L0, L1, tau, T, g, up, down, aside_up, aside_down) / 8
                ),
            ),
        ),
        fixed=_two_values,
    ),
    # \|\nabla f(x_k)\| \geq L_0/L_1: \frac{h_k \|\nabla f(x_k)\|^2}{2} \geq \frac{L_0}{20 \max\{1,
    # L_1^2\}}; the step of Theorem 3.4.1
    "zhang2022.proof-3.4.1.steep": Printed(
        parts=(
            (
                lambda L0, L1: L0 / (20 * max(1, L1**2)),
                lambda L0, L1, g: min(1, min(10 * L0, L0 / L1) / g) / (10 * L0) * g**2 / 2,
            ),
        ),
        premises=(lambda L0, L1, g: g >= L0 / L1,),
    ),
    # \epsilon \leq \|\nabla f(x_k)\| \leq L_0/L_1: it is \geq \frac{\|\nabla f(x_k)\|^2}{20L_0}
    # \geq \frac{\epsilon^2}{20L_0}
    "zhang2022.proof-3.4.1.gentle": Printed(
        parts=(
            (
                lambda L0, g: g**2 / (20 * L0),
                lambda L0, L1, g: min(1, min(10 * L0, L0 / L1) / g) / (10 * L0) * g**2 / 2,
            ),
        ),
        premises=(lambda L0, L1, g: g <= L0 / L1,),
    ),
}

HEAVY_TAILS = {
    # \eta = \min\{\frac{1}{4L}, \frac{1}{L(12\sigma)^{\alpha/(\alpha-1)}}, ...\}, \tau =
    # \sigma(\eta L)^{-1/\alpha};
    # 20f_0 \max\{\frac{4L}{K}, \frac{L(12\sigma)^{\alpha/(\alpha-1)}}{K},
    # L^{\frac{2\alpha-2}{3\alpha-2}} (\frac{F_0}{K\sigma^2})^{\frac{2(\alpha-1)}{3\alpha-2}}\}
    "zhang2022.thm-4.4.1": Printed(
        bound=lambda L, sigma, alpha, Delta_0, n: (
            20
            * Delta_0
            * max(
                4 * L / n,
                L * (12 * sigma) ** (alpha / (alpha - 1)) / n,
                L ** ((2 * alpha - 2) / (3 * alpha - 2))
                * (Delta_0 / (n * sigma**2)) ** (2 * (alpha - 1) / (3 * alpha - 2)),
            )
        ),
        params=_CLIPPED_NONCONVEX,
    ),
    # \frac{20f_0}{K} \max\{4L, L(12\sigma)^{\alpha/(\alpha-1)},
    # L^{\frac{2\alpha-2}{3\alpha-2}} / ( \frac{f_0}{G^2 K} )^{\frac{\alpha}{3\alpha-2}}\}
    "zhang2022.thm-4.4.1.proof": Printed(
        bound=lambda L, sigma, alpha, Delta_0, n: (
            20
            * Delta_0
            / n
            * max(
                4 * L,
                L * (12 * sigma) ** (alpha / (alpha - 1)),
                L ** ((2 * alpha - 2) / (3 * alpha - 2))
                / (Delta_0 / (sigma**2 * n)) ** (alpha / (3 * alpha - 2)),
            )
        ),
        params=_CLIPPED_NONCONVEX,
    ),
    # \mathbb{E}\|\nabla f(x)\| \leq \mathcal{O}(K^{-\frac{(\alpha-1)}{3\alpha-2}}), with the
    # parameters of Theorem 4.4.1
    "zhang2022.rem-4.4.2": Printed(order=_NONCONVEX_RATE, params=_CLIPPED_NONCONVEX),
    # Table 4.1, nonconvex: GClip \mathcal{O}(k^{-\frac{(\alpha-1)}{3\alpha-2}}); SGD
    # \mathcal{O}(k^{-\frac{1}{4}}); SGD, strongly convex:
    # \mathcal{O}(k^{-1}); the table prescribes no parameters
    "zhang2022.table-4.1.gclip-nonconvex": Printed(order=_NONCONVEX_RATE, free=("gamma", "tau")),
    "zhang2022.table-4.1.sgd-nonconvex": Printed(order=(lambda n: n**-0.25,), free=("gamma",)),
    "zhang2022.table-4.1.sgd-strongly-convex": Printed(order=(lambda n: 1 / n,), free=("gamma",)),
    # \frac{16d\|B\|_\alpha^2}{\mu(k+1)^{2(\alpha-1)/\alpha}}; steps and averaging those of Theorem
    # 4.4.2 (proof), G^\alpha = d^{\alpha/2}
    # \|B\|_\alpha^\alpha from Lemma 4.7.4
    "zhang2022.cor-4.5.1": Printed(
        bound=lambda d, B_alpha, mu, n, alpha: (
            16 * d * B_alpha**2 / (mu * (n + 1) ** (2 * (alpha - 1) / alpha))
        ),
        params={
            "gamma": lambda mu, k: 4 / (mu * (k + 1)),
            "tau": lambda d, B_alpha, alpha, k: (
                (d ** (alpha / 2) * B_alpha**alpha * k) ** (1 / alpha)
            ),
        },
    ),
    # \tau_k = Gk^{\alpha-1}, \eta_k = \frac{4}{\mu^{(k+1)}}; E[f(\bar{x}_k)] - f(x^*) \leq
    # \frac{16G^2}{\mu^{(k+1)^{2(\alpha-1)/\alpha}}}
    "zhang2022.thm-4.4.2": Printed(
        bound=lambda G, mu, n, alpha: 16 * G**2 / mu ** ((n + 1) ** (2 * (alpha - 1) / alpha)),
        params={
            "tau": lambda G, k, alpha: G * k ** (alpha - 1),
            "gamma": lambda mu, k: 4 / mu ** (k + 1),
        },
    ),
    # proof: \eta_k = \frac{4}{\mu(k+1)}, \tau_k = Gk^{\frac{1}{\alpha}}; its last display but one
    # ends
    # \leq 8G^2K^{-1}(K+1)^{\frac{2-\alpha}{\alpha}}\mu^{-1}; the last one, by K^{-1} \leq
    # 2(K+1)^{-1}, prints
    # 16G^2(K+1)^{\frac{2-\alpha}{\alpha}}\mu^{-1}, where a factor (K+1)^{-1} is lost
    "zhang2022.thm-4.4.2.proof": Printed(
        bound=lambda G, mu, n, alpha: 8 * G**2 / n * (n + 1) ** ((2 - alpha) / alpha) / mu,
        params={
            "tau": lambda G, k, alpha: G * k ** (1 / alpha),
            "gamma": lambda mu, k: 4 / (mu * (k + 1)),
        },
    ),
    # the theorem prints \Omega(k^{-2(\alpha-1)/\alpha}); its proof ends with \epsilon^2/64 =
    # \frac{1}{2^{14}k^{2(\alpha-1)/\alpha}}
    # for a function with "\mu = 1 and L = 1" and "G \leq 1": the largest G
    "zhang2022.thm-4.4.3": Printed(
        bound=lambda n, alpha: 1 / (2**14 * n ** (2 * (alpha - 1) / alpha)),
        fixed={"mu": 1, "L": 1, "G": 1},
    ),
    # \mathbb{P}[\nu' = \nu]: the last three lines of the proof of Lemma 4.7.8, without \frac{1}{2}
    # + and squared; \gamma, p_\nu of (4.5)
    "zhang2022.lem-4.7.8.proof": Printed(
        parts=(
            (_line_2, _line_3),
            (_line_4, _line_3),
            (_line_4, lambda k, epsilon, alpha: k * (4 * epsilon) ** (alpha / (alpha - 1))),
        ),
    ),
    "zhang2022.lem-4.7.8.proof.corrected": Printed(
        parts=(
            (_line_2, lambda k, epsilon, alpha: k * (4 * epsilon) ** (alpha / (alpha - 1)) / 24),
            (
                lambda k, epsilon, alpha: k * (4 * epsilon) ** (alpha / (alpha - 1)) / 24,
                lambda k, epsilon, alpha: k * (4 * epsilon) ** (alpha / (alpha - 1)),
            ),
        ),
    ),
    # \mathbb{E}\|\nabla f(x_k)\| \geq \epsilon, for all k \leq \frac{(d-1)}{2p}
    "zhang2022.proof-4.4.4": Printed(bound=lambda epsilon: epsilon),
    "zhang2022.proof-4.4.4.corrected": Printed(bound=lambda epsilon: epsilon),
    # with probability at least 1/2, \text{prog}_1(x_k) \leq \text{prog}_0(x_k) < d for all k \leq
    # \frac{(d-1)}{2p}
    "zhang2022.proof-4.4.4.progress": Printed(bound=lambda: 1 / 2),
    # \mathbb{E}[\|\nabla f(x_k)\|] \geq \Omega\left(\frac{1}{k^{(\alpha-1)/(3\alpha-2)}}\right),
    # here with C for \Omega
    "zhang2022.thm-4.4.4": Printed(
        bound=lambda C, n, alpha: C / n ** ((alpha - 1) / (3 * alpha - 2))
    ),
    # any positive constants \eta_k that do not depend on g_k: E[\|\nabla f(x_k)\|^2] = \infty
    "zhang2022.rem-4.4.1": Printed(bound=lambda: math.inf, free=("gamma",)),
    # Table 4.1, GClip, strongly convex, heavy-tailed noise:
    # \mathcal{O}(k^{-\frac{(\alpha-1)}{\alpha}}); the table prescribes no parameters
    "zhang2022.table-4.1.gclip-strongly-convex.standard-noise": Printed(
        order=(lambda n: 1 / n,), free=("gamma", "tau")
    ),
    "zhang2022.table-4.1.gclip-strongly-convex": Printed(
        order=(lambda n, alpha: n ** (-(alpha - 1) / alpha),), free=("gamma", "tau")
    ),
}

NONSMOOTH = {
    # K = \frac{48L^2}{\epsilon^2}, T = \frac{4\Delta}{\epsilon\delta};
    # with probability 1 - \gamma at most \frac{192\Delta L^2}{\epsilon^3\delta}
    # \log(\frac{4\Delta}{\gamma\delta\epsilon}) oracle calls
    "zhang2022.thm-5.4.1": Printed(
        bound=lambda Delta_0, L_f, epsilon, delta_X, delta: (
            192
            * Delta_0
            * L_f**2
            / (epsilon**3 * delta_X)
            * math.log(4 * Delta_0 / (delta * delta_X * epsilon))
        ),
        params={
            "K": lambda L_f, epsilon: 48 * L_f**2 / epsilon**2,
            "T": lambda Delta_0, epsilon, delta_X: 4 * Delta_0 / (epsilon * delta_X),
            "L_f": lambda L_f: L_f,
            "epsilon": lambda epsilon: epsilon,
            "delta_X": lambda delta_X: delta_X,
        },
    ),
}

NONCONVEX = {
    # \gamma_t = \frac{1}{L\sqrt{N}}; E[\frac{1}{N} \sum_{t=0}^{N-1} \|g^t\|_2^2] \leq
    # \frac{1}{\sqrt{N}} [2L(f(x_0) - f^* + \sigma^2)] (10)
    "cevher2020.eq-10": Printed(
        bound=lambda n, L, Delta_0, sigma: 1 / math.sqrt(n) * (2 * L * (Delta_0 + sigma**2)),
        params={"gamma": lambda n, L: 1 / (L * math.sqrt(n))},
    ),
}

ADAPTIVE = {
    # proof of Theorem 4.1: A <= C^2 C_1^2 + 2 C C_0 with C = D_inf^2 / (2 eta) + eta, C_1 = sqrt(2
    # ||L||_1 / T),
    # C_0 = ||sigma||_1 / sqrt(M T) + epsilon D_2^2 / (2 eta T C)
    "liu2025.proof-4.1": Printed(
        bound=lambda C, C_0, C_1: C**2 * C_1**2 + 2 * C * C_0,
        where={
            "C": lambda D_inf, eta_X: D_inf**2 / (2 * eta_X) + eta_X,
            "C_1": lambda L_sum, T: math.sqrt(2 * L_sum / T),
            "C_0": lambda sigma_sum, batch, T, epsilon_AdaGrad, D_2, eta_X, C: (
                sigma_sum / math.sqrt(batch * T) + epsilon_AdaGrad * D_2**2 / (2 * eta_X * T * C)
            ),
        },
        params={"epsilon_AdaGrad": lambda epsilon_AdaGrad: epsilon_AdaGrad},
        free=("eta_X",),
    ),
    # step eta = D_inf: O(D_inf ||sigma||_1 / sqrt(M T) + ||L||_1 D_inf^2 / T) + O(epsilon D_2^2 /
    # (D_inf T))
    "liu2025.thm-4.1": Printed(
        params={
            "eta_X": lambda D_inf: D_inf,
            "epsilon_AdaGrad": lambda epsilon_AdaGrad: epsilon_AdaGrad,
        },
        order=(
            lambda D_inf, sigma_sum, batch, T, L_sum: (
                D_inf * sigma_sum / math.sqrt(batch * T) + L_sum * D_inf**2 / T
            ),
            lambda epsilon_AdaGrad, D_2, D_inf, T: epsilon_AdaGrad * D_2**2 / (D_inf * T),
        ),
    ),
    # step min{1 / ||L||_inf, sqrt(D_2^2 M / (2 ||sigma||_2^2 (t+1)))}, t from 0, so that t + 1 is
    # our k;
    # O(D_2 ||sigma||_2 / sqrt(M T) + ||L||_inf D_2^2 / T)
    "liu2025.thm-D.1": Printed(
        params={"gamma": _sgd_step},
        order=(
            lambda D_2, sigma_2, batch, T, L_max: (
                D_2 * sigma_2 / math.sqrt(batch * T) + L_max * D_2**2 / T
            ),
        ),
    ),
    # proof: E f(w_T) - f(w^*) <= D_2^2 / (eta_{T-1} T) + ||sigma||_2^2 / (M T) sum_{t<T} eta_t
    "liu2025.thm-D.1.proof": Printed(
        bound=lambda D_2, sigma_2, L_max, batch, T: (
            D_2**2 / (_sgd_step(L_max, D_2, batch, sigma_2, T) * T)
            + sigma_2**2
            / (batch * T)
            * sum(_sgd_step(L_max, D_2, batch, sigma_2, t + 1) for t in range(int(T)))
        ),
        params={"gamma": _sgd_step},
    ),
    # "SGD & AdaGrad-Norm": O(D_2 ||sigma||_2 / sqrt(M T) + ||L||_inf D_2^2 / T); AdaGrad-Norm's
    # step is not given
    "liu2025.eq-6": Printed(
        params={"epsilon_AdaGrad": lambda epsilon_AdaGrad: epsilon_AdaGrad},
        order=(
            lambda D_2, sigma_2, batch, T, L_max: (
                D_2 * sigma_2 / math.sqrt(batch * T) + L_max * D_2**2 / T
            ),
        ),
        free=("eta_X",),
    ),
    # x <= C_0 + C_1 ln x, C_1 >= C_0 >= 0, x > 0: x <= 2 C_0 + zeta C_1 ln(C_1 + e) for zeta >= 5
    # (33)
    "liu2025.lem-G.4": Printed(
        parts=(
            (lambda x: x, lambda C_0, C_1, zeta: 2 * C_0 + zeta * C_1 * math.log(C_1 + math.e)),
        ),
        premises=(
            lambda C_0, C_1: C_1 >= C_0,
            lambda zeta: zeta >= 5,
            lambda x, C_0, C_1: x <= C_0 + C_1 * math.log(x),
        ),
    ),
}

IDENTITIES = {
    # s_t ~ Exp(1), x_{t+1} = x_t + s_t \Delta_t: E_{s_t}[F(x_{t+1}) - F(x_t)] = E_{s_t} \langle
    # \nabla F(x_{t+1}), \Delta_t \rangle (12)
    "tran2024.eq-12": Printed(sides=_random_scaling),
}

_PROOF = HEAVY_TAILS["zhang2022.thm-4.4.2.proof"]
_BY_COORDINATE = {
    "gamma": _PROOF.params["gamma"],
    "tau": lambda B_1, k, alpha: B_1 * math.exp(math.log(k) / alpha),
}
_BY_NORM = {
    "gamma": _PROOF.params["gamma"],
    "tau": lambda B_alpha, k, alpha: B_alpha * math.exp(math.log(k) / alpha),
}

# not printed anywhere: derived a second time, in another form than the entries have
CORRECTED = {
    # 2 L R^2 / (n + 1)^2 <= epsilon from n = sqrt(2 L R^2 / epsilon) - 1 on, rounded up
    "zhang2022.table-2.1.smooth-convex.corrected": Printed(
        bound=lambda L, R, epsilon_f: R * math.sqrt(2 * L / epsilon_f), free=("gamma", "beta")
    ),
    # Nesterov (2004), Theorem 2.1.7: f(x_k) - f^* >= 3 L R^2 / (32 (k + 1)^2), solved for k
    "zhang2022.table-2.1.smooth-convex.lower.corrected": Printed(
        bound=lambda L, R, epsilon_f: R / 4 * math.sqrt(3 * L / (2 * epsilon_f)) - 1
    ),
    # the first and the last term of the proof's maximum with 8^alpha in place of 4 and 12 sigma,
    # and tau as printed
    "zhang2022.thm-4.4.1.corrected": Printed(
        bound=lambda L, sigma, alpha, Delta_0, n: (
            20 * Delta_0 / n * max(8**alpha * L, 1 / _third_nonconvex(L, alpha, Delta_0, sigma, n))
        ),
        params={
            "gamma": lambda L, sigma, alpha, Delta_0, n: (
                1 / max(8**alpha * L, 1 / _third_nonconvex(L, alpha, Delta_0, sigma, n))
            ),
            "tau": _CLIPPED_NONCONVEX["tau"],
        },
    ),
    # \hat v_{T,i} \leq G_\infty^2, \|g_{1:T,i}\|_2 \leq G_\infty \sqrt T in D_\infty^2 \sqrt{\hat
    # v_T} \sqrt T / (2 \alpha) +
    # \alpha \sqrt{1 + \log T} \|g_{1:T}\|_2 / (2 \sqrt{1 - \beta_2}), d coordinates, divided by T
    "kingma2015.thm-4.1.corrected": Printed(
        bound=lambda d, D_inf, alpha_X, G_inf, T, beta_2: (
            d
            * G_inf
            / (2 * math.sqrt(T))
            * (D_inf**2 / alpha_X + alpha_X * math.sqrt((1 + math.log(T)) / (1 - beta_2)))
        ),
        params={"eta_X": lambda alpha_X, k: alpha_X / math.sqrt(k)},
        free=("beta_1", "beta_2"),
    ),
    # the parameters of the proof with the bound of the statement; and the moment of the norm that
    # Lemma 4.7.4 should have
    "zhang2022.thm-4.5.1.corrected": Printed(
        bound=lambda B_2, mu, n, alpha: (
            16 * B_2 * B_2 / mu * math.exp((2 / alpha - 2) * math.log1p(n))
        ),
        params=_BY_COORDINATE,
    ),
    "zhang2022.cor-4.5.1.sharp": Printed(
        bound=lambda B_alpha, mu, n, alpha: (
            16 * B_alpha * B_alpha / mu * math.exp((2 / alpha - 2) * math.log1p(n))
        ),
        params=_BY_NORM,
    ),
    "zhang2022.thm-4.5.1.rate": Printed(order=_CONVEX_RATE, params=_BY_COORDINATE),
    "zhang2022.thm-4.4.2.rate": Printed(order=_CONVEX_RATE, params=_BY_NORM),
    # the parameters of the proof with the bound of the statement, mu (k+1)^{2(alpha-1)/alpha} read
    # as a product
    "zhang2022.thm-4.4.2.corrected": Printed(
        bound=lambda G, mu, n, alpha: 16 * G * G / mu * math.exp((2 / alpha - 2) * math.log1p(n)),
        params=_PROOF.params,
    ),
    # from (9): Delta_0 >= (1 / 2L) (sqrt(N) m - sigma^2) for the mean m of N squared norms, solved
    # for m
    "cevher2020.eq-10.corrected": Printed(
        bound=lambda n, L, Delta_0, sigma: 2 * L * (Delta_0 + sigma**2 / (2 * L)) / math.sqrt(n),
        params={"gamma": lambda n, L: 1 / (L * math.sqrt(n))},
    ),
    # steps h <= 2 x_0 / M with x_0 = (log(M L1 / L0) + 1) / L1; a slope eps from the height Delta_0
    # down to 5/8 eps w, w = 3 eps / (2 L0)
    "zhang2022.thm-3.4.2.corrected": Printed(
        bound=lambda L0, L1, M, Delta_0, epsilon: (
            (Delta_0 - 5 / 8 * epsilon * (3 * epsilon / (2 * L0)))
            / epsilon**2
            / (2 * (math.log(M * L1 / L0) + 1) / L1 / M)
        ),
    ),
    # steps eta_0 / sqrt(T) with a unit: T eta_0^2 / T of noise; eta_0 eps^2 sqrt(T) = 2 Delta
    # solved for T, the other terms as printed
    "zhang2022.thm-3.4.4.corrected": Printed(
        bound=lambda Delta, L0, L1, tau, epsilon, eta_0: max(
            128 * L1 * Delta / epsilon,
            (2 * Delta / (eta_0 * epsilon**2)) ** 2,
            (80 * L0 + 512 * L1 * tau) * Delta / epsilon**2,
        ),
        params={
            "eta": lambda L0, L1, tau, T, eta_0: (
                1 / max(20 * L0, 128 * L1 * tau, math.sqrt(T) / eta_0)
            ),
            "L1": lambda L1: L1,
            "tau": lambda tau: tau,
        },
        where={
            "Delta": lambda Delta_0, L0, L1, tau, eta_0: (
                Delta_0
                + eta_0**2 * (5 * L0 * tau**2 + 2 * L1 * tau**3)
                + 9 * eta_0**2 * tau * L0**2 / L1
            ),
            "T": lambda Delta, L0, L1, tau, epsilon, eta_0: max(
                128 * L1 * Delta / epsilon,
                (2 * Delta / (eta_0 * epsilon**2)) ** 2,
                (80 * L0 + 512 * L1 * tau) * Delta / epsilon**2,
            ),
        },
        free=("eta_0",),
    ),
    # eta_0 sqrt(T) eps^2 >= 2 Delta_0 + eta_0^2 (...), and steps of at most 1 / L1; M bounds all
    # gradients
    "zhang2022.thm-3.4.5.corrected": Printed(
        bound=lambda Delta_0, L0, L1, L_f, tau, epsilon, eta_0: max(
            (
                (2 * Delta_0 / eta_0 + eta_0 * (5 * L0 + 4 * L1 * L_f) * (L_f + tau) ** 2)
                / epsilon**2
            )
            ** 2,
            (eta_0 * L1 * (L_f + tau)) ** 2,
        ),
        params={"gamma": lambda eta_0, T: eta_0 / math.sqrt(T)},
        where={
            "T": lambda Delta_0, L0, L1, L_f, tau, epsilon, eta_0: max(
                (
                    (2 * Delta_0 / eta_0 + eta_0 * (5 * L0 + 4 * L1 * L_f) * (L_f + tau) ** 2)
                    / epsilon**2
                )
                ** 2,
                (eta_0 * L1 * (L_f + tau)) ** 2,
            )
        },
        free=("eta_0",),
    ),
    # both terms times (M + tau)^2
    "zhang2022.proof-3.4.5.corrected": Printed(
        bound=lambda T, Delta_0, L0, L1, L_f, tau, eta_0: (
            (2 * Delta_0 / eta_0 + eta_0 * (5 * L0 + 4 * L1 * L_f) * (L_f + tau) ** 2)
            / math.sqrt(T)
        ),
        params={"gamma": lambda eta_0, T: eta_0 / math.sqrt(T)},
        free=("eta_0",),
    ),
    "zhang2022.proof-3.4.5.mean.corrected": Printed(
        bound=lambda T, Delta_0, L0, L1, L_f, tau, eta_0: (
            (Delta_0 / eta_0 + eta_0 * (5 * L0 + 4 * L1 * L_f) * (L_f + tau) ** 2 / 2)
            / math.sqrt(T)
        ),
        params={"gamma": lambda eta_0, T: eta_0 / math.sqrt(T)},
        free=("eta_0",),
    ),
}

PRINTED = {
    **CONVEX,
    **CHAPTER_2,
    **CALIBRATION,
    **RELAXED_SMOOTHNESS,
    **CHAPTER_3,
    **HEAVY_TAILS,
    **NONSMOOTH,
    **NONCONVEX,
    **ADAPTIVE,
    **IDENTITIES,
    **CORRECTED,
}
