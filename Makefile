# Two commands for everybody: `make verify` and `make test`. Both make .venv when it is missing.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
BENCH := .venv/.bench
LOWEST := .venv-lowest
export OMP_NUM_THREADS ?= 1

.PHONY: verify test test-slow lowest lint bench mutate findings pictures clean

verify: $(STAMP)
	$(BIN)/theorybench verify --json results/verify.json

test: $(STAMP)
	$(BIN)/python -m pytest -n auto -m "not slow and not gpu" $(ARGS)

test-slow: $(STAMP)
	$(BIN)/python -m pytest -n auto -m "slow and not gpu" $(ARGS)

lowest: # the lowest versions that pyproject.toml allows, in an environment of their own
	test -x $(LOWEST)/bin/python || $(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints-lowest.txt -e .
	$(LOWEST)/bin/theorybench list > /dev/null
	$(LOWEST)/bin/theorybench verify --select 'drori2014.*' --select 'zhang2022.lem-*' --select 'zhang2022.thm-3*'

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pyright

bench: $(BENCH)
	$(BIN)/python -m benchmarks.run $(ARGS)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit(f"theorybench needs Python 3.11 or newer, this is {v.major}.{v.minor}; say make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

$(BENCH): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	touch $@

mutate: $(STAMP)
	$(BIN)/theorybench mutate --json results/mutate.json

findings: $(STAMP)
	$(BIN)/theorybench findings --out problems/FINDINGS.md

pictures: $(STAMP)
	$(BIN)/theorybench plot --out problems/pictures

clean:
	rm -rf .venv $(LOWEST) build dist *.egg-info results
