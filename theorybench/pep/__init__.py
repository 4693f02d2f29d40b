"""Exact worst cases of deterministic methods by performance estimation (PEPit), where the method
is linear in the answers it gets.
"""
