"""A found instance as a few lines of Python that stand alone."""
