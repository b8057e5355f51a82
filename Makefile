# `make demo` shows what it does, `make test` tests it; both work in a clean clone, without root. `make help` has the others.
PYTHON ?= python3
VENV   := .venv
# How many processes there are for what works, and for tests with sessions, which wait most of the time.
PROCESSORS = $(shell $(PYTHON) -c 'import os; print(min(7, os.cpu_count()))')
WORKING = $$(($(PROCESSORS) + 1))
WAITING ?= 5
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# Without it every process of the tests compiles every module again.
export PYTHONDONTWRITEBYTECODE :=
# Measuring doubles what a test costs: the unit tests are measured, and with them those that reach lines of their own.
MEASURED := COVERAGE_PROCESS_START=pyproject.toml
QUICKER  := "not soak and not alone"
# The unit tests in parts, a process each: pytest-xdist takes longer to hand one out than most of them take.
PARTS := 6
UNITS := $(addprefix unit-,$(shell seq $(PARTS)))
UNIT_OPTIONS := -m $(QUICKER)
MEASURED_TOO := $(patsubst %,tests/integration/test_%.py,bastion_logins kinds lab local_cluster processes ways)

SIDE_BY_SIDE = $(MAKE) --no-print-directory --keep-going --output-sync=target

.PHONY: demo test tests check sessions measured soak other-python lint types darwin layers docs schemas e2e bench clean help

help:
	@echo "make demo    the main job against simulated devices"
	@echo "make test    all tests, lint, types, layers, and the built wheel from end to end"
	@echo "make soak    what takes long: kills at every moment, growing fleets, all templates"
	@echo "make check   lint, types, layers and unit tests, in about a minute"
	@echo "make docs    the documentation as a site, in build/site"
	@echo "make bench   side by side with the peers (takes a while)"
	@echo "make clean   removes what these made"

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; give one with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check --constraint constraints.txt --editable '.[lab,dask,keyring,ttp,parquet,docs,dev]'
	touch $@

demo: $(STAMP)
	$(BIN)/collect demo

# What takes longest begins first, and what works fills the time in which that waits.
test: $(STAMP)
	$(BIN)/coverage erase
	$(SIDE_BY_SIDE) --jobs=$(PROCESSORS) sessions measured types darwin docs lint layers $(UNITS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

tests: test

lint: $(STAMP)
	$(BIN)/ruff format --check src tests bench tools
	$(BIN)/ruff check src tests bench tools
	@found="$$($(BIN)/radon cc --min C src/netcollect)"; test -z "$$found" || { echo "too complex (radon):"; echo "$$found"; exit 1; }

types: $(STAMP)
	$(BIN)/mypy

# As on macOS, where nobody runs the tests.
darwin: $(STAMP)
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin src

layers: $(STAMP)
	$(BIN)/lint-imports

# What is made of other files and kept: the schemas that the samples name, and the families of platforms as JSON.
schemas: $(STAMP)
	$(BIN)/python tools/keep_sheets.py
	for kind in inventory job rules; do $(BIN)/collect schema $$kind > docs/assets/$$kind.schema.json; done

# The site; a broken link, or a name that the API page cannot find, is an error.
docs: $(STAMP)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# Those with real sessions, and the command as people run it, in processes of its own.
sessions: $(STAMP)
	$(BIN)/pytest -n $(WAITING) --dist loadgroup -m $(QUICKER) $(MEASURED_TOO:%=--ignore=%) tests/integration tests/e2e

# Those with real sessions that reach lines which no unit test does.
measured: $(STAMP)
	$(MEASURED) $(BIN)/pytest -n 2 --dist loadgroup -m $(QUICKER) $(MEASURED_TOO)

# One part of the unit tests: large files are in different parts.
unit-%: $(STAMP)
	$(MEASURED) $(BIN)/pytest $(UNIT_OPTIONS) $$(find tests/unit -name 'test_*.py' -exec ls -S {} + | awk 'NR % $(PARTS) == $* - 1')

# What takes long by its nature: kills at every moment, growing fleets, all templates. CI runs it after `make test`.
soak: $(STAMP)
	$(BIN)/pytest -m alone tests/integration
	$(BIN)/pytest -n $(WORKING) -m soak tests

# In about a minute, for every change: what needs no network, thread or process.
check: $(STAMP)
	$(SIDE_BY_SIDE) --jobs=$(WORKING) types darwin lint layers $(UNITS) MEASURED= \
	    UNIT_OPTIONS='-q --hypothesis-profile=quick -m "not soak and not no_cover"'

# The same on another Python, where pyenv has one.
other-python: $(STAMP)
	tools/other_python.sh -n $(WORKING) --hypothesis-profile=quick

# One of them, by itself: the wheel, not the checkout, is built, installed into an environment of its own, and run.
e2e: $(STAMP)
	$(BIN)/pytest tests/e2e/test_wheel.py

bench: $(STAMP)
	$(BIN)/python bench/session.py; $(BIN)/python bench/fleet.py; $(BIN)/python bench/changes.py; $(BIN)/python bench/rows.py; $(BIN)/python bench/query.py; $(BIN)/python bench/audit.py

clean:
	rm -rf $(VENV) $(VENV)-* output dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.*
