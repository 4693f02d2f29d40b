"""The tests that any catalogue must pass, made from its entries; `theorybench.pytest_plugin` hands them to pytest."""
