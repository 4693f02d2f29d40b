"""Methods of optimization, one per file: pure init and step on (rows, d) tensors."""
