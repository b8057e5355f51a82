"""SQL of a rule: whether SQLite understands it, and a device's values in it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from netcollect.audit.placeholders import PLACEHOLDER, names_in, shown
from netcollect.query.functions import add_functions
from netcollect.query.values import own_names, quoted

#: A text in quotes, a name in double braces, or a placeholder outside of any text.
_PART = re.compile(r"'(?:[^']|'')*'|\{\{[A-Za-z_]\w*\}\}|\{([A-Za-z_]\w*)\}")
#: What can only be told when the rows are known.
_LATER = ("no such column", "no such table", "ambiguous column name")


def objection_to_condition(text: str) -> str | None:
    """What SQLite does not understand in a condition, or None; which columns there are is not known yet."""
    filled = in_sql(text, dict.fromkeys(names_in([text]), "x"))
    return _objection(f"SELECT 1 WHERE (\n{filled}\n)")


def objection_to_columns(text: str, columns: Sequence[str]) -> str | None:
    """Which column that a condition names these rows do not have, or None."""
    filled = in_sql(text, dict.fromkeys(names_in([text]), "x"))
    names = ", ".join(f"NULL AS {quoted(name)}" for name in own_names(columns, ("platform",)))
    told = _told(f"SELECT 1 FROM (SELECT NULL AS platform, {names}) WHERE (\n{filled}\n)")
    return told if told and told.startswith(_LATER) else None


def objection_to_statement(text: str) -> str | None:
    """What SQLite does not understand in a statement, or None; which tables there are is not known yet."""
    first = text.split(maxsplit=1)[:1]
    if not first or first[0].lower() not in ("select", "with", "values"):
        return "is no SELECT"
    return _objection(text)


def _objection(sql: str) -> str | None:
    told = _told(sql)
    return None if told is None or told.startswith(_LATER) else f"is no SQL that SQLite understands: {told}"


def _told(sql: str) -> str | None:
    """What SQLite says against a statement."""
    with closing(sqlite3.connect(":memory:")) as connection:
        add_functions(connection, [])
        try:
            connection.execute(f"EXPLAIN {sql}").close()
        except (sqlite3.Error, sqlite3.Warning) as error:
            return str(error)
    return None


def in_sql(text: str, values: dict[str, Any]) -> str:
    """A condition with a device's values: a text in quotes, a number as it is, a list in parentheses.

    >>> in_sql("site = {site} AND vlan IN {vlans} AND name LIKE '{site}-%'", {"site": "ams", "vlans": [1, 2]})
    "site = 'ams' AND vlan IN (1, 2) AND name LIKE 'ams-%'"
    """

    def inside(found: re.Match[str]) -> str:
        return f"{{{found[1]}}}" if found[1] else _quoted(values[found[2]])

    def part(found: re.Match[str]) -> str:
        if found[1]:
            return _literal(values[found[1]])
        return PLACEHOLDER.sub(inside, found[0])

    return _PART.sub(part, text)


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_literal, value))})"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return f"'{_quoted(value)}'"


def _quoted(value: Any) -> str:
    text = (
        ", ".join(map(shown, value))
        if isinstance(value, Sequence) and not isinstance(value, str)
        else shown(value)
    )
    return text.replace("'", "''")
