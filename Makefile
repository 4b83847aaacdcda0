# Two commands do everything: `make run` to look, `make test` to be sure.
# Nothing is needed beforehand but Python 3.11 or newer; everything lands in .venv.

PYTHON ?= python3
PYTEST_OPTIONS ?= -n auto --dist worksteal
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
INSTALL := $(PIP) --editable
NOTES ?= notes# what reads notes; make NOTES= run leaves it out, and torch with it
TORCH := torch==$(shell sed -n 's/^torch==//p' constraints.txt)+cpu
NEVER_READ_WHOLE := --no-deps --no-compile transformers sentence-transformers sympy networkx
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

.PHONY: run test lint check bench judge calibrate signals measure validate chaos fuzz office screens clean
.DEFAULT_GOAL := run
MAKEFLAGS += --no-print-directory

run: .venv/.stamp-run
	@$(BIN)/sprogspor demo $(DEMO_OPTIONS)

test: .venv/.stamp-dev
	@$(BIN)/python -m pytest $(PYTEST_OPTIONS)

lint: .venv/.stamp-dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Run: $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary

check: lint
	@$(BIN)/lint-imports --no-logo >/dev/null || $(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -qq --no-header -p no:cacheprovider tests/architecture
	@echo "Lint, format, types, layers, translations, the shape of the code and the documents are in order."

bench: .venv/.stamp-dev
	@$(BIN)/python tests/bench.py $(BENCH_OPTIONS)

judge: .venv/.stamp-dev
	@$(BIN)/python tests/judge_rules.py $(JUDGE_OPTIONS)

calibrate: .venv/.stamp-dev
	@$(BIN)/python tests/calibrate_rubric.py $(CALIBRATE_OPTIONS)

signals: .venv/.stamp-dev
	@$(BIN)/python tests/learn_signals.py $(SIGNALS_OPTIONS)

measure: .venv/.stamp-dev
	@PYTHONPATH=tests $(BIN)/python tests/judge_measurement.py $(MEASURE_OPTIONS)

validate: .venv/.stamp-dev
	@$(BIN)/python tests/validate_simulator.py $(VALIDATE_OPTIONS)

chaos: .venv/.stamp-dev
	@$(BIN)/python -m tests.support.chaos $(CHAOS_OPTIONS)

fuzz: .venv/.stamp-dev
	@$(BIN)/python -m tests.support.fuzz --count 10000 --seed 1 $(FUZZ_OPTIONS)

office: .venv/.stamp-dev
	@$(BIN)/python -m tests.support.office

screens: .venv/.stamp-dev
	@PYTHONPATH=tests $(BIN)/python tests/screens.py docs/screens

clean:
	@rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache

# On Linux pip would take torch with gigabytes for graphics cards. The build for processors is asked for by its name: where
# pip looks already, and else at those who make it. Elsewhere the only build is the right one. Without it all but the
# reading of notes works, so that is what there is. Of what comes with it most is never imported: it is not compiled ahead.
define WITH_CPU_TORCH
notes="$(NOTES)"; \
if [ -n "$$notes" ] && [ "$$(uname -s)" = Linux ]; then \
  if $(PIP) --no-deps --no-compile '$(TORCH)' 2>/dev/null \
    || $(PIP) --no-deps --no-compile --extra-index-url $(TORCH_INDEX) '$(TORCH)'; \
  then $(PIP) $(NEVER_READ_WHOLE); \
  else echo "$(TORCH) could not be fetched, so notes are not read. Once it can: rm -rf .venv, and make again." >&2; notes=; fi; \
fi;
endef

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Sprogspor needs Python 3.11 or newer. Try: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making .venv (once) ..." >&2
	@$(PYTHON) -m venv .venv

.venv/.stamp-run: pyproject.toml setup.py constraints.txt | .venv/bin/python
	@echo "Installing what Sprogspor needs (a few minutes the first time) ..." >&2
	@$(WITH_CPU_TORCH) $(INSTALL) ".$${notes:+[$$notes]}"
	@touch $@

.venv/.stamp-dev: pyproject.toml setup.py constraints.txt | .venv/bin/python
	@echo "Installing what Sprogspor and its tests need (a few minutes the first time) ..." >&2
	@$(WITH_CPU_TORCH) $(INSTALL) ".[dev$${notes:+,$$notes}]"
	@touch $@ .venv/.stamp-run
