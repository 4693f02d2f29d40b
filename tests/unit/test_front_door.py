"""`import theorybench` imports nothing, and its names are those of the modules that have them."""

from __future__ import annotations

import subprocess
import sys

import pytest

import theorybench


def test_every_name_is_what_its_module_has():
    from theorybench.catalogue.catalogue import load
    from theorybench.report.show import facts, reasons
    from theorybench.verify.profile import Options
    from theorybench.verify.suite import verify_claim, verify_claims

    known = (load, verify_claim, verify_claims, Options, facts, reasons)
    assert {name: getattr(theorybench, name) for name in theorybench._FRONT_DOOR} == {
        value.__name__: value for value in known
    }
    assert set(theorybench._FRONT_DOOR) <= set(dir(theorybench))
    with pytest.raises(AttributeError, match="no attribute 'loads'"):
        getattr(theorybench, "loads")  # noqa: B009 - the name is the point


def test_a_claim_is_verified_through_it():
    (claim,) = theorybench.load().claims(["drori2014.thm-3.1 @ witness @ exact"])
    assert theorybench.verify_claim(claim, theorybench.Options()).verdict == "supported"


def test_importing_it_imports_no_other_module():
    program = (
        "import sys; before = set(sys.modules); import theorybench;"
        " print(sorted(set(sys.modules) - before - {'theorybench'}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
