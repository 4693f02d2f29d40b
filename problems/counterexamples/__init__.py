"""Problems and noise that lack one assumption: what a theorem without it would have to hold for,
and does not.

They are made by functions, which the catalogue does not call: it holds none of them, and no claim
is put to them but the false ones that `theorybench mutate` makes.
"""
