"""Runs methods: what a method may ask, one loop, wide batches, recorders."""
