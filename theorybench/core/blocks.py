"""How many seeds are drawn together: a sample is whole blocks of seeds."""

BLOCK = 32
"""Seeds in a block, which has its own generator."""
