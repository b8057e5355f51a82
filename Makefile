# Two commands do everything: `make demo` and `make test`. Both work in a clean clone, without root.
PYTHON ?= python3
VENV   := .venv
# Processes that run the tests; most of their time is waiting.
PROCESSES ?= 4
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# The rooms that are held to a complexity of 10 by radon's count as well as by ruff's; the others are to follow.
SIMPLE := $(addprefix src/netcollect/,cli app limits report plan.py options.py collector.py)

.PHONY: demo test check tests other-python lint types layers docs e2e bench clean help

help:
	@echo "make demo    the main job against simulated devices"
	@echo "make test    all tests, lint, types, layers, and the built wheel from end to end"
	@echo "make check   lint, types, layers and unit tests, in less than a minute"
	@echo "make docs    the documentation as a site, in build/site"
	@echo "make bench   side by side with the peers (takes a while)"
	@echo "make clean   removes what these made"

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; give one with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[lab,dask,keyring,docs,dev]'
	touch $@

demo: $(STAMP)
	$(BIN)/collect demo

test: lint types layers docs tests e2e other-python

lint: $(STAMP)
	$(BIN)/ruff format --check src tests bench tools
	$(BIN)/ruff check src tests bench tools
	@found="$$($(BIN)/radon cc --min C $(SIMPLE))"; test -z "$$found" || { echo "too complex (radon):"; echo "$$found"; exit 1; }

types: $(STAMP)
	$(BIN)/mypy
	$(BIN)/mypy --platform darwin src

layers: $(STAMP)
	$(BIN)/lint-imports

# The site; a broken link, or a name that the API page cannot find, is an error.
docs: $(STAMP)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# Most tests wait for somebody: several processes run them. Those that measure run when nothing else does.
tests: $(STAMP)
	$(BIN)/coverage erase
	$(BIN)/pytest -n $(PROCESSES) --dist loadgroup -m "not alone" --cov --cov-report= --cov-fail-under=0 --ignore=tests/e2e/test_wheel.py
	$(BIN)/pytest -m alone --cov --cov-append --cov-report=term

# In less than a minute, for every change: what needs no network, thread or process.
check: lint types layers
	$(BIN)/pytest -q -n $(PROCESSES) tests/unit

# The same on another Python, where pyenv has one.
other-python: $(STAMP)
	tools/other_python.sh

# The wheel, not the checkout: built, installed into an environment of its own, and run.
e2e: $(STAMP)
	$(BIN)/pytest tests/e2e/test_wheel.py

bench: $(STAMP)
	$(BIN)/python bench/session.py; $(BIN)/python bench/fleet.py

clean:
	rm -rf $(VENV) $(VENV)-* output dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.*
