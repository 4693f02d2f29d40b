"""Where chapter 3 of Zhang (2022) is put to runs of clipped SGD without noise and without clipping:
eta = 1 / (20 L0), and eta g^2 is the smaller term.
"""

import sympy

from theorybench.problems.theorems.relaxed_smoothness.one_step import g
from theorybench.vocabulary import L0, L1, T, Source, tau

eta = 1 / (20 * L0)
premises = (sympy.sqrt(T) <= 20 * L0, 128 * L1 * tau <= 20 * L0, 32 * L1 * (g + tau) <= 20 * L0)
ranges = {L0: (1e-3, 1e6), L1: (1e-6, 1e3), tau: (1e-12, 1), T: (1, 1e9), g: (1e-3, 1e6)}
section = Source("Zhang", 2022, "section 3.7.4, after (3.14)")
