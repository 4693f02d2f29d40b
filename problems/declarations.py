"""What is known of a metric beforehand, by projection."""

from theorybench.vocabulary import Declared, gap_max


points_in_domain = Declared("projection: all points lie in the domain", at_most=gap_max)
mean_in_domain = Declared(
    "projection: a mean of points of the domain lies in the domain", at_most=gap_max
)
