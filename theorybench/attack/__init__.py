"""The search for the instance on which a theorem's measurement comes closest to its bound, or
exceeds it.
"""
