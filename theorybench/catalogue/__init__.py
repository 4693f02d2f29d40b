"""Finds entries, puts them to problems and oracles, and says why a pair is not a claim."""
