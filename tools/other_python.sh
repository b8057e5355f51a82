#!/usr/bin/env bash
# The unit tests on a newer Python, where pyenv has one; says so where it has none. Its arguments are pytest's.
set -euo pipefail
cd "$(dirname "$0")/.."
root=${PYENV_ROOT:-$HOME/.pyenv}
for version in 3.13 3.12; do
    python=$(find "$root/versions" -maxdepth 3 -path "*/$version.*/bin/python" 2>/dev/null | sort -V | tail -n 1)
    if [ -n "$python" ]; then
        venv=.venv-$version
        if [ ! -e "$venv/.installed" ] || [ constraints.txt -nt "$venv/.installed" ] || [ pyproject.toml -nt "$venv/.installed" ]; then
            "$python" -m venv "$venv"
            "$venv/bin/pip" install --quiet --no-compile --disable-pip-version-check --constraint constraints.txt --editable '.[lab,dask,keyring,ttp,parquet,dev]'
            touch "$venv/.installed"
        fi
        exec "$venv/bin/pytest" -q "$@" tests/unit
    fi
done
echo "no newer Python in $root: the unit tests ran on this one only"
