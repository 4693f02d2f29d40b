"""Runs torch code on tensors whose numbers are formulas or balls instead of floats."""
