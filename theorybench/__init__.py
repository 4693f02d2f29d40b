"""theorybench holds claims of optimization theory against running algorithms and answers with a verdict.

Nothing is imported here: `import theorybench` must stay free (pytest loads it in every session on the machine).
"""
