"""Large tables, each in one test that goes through all of its rows and reports every wrong one."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]


def each_row(names: str, rows: Iterable[Any]) -> Callable[[Test], Test]:
    """Like `pytest.mark.parametrize`, but as one test: it fails with a line for each row that is wrong.

    pytest takes longer over a test than these tables over a row. The rows share the test's fixtures: what
    one row does to them, the next one sees.
    """
    words = names.split(", ")
    table = [dict(zip(words, row if len(words) > 1 else [row], strict=True)) for row in rows]
    assert table, f"no row of {names}"

    def decorate(check: Test) -> Test:
        @wraps(check)
        def test(**fixtures: object) -> None:
            wrong = [text for row in table if (text := _complaint(check, row, fixtures))]
            if wrong:
                told = "\n".join([f"{len(wrong)} of {len(table)} rows are wrong:", *wrong])
                pytest.fail(told, pytrace=False)

        asked = inspect.signature(check)
        fixtures = [asked.parameters[name] for name in asked.parameters if name not in words]
        vars(test)["__signature__"] = asked.replace(parameters=fixtures)
        return test

    return decorate


def _complaint(check: Test, row: dict[str, Any], fixtures: dict[str, object]) -> str:
    """A wrong row, what it fails with, and where; empty for one that is right."""
    try:
        check(**row, **fixtures)
    except Exception as error:  # noqa: BLE001 (a row that breaks the code must not hide the rows after it)
        place = traceback.extract_tb(error.__traceback__)[-1]
        values = ", ".join(f"{name}={value!r}" for name, value in row.items())
        said = f"{place.name}, line {place.lineno}: {type(error).__name__}: {error}".replace("\n", "\n    ")
        return f"{values}\n    {said}"
    return ""
