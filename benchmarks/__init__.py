"""How fast the runner is, against what else one would write: `python -m benchmarks.run`."""
