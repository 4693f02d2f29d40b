"""The measured power of the harness: false variants of true entries, known to be false without
it, and how many of them it refutes.
"""
