"""What clipping does to second moment and mean of a gradient with a moment of order alpha."""

from theorybench.problems.finitely_supported import FinitelySupported, finitely_supported
from theorybench.problems.ranges import ranges
from theorybench.vocabulary import Inequality, Source, alpha, tau

_on_a_line, _in_the_plane = finitely_supported(2, 1), finitely_supported(3, 2)


def _parts(law: FinitelySupported, moment):
    """Both claims, with the moment of order alpha in place of G^alpha."""
    second, bias = law.clipped_moments(tau)
    return {
        "E||g clipped||^2 <= G^alpha tau^(2-alpha)": (second, moment * tau ** (2 - alpha)),
        "||E g clipped - grad f||^2 <= G^(2 alpha) tau^(-2(alpha-1))": (
            bias,
            moment**2 * tau ** (-2 * (alpha - 1)),
        ),
    }


printed, corrected = Inequality(
    name="zhang2022.lem-4.7.1",
    source=Source("Zhang", 2022, "Lemma 4.7.1"),
    statement="Under assumption 4.4.1, E||g - grad f||^alpha <= G^alpha, the clipped gradient"
    " min{tau/||g||, 1} g has a second moment of at most G^alpha tau^(2-alpha), and its mean is off"
    " by at most G^alpha tau^(1-alpha).",
    variables=ranges(alpha, tau) | _on_a_line.ranges(),
    parts=_parts(_on_a_line, _on_a_line.moment(alpha, _on_a_line.mean_vector())),
).corrected(
    what="the assumption bounds the moment of the noise g - grad f, the lemma needs that of g"
    " (assumption 4.4.3): without noise the second moment of the clipped gradient is that of the"
    " gradient, not 0",
    source=Source("Zhang", 2022, "Lemma 4.7.1 with assumption 4.4.3, as its proof uses it"),
    statement="With E||g||^alpha <= G^alpha: E||g clipped||^2 <= G^alpha tau^(2-alpha), ||E g"
    " clipped - grad f||^2 <= G^(2 alpha) tau^(-2(alpha-1)).",
    variables=ranges(alpha, tau) | _in_the_plane.ranges(),
    parts=_parts(_in_the_plane, _in_the_plane.moment(alpha)),
)
