"""Claim -> evidence: the only package that joins runner and statistics."""
