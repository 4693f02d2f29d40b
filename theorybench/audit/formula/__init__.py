"""Formulas read off torch functions: nodes, operations, intervals."""
