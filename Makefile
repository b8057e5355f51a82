# `make demo` shows what it does, `make test` tests it; both work in a clean clone, without root. `make help` has the others.
PYTHON ?= python3
VENV   := .venv
# Processes that run the tests. Sessions wait most of the time; unit tests work, and one process more works while they wait.
WAITING ?= 6
WORKING = $(shell $(PYTHON) -c 'import os; print(min(8, 1 + os.cpu_count()))')
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# Without it every process of the tests compiles every module again.
export PYTHONDONTWRITEBYTECODE :=
# Measuring doubles what a test costs: the unit tests are measured, and with them those that reach lines of their own.
MEASURED := COVERAGE_PROCESS_START=pyproject.toml
QUICKER  := "not soak and not alone"
MEASURED_TOO := $(patsubst %,tests/integration/test_%.py,bastion_logins kinds lab local_cluster processes ways)

.PHONY: demo test check tests soak other-python lint types darwin layers docs schemas e2e bench clean help

help:
	@echo "make demo    the main job against simulated devices"
	@echo "make test    all tests, lint, types, layers, and the built wheel from end to end"
	@echo "make soak    what takes long: kills at every moment, growing fleets, all templates"
	@echo "make check   lint, types, layers and unit tests, in less than a minute"
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

# What only looks at the files goes side by side.
test: $(STAMP)
	$(MAKE) --jobs=2 --output-sync=target lint types darwin layers docs
	$(MAKE) tests

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

# Those with real sessions, and the command as people run it, in processes of its own; then those that are measured. What
# waits gets more processes than there are processors.
tests: $(STAMP)
	$(BIN)/coverage erase
	$(BIN)/pytest -n $(WAITING) --dist loadgroup -m $(QUICKER) $(MEASURED_TOO:%=--ignore=%) tests/integration tests/e2e
	$(MEASURED) $(BIN)/pytest -n $(WORKING) --dist loadgroup -m $(QUICKER) tests/unit $(MEASURED_TOO)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# What takes long by its nature: kills at every moment, growing fleets, all templates. CI runs it after `make test`.
soak: $(STAMP)
	$(BIN)/pytest -m alone tests/integration
	$(BIN)/pytest -n $(WORKING) -m soak tests

# In less than a minute, for every change: what needs no network, thread or process.
check: $(STAMP)
	$(MAKE) --jobs=2 --output-sync=target lint types darwin layers
	$(BIN)/pytest -q -n $(WORKING) --hypothesis-profile=quick -m "not soak and not no_cover" tests/unit

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
