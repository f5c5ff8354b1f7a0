# Two commands for all the set-up; both work on a fresh machine with python3 (3.11 or newer, with venv) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

# pip asks rustc for its version, and rustup's stand-in then makes a folder in the home of who never used it.
export RUSTUP_HOME ?= $(or $(wildcard $(HOME)/.rustup),$(CURDIR)/$(VENV)/rustup)

# Without bytecode every process of a test would compile the whole program again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint bench clean

demo: $(BIN)/python
	@rm -f $(VENV)/tested
	$(PIP) install .
	@$(BIN)/crm demo --no-input

test: lint
	$(BIN)/pytest

lint: $(VENV)/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/tested
	$(BIN)/python benchmarks

# What an editable install compiles or reads; --no-compile: most of what the tests bring is never imported.
$(VENV)/tested: $(BIN)/python pyproject.toml build_words.py src/crmcli/__init__.py $(wildcard src/crmcli/locale/*/*/*.po)
	$(PIP) install --no-compile -e '.[test]'
	@touch $@

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

clean:
	rm -rf $(VENV) build dist
