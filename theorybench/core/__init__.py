"""The values: symbols, assumptions, problems, oracles, laws of noise, metrics and methods."""
