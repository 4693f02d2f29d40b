"""How well two coins are told apart: the printed chain of bounds, compared under the roots."""

from theorybench.vocabulary import Constant, Inequality, Source, alpha, k


lean = Constant("epsilon", "target accuracy of x")
gamma = (4 * lean) ** (1 / (alpha - 1))
first, second = gamma**alpha, gamma**alpha - 2 * gamma * lean
lemma = k * (4 * lean) ** (alpha / (alpha - 1))
line_2 = k / 8 * (first - second) ** 2 / (first * (1 - first))
line_3 = k * (gamma * lean) ** 2 / (4 * gamma**alpha)
line_4 = k * (4 ** (2 - 1 / alpha) * lean) ** (alpha / (alpha - 1))

printed, corrected = Inequality(
    name="zhang2022.lem-4.7.8.proof",
    source=Source("Zhang", 2022, "Lemma 4.7.8, the last three lines of its proof"),
    statement="sqrt(k/8 (p_0-p_1)^2/(p_0(1-p_0))) <= sqrt(k (gamma epsilon)^2/(4 gamma^alpha)) ="
    " sqrt(k (4^(2-1/alpha) epsilon)^(alpha/(alpha-1))) <= sqrt(k (4 epsilon)^(alpha/(alpha-1))),"
    " compared under the roots.",
    variables={alpha: (1.01, 2.0), lean: (1e-4, 0.125), k: (1.0, 1e6)},
    parts={
        "line 2 <= line 3": (line_2, line_3),
        "line 4 <= line 3, said to be equal": (line_4, line_3),
        "line 4 <= the lemma": (line_4, lemma),
    },
).corrected(
    what="none of the three holds: p_0 - p_1 = 2 gamma epsilon, so that line 2 has gamma^2"
    " epsilon^2/(2 gamma^alpha (1-p_0)) and not a fourth; gamma epsilon = gamma^alpha/4 makes line"
    " 3 k (4 epsilon)^(alpha/(alpha-1))/64, while line 4 is 4 k (4 epsilon)^(alpha/(alpha-1)) for"
    " every alpha, four times what the lemma says",
    source=Source("Zhang", 2022, "Lemma 4.7.8"),
    statement="k/8 (p_0-p_1)^2/(p_0(1-p_0)) <= k/24 (4 epsilon)^(alpha/(alpha-1)) <= k (4"
    " epsilon)^(alpha/(alpha-1)).",
    parts={
        "line 2 <= k/24 (4 epsilon)^(alpha/(alpha-1))": (
            line_2,
            k / 24 * (4 * lean) ** (alpha / (alpha - 1)),
        ),
        "k/24 (4 epsilon)^(alpha/(alpha-1)) <= the lemma": (k / 24 * first, lemma),
    },
)
