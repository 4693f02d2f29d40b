"""Grades of declared constants: each is proved, certified by interval arithmetic, searched for,
or exceeded at a point.
"""
