"""Proofs of declared constants: by algebra, by intervals, by linear programs."""
