# Two commands do everything: `make run` to look, `make test` to be sure.
# Nothing is needed beforehand but Python 3.11 or newer; everything lands in .venv.

PYTHON ?= python3
PYTEST_OPTIONS ?= -n auto --dist worksteal
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: run test check bench judge calibrate measure validate chaos fuzz screens clean
.DEFAULT_GOAL := run
MAKEFLAGS += --no-print-directory

run: .venv/.stamp-run
	@$(BIN)/sprogspor demo $(DEMO_OPTIONS)

test: .venv/.stamp-dev
	@$(BIN)/python -m pytest $(PYTEST_OPTIONS)

check: .venv/.stamp-dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Run: $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -qq --no-header -p no:cacheprovider tests/architecture/test_words.py
	@echo "Lint, format, types, layers and translations are in order."

bench: .venv/.stamp-dev
	@$(BIN)/python tests/bench.py $(BENCH_OPTIONS)

judge: .venv/.stamp-dev
	@$(BIN)/python tests/judge_rules.py $(JUDGE_OPTIONS)

calibrate: .venv/.stamp-dev
	@$(BIN)/python tests/calibrate_rubric.py $(CALIBRATE_OPTIONS)

measure: .venv/.stamp-dev
	@PYTHONPATH=tests $(BIN)/python tests/judge_measurement.py $(MEASURE_OPTIONS)

validate: .venv/.stamp-dev
	@$(BIN)/python tests/validate_simulator.py $(VALIDATE_OPTIONS)

chaos: .venv/.stamp-dev
	@$(BIN)/python -m tests.support.chaos $(CHAOS_OPTIONS)

fuzz: .venv/.stamp-dev
	@$(BIN)/python -m tests.support.fuzz --count 10000 --seed 1 $(FUZZ_OPTIONS)

screens: .venv/.stamp-dev
	@PYTHONPATH=tests $(BIN)/python tests/screens.py docs/screens

clean:
	@rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Sprogspor needs Python 3.11 or newer. Try: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making .venv (once) ..." >&2
	@$(PYTHON) -m venv .venv

.venv/.stamp-run: pyproject.toml setup.py constraints.txt | .venv/bin/python
	@echo "Installing what Sprogspor needs (a few minutes the first time) ..." >&2
	@$(INSTALL) .
	@touch $@

.venv/.stamp-dev: pyproject.toml setup.py constraints.txt | .venv/bin/python
	@echo "Installing what Sprogspor and its tests need (a few minutes the first time) ..." >&2
	@$(INSTALL) '.[dev]'
	@touch $@ .venv/.stamp-run
