"""A second transcription of the printed claims, made from the sources alone and in plain arithmetic.

Arguments carry the names of the catalogue's constants; a comment gives what the source prints and where its letter is another one.
In a bound the number of steps is n even where the source calls it k; in a parameter k is the number of the step, counted from 1.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Function = Callable[..., float]


@dataclass(frozen=True)
class Printed:
    """What one claim prints, as functions of the constants that their arguments name.

    where: abbreviations; order: terms that the source prints without their constant, each added to the bound with a positive one;
    fixed: numbers that the source gives to constants; free: parameters that the source leaves open, so that the bound holds for a
    range of them; parts: sides lhs <= rhs of an inequality, under premises; sides: both of an identity, from F, gradF, x, Delta, s.
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


def _random_scaling(F, gradF, x, Delta, s):
    moved = [a + s * b for a, b in zip(x, Delta, strict=True)]
    return F(moved) - F(x), sum(a * b for a, b in zip(gradF(moved), Delta, strict=True))


CONVEX = {
    # Drori and Teboulle, Theorem 3.1: steps h/L, 0 < h <= 1: f(x_N) - f* <= L R^2 / (4 N h + 2); with gamma = h / L
    "drori2014.thm-3.1": Printed(bound=lambda L, R, n, gamma: L * R**2 / (4 * n * L * gamma + 2), free=("gamma",)),
    # Kim, as conjectured by Taylor, Hendrickx and Glineur: 0 < gamma < 2 / L, kappa = mu / L: f(x_N) - f* is at most
    # \frac{L}{2} \max\{ \frac{\kappa}{(\kappa - 1) + (1 - \gamma \mu)^{-2N}}, (1 - \gamma L)^{2N} \} \|x_0 - x_*\|^2
    "kim2024.exact-rate": Printed(
        bound=lambda L, R, n, gamma, mu, kappa: (
            L / 2 * max(kappa / (kappa - 1 + (1 - gamma * mu) ** (-2 * n)), (1 - gamma * L) ** (2 * n)) * R**2
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
    # \alpha = \frac{1}{L}, \beta = \frac{\sqrt{Q}-1}{\sqrt{Q}+1}; Q is not defined in the thesis: the condition number L / mu;
    # f(y_k) - f(x^*) \leq \frac{\mu + L}{2} \|x_0 - x^*\|^2 \exp(-\frac{k-1}{\sqrt{Q}})
    "zhang2022.thm-2.1.3": Printed(
        bound=lambda mu, L, R, n, Q: (mu + L) / 2 * R**2 * math.exp(-(n - 1) / math.sqrt(Q)),
        params={"gamma": lambda L: 1 / L, "beta": lambda Q: (math.sqrt(Q) - 1) / (math.sqrt(Q) + 1)},
        where={"Q": lambda L, mu: L / mu},
    ),
}

RELAXED_SMOOTHNESS = {
    # \eta_c = \frac{1}{10L_0}, \gamma = \min\{\frac{1}{\eta_c}, \frac{1}{10L_1\eta_c}\};
    # \frac{20L_0(f(x_0) - f^*)}{\epsilon^2} + \frac{20 \max\{1, L_1^2\}(f(x_0) - f^*)}{L_0}
    "zhang2022.thm-3.4.1": Printed(
        bound=lambda L0, L1, Delta_0, epsilon: 20 * L0 * Delta_0 / epsilon**2 + 20 * max(1, L1**2) * Delta_0 / L0,
        params={"eta_c": lambda L0: 1 / (10 * L0), "gamma_c": lambda L1, eta_c: min(1 / eta_c, 1 / (10 * L1 * eta_c))},
    ),
    # at least \frac{L_1 M (f(x_0) - f^* - 5\epsilon/8)}{8\epsilon^2 (\log M + 1)}
    "zhang2022.thm-3.4.2": Printed(
        bound=lambda L1, M, Delta_0, epsilon: L1 * M * (Delta_0 - 5 * epsilon / 8) / (8 * epsilon**2 * (math.log(M) + 1)),
    ),
    # proof: f(x_0) - f^* = 2\Delta + 5\epsilon/4, and \|\nabla f(x_k)\| = 2\epsilon for k \leq \Delta L_1 M / (4\epsilon^2(\log M + 1))
    "zhang2022.thm-3.4.2.proof": Printed(
        bound=lambda Delta, L1, M, epsilon: Delta * L1 * M / (4 * epsilon**2 * (math.log(M) + 1)),
        where={"Delta": lambda Delta_0, epsilon: (Delta_0 - 5 * epsilon / 4) / 2},
    ),
    # h = \frac{1}{2(ML_1 + L_0)}; 4(ML_1 + L_0)(f(x_0) - f^*)\epsilon^{-2}
    "zhang2022.thm-3.4.3": Printed(
        bound=lambda M, L0, L1, Delta_0, epsilon: 4 * (M * L1 + L0) * Delta_0 * epsilon**-2,
        params={"gamma": lambda M, L0, L1: 1 / (2 * (M * L1 + L0))},
    ),
    # h_c := \min\{\eta_c, \frac{\gamma \eta_c}{\|\nabla f(x)\|}\} (3.5), h_n := \frac{\eta_n}{\|\nabla f(x)\| + \beta} (3.6);
    # "if we set \gamma \eta_c = \eta_n and \eta_c = \eta_n / \beta": \frac{1}{2} h_c \leq h_n \leq 2 h_c
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

HEAVY_TAILS = {
    # \tau_k = Gk^{\alpha-1}, \eta_k = \frac{4}{\mu^{(k+1)}}; E[f(\bar{x}_k)] - f(x^*) \leq \frac{16G^2}{\mu^{(k+1)^{2(\alpha-1)/\alpha}}}
    "zhang2022.thm-4.4.2": Printed(
        bound=lambda G, mu, n, alpha: 16 * G**2 / mu ** ((n + 1) ** (2 * (alpha - 1) / alpha)),
        params={"tau": lambda G, k, alpha: G * k ** (alpha - 1), "gamma": lambda mu, k: 4 / mu ** (k + 1)},
    ),
    # proof: \eta_k = \frac{4}{\mu(k+1)}, \tau_k = Gk^{\frac{1}{\alpha}}; its last display but one ends
    # \leq 8G^2K^{-1}(K+1)^{\frac{2-\alpha}{\alpha}}\mu^{-1}; the last one, by K^{-1} \leq 2(K+1)^{-1}, prints
    # 16G^2(K+1)^{\frac{2-\alpha}{\alpha}}\mu^{-1}, where a factor (K+1)^{-1} is lost
    "zhang2022.thm-4.4.2.proof": Printed(
        bound=lambda G, mu, n, alpha: 8 * G**2 / n * (n + 1) ** ((2 - alpha) / alpha) / mu,
        params={"tau": lambda G, k, alpha: G * k ** (1 / alpha), "gamma": lambda mu, k: 4 / (mu * (k + 1))},
    ),
    # the theorem prints \Omega(k^{-2(\alpha-1)/\alpha}); its proof ends with \epsilon^2/64 = \frac{1}{2^{14}k^{2(\alpha-1)/\alpha}}
    # for a function with "\mu = 1 and L = 1" and "G \leq 1": the largest G
    "zhang2022.thm-4.4.3": Printed(
        bound=lambda n, alpha: 1 / (2**14 * n ** (2 * (alpha - 1) / alpha)),
        fixed={"mu": 1, "L": 1, "G": 1},
    ),
    # any positive constants \eta_k that do not depend on g_k: E[\|\nabla f(x_k)\|^2] = \infty
    "zhang2022.rem-4.4.1": Printed(bound=lambda: math.inf, free=("gamma",)),
    # Table 4.1, GClip, strongly convex, heavy-tailed noise: \mathcal{O}(k^{-\frac{(\alpha-1)}{\alpha}}); the table prescribes no parameters
    "zhang2022.table-4.1.gclip-strongly-convex": Printed(order=(lambda n, alpha: n ** (-(alpha - 1) / alpha),), free=("gamma", "tau")),
}

NONSMOOTH = {
    # K = \frac{48L^2}{\epsilon^2}, T = \frac{4\Delta}{\epsilon\delta};
    # with probability 1 - \gamma at most \frac{192\Delta L^2}{\epsilon^3\delta} \log(\frac{4\Delta}{\gamma\delta\epsilon}) oracle calls
    "zhang2022.thm-5.4.1": Printed(
        bound=lambda Delta_0, L_f, epsilon, delta_X, delta: (
            192 * Delta_0 * L_f**2 / (epsilon**3 * delta_X) * math.log(4 * Delta_0 / (delta * delta_X * epsilon))
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
    # \gamma_t = \frac{1}{L\sqrt{N}}; E[\frac{1}{N} \sum_{t=0}^{N-1} \|g^t\|_2^2] \leq \frac{1}{\sqrt{N}} [2L(f(x_0) - f^* + \sigma^2)] (10)
    "cevher2020.eq-10": Printed(
        bound=lambda n, L, Delta_0, sigma: 1 / math.sqrt(n) * (2 * L * (Delta_0 + sigma**2)),
        params={"gamma": lambda n, L: 1 / (L * math.sqrt(n))},
    ),
}

ADAPTIVE = {
    # proof of Theorem 4.1: A <= C^2 C_1^2 + 2 C C_0 with C = D_inf^2 / (2 eta) + eta, C_1 = sqrt(2 ||L||_1 / T),
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
    # step eta = D_inf: O(D_inf ||sigma||_1 / sqrt(M T) + ||L||_1 D_inf^2 / T) + O(epsilon D_2^2 / (D_inf T))
    "liu2025.thm-4.1": Printed(
        params={"eta_X": lambda D_inf: D_inf, "epsilon_AdaGrad": lambda epsilon_AdaGrad: epsilon_AdaGrad},
        order=(
            lambda D_inf, sigma_sum, batch, T, L_sum: D_inf * sigma_sum / math.sqrt(batch * T) + L_sum * D_inf**2 / T,
            lambda epsilon_AdaGrad, D_2, D_inf, T: epsilon_AdaGrad * D_2**2 / (D_inf * T),
        ),
    ),
    # step min{1 / ||L||_inf, sqrt(D_2^2 M / (2 ||sigma||_2^2 (t+1)))}, t from 0, so that t + 1 is our k;
    # O(D_2 ||sigma||_2 / sqrt(M T) + ||L||_inf D_2^2 / T)
    "liu2025.thm-D.1": Printed(
        params={"gamma": _sgd_step},
        order=(lambda D_2, sigma_2, batch, T, L_max: D_2 * sigma_2 / math.sqrt(batch * T) + L_max * D_2**2 / T,),
    ),
    # proof: E f(w_T) - f(w^*) <= D_2^2 / (eta_{T-1} T) + ||sigma||_2^2 / (M T) sum_{t<T} eta_t
    "liu2025.thm-D.1.proof": Printed(
        bound=lambda D_2, sigma_2, L_max, batch, T: (
            D_2**2 / (_sgd_step(L_max, D_2, batch, sigma_2, T) * T)
            + sigma_2**2 / (batch * T) * sum(_sgd_step(L_max, D_2, batch, sigma_2, t + 1) for t in range(int(T)))
        ),
        params={"gamma": _sgd_step},
    ),
    # "SGD & AdaGrad-Norm": O(D_2 ||sigma||_2 / sqrt(M T) + ||L||_inf D_2^2 / T); AdaGrad-Norm's step is not given
    "liu2025.eq-6": Printed(
        params={"epsilon_AdaGrad": lambda epsilon_AdaGrad: epsilon_AdaGrad},
        order=(lambda D_2, sigma_2, batch, T, L_max: D_2 * sigma_2 / math.sqrt(batch * T) + L_max * D_2**2 / T,),
        free=("eta_X",),
    ),
    # x <= C_0 + C_1 ln x, C_1 >= C_0 >= 0, x > 0: x <= 2 C_0 + zeta C_1 ln(C_1 + e) for zeta >= 5 (33)
    "liu2025.lem-G.4": Printed(
        parts=((lambda x: x, lambda C_0, C_1, zeta: 2 * C_0 + zeta * C_1 * math.log(C_1 + math.e)),),
        premises=(
            lambda C_0, C_1: C_1 >= C_0,
            lambda zeta: zeta >= 5,
            lambda x, C_0, C_1: x <= C_0 + C_1 * math.log(x),
        ),
    ),
}

IDENTITIES = {
    # s_t ~ Exp(1), x_{t+1} = x_t + s_t \Delta_t: E_{s_t}[F(x_{t+1}) - F(x_t)] = E_{s_t} \langle \nabla F(x_{t+1}), \Delta_t \rangle (12)
    "tran2024.eq-12": Printed(sides=_random_scaling),
}

_PROOF = HEAVY_TAILS["zhang2022.thm-4.4.2.proof"]

# not printed anywhere: derived a second time, in another form than the entries have
CORRECTED = {
    # the parameters of the proof with the bound of the statement, mu (k+1)^{2(alpha-1)/alpha} read as a product
    "zhang2022.thm-4.4.2.corrected": Printed(
        bound=lambda G, mu, n, alpha: 16 * G * G / mu * math.exp((2 / alpha - 2) * math.log1p(n)), params=_PROOF.params
    ),
    # from (9): Delta_0 >= (1 / 2L) (sqrt(N) m - sigma^2) for the mean m of N squared norms, solved for m
    "cevher2020.eq-10.corrected": Printed(
        bound=lambda n, L, Delta_0, sigma: 2 * L * (Delta_0 + sigma**2 / (2 * L)) / math.sqrt(n),
        params={"gamma": lambda n, L: 1 / (L * math.sqrt(n))},
    ),
    # steps h <= 2 x_0 / M with x_0 = (log(M L1 / L0) + 1) / L1; a slope eps from the height Delta_0 down to 5/8 eps w, w = 3 eps / (2 L0)
    "zhang2022.thm-3.4.2.corrected": Printed(
        bound=lambda L0, L1, M, Delta_0, epsilon: (
            (Delta_0 - 5 / 8 * epsilon * (3 * epsilon / (2 * L0))) / epsilon**2 / (2 * (math.log(M * L1 / L0) + 1) / L1 / M)
        ),
    ),
}

PRINTED = {**CONVEX, **RELAXED_SMOOTHNESS, **HEAVY_TAILS, **NONSMOOTH, **NONCONVEX, **ADAPTIVE, **IDENTITIES, **CORRECTED}
