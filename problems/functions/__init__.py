"""Families of functions, one per file; the problems made from them are found by the catalogue."""
