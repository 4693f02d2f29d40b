"""How far a vector near the gradient points in its direction: the best constants."""

from dataclasses import replace

from theorybench.problems.theorems.heavy_tails.lemma_alignment import apart, cosine, lemma, length
from theorybench.vocabulary import Source

sharp = replace(
    lemma,
    name="zhang2022.lem-4.7.3.sharp",
    source=Source("Zhang", 2022, "Lemma 4.7.3 with the best constants"),
    as_printed=False,
    statement="For any v: <v/||v||, grad f> >= ||grad f|| - 2 ||v - grad f||.",
    parts={"||grad f|| <= <v/||v||, grad f> + 2||v - grad f||": (length, cosine + 2 * apart)},
)
