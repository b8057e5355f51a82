"""Sizes that keep the code readable. A module or function that passes one has a second thing in it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import netcollect
from unit.tables import each_row

SOURCE = Path(netcollect.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
#: Lines of a module; lines of a function without its docstring; parameters that may be given by position.
MODULE, FUNCTION, POSITIONAL = 300, 40, 5
#: Its parameters are netmiko's, which `session/test_internals.py` checks.
NOT_OURS = "telnet_login"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines(function: Function) -> int:
    """How long a function is, from `def` to its end, without its docstring."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def positional(function: Function) -> int:
    """How many parameters may be given by position, without the object's or the class's own."""
    arguments = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    return len(arguments) - (arguments[:1] in (["self"], ["cls"]))


@pytest.mark.no_cover
@each_row("path", MODULES)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, Function)]
    assert len(text.splitlines()) <= MODULE
    assert {each.name: size for each in functions if (size := lines(each)) > FUNCTION} == {}
    ours = [each for each in functions if each.name != NOT_OURS]
    assert {each.name: count for each in ours if (count := positional(each)) > POSITIONAL} == {}
