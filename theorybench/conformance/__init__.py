"""The tests that any catalogue must pass, made from its entries; `theorybench.plugin.hooks`
hands them to pytest.
"""
