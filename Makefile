# Targets: demo, app, test, test-deep, check, bench, docs, clean. Only python3 (3.11 to 3.13) and make are needed.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/made
CODE := $(shell find boundaries optimise pcn_planner -name '*.py' -o -path '*/assets/*' -type f)
DEMO_DATA := $(wildcard data/demo/*)

.DEFAULT_GOAL := help
.PHONY: help demo app test test-deep test-again test-deep-again check audit bench docs clean
.DELETE_ON_ERROR:
# Modules are compiled once: without that, every start takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make demo    plan the demo area into out/demo"
	@echo "make app     open the planning app in a browser"
	@echo "make test    run all tests (installs Debian's Chromium where it may)"
	@echo "make test-deep   the tests at full depth, and how much of the code they reach"
	@echo "make check   style, types and the direction of imports"
	@echo "make audit   ask whether a package in use has a known fault"
	@echo "make bench   measure this tool and its peers"
	@echo "make docs    build the documentation into out/docs, offline"
	@echo "make clean   remove everything that make made"

# SEED=1 tries the same examples each time at full depth; without it new ones are drawn.
SEED ?=
# AFTER=test leaves out at full depth what passed every day in this very tree and would try nothing
# more. COVER=1, given to both, measures coverage every day too (a third more time) and adds it up.
COVER ?=
AFTER ?=
# Tests run in so many processes, a module never in two of them (see tests/conftest.py): one more
# than two cores, as the one that drives a browser, or lets a command run and stops it, mostly waits.
PROCESSES ?= 3

demo: out/demo/report.json
	@echo "The plan of the demo area is in out/demo; open out/demo/map.html in a browser."

out/demo/report.json: $(MADE)/run $(CODE) $(DEMO_DATA)
	$(BIN)/pcn demo --out out/demo

app: $(MADE)/run
	$(BIN)/pcn app

test: $(MADE)/dev
	@.ci/browser
	$(BIN)/python -m pytest -n $(PROCESSES) $(COVER:%=--cov --cov-report=)

test-deep: $(MADE)/dev
	@.ci/browser
	TEST_SEED=$(SEED) $(BIN)/python -m pytest -n $(PROCESSES) --depth deep --cov $(AFTER:%=--after-everyday) $(COVER:%=--cov-append) $(SEED:%=--hypothesis-seed=%)

# Those alone that failed the last time, one after the other.
test-again: $(MADE)/dev
	$(BIN)/python -m pytest --last-failed --last-failed-no-failures none

test-deep-again: $(MADE)/dev
	TEST_SEED=$(SEED) $(BIN)/python -m pytest --depth deep --last-failed --last-failed-no-failures none $(SEED:%=--hypothesis-seed=%)

check: $(MADE)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: $(MADE)/dev
	@.ci/audit $(BIN)/python constraints.txt

bench: $(MADE)/dev
	$(BIN)/python -m benchmarks.run

docs: $(MADE)/dev
	NO_MKDOCS_2_WARNING=true DISABLE_MKDOCS_2_WARNING=true $(BIN)/python -m mkdocs build --quiet --strict
	@echo "The documentation is in out/docs; open out/docs/index.html in a browser."

clean:
	rm -rf $(VENV) out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# uv where it can be had, as it takes seconds; pip does the same in a minute or two.
install = if $(BIN)/uv --version >/dev/null 2>&1 \
	&& $(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e "$(1)"; then :; \
	else $(BIN)/python -m pip install --quiet -c constraints.txt -e "$(1)"; fi

$(MADE)/run: $(MADE)/venv pyproject.toml constraints.txt
	@echo "Installing into $(VENV) ..."
	@$(call install,.)
	@touch $@

$(MADE)/dev: $(MADE)/run
	@echo "Installing what the tests need ..."
	@$(call install,.[dev])
	@touch $@

$(MADE)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Python 3.11 to 3.13 is needed; name one with make PYTHON=python3.13"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "$(PYTHON) cannot make a virtual environment (on Debian: apt install python3-venv)"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv \
		|| echo "uv cannot be had; pip does its work"
	@mkdir -p $(MADE) && touch $@
