"""Parameter families of functions, many functions at a time as rows."""
