"""The facts of devices as columns of a query: read once for each set of them, of which a fleet has few."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Any

from netcollect.document import as_unicode
from netcollect.query.values import Cell, cell, own_names

#: The function that reads a fact where SQLite does not.
_FACT = "_fact"
#: How many facts have a column: SQLite bounds those of a table.
MOST = 1900


def choose_facts(connection: sqlite3.Connection, taken: Container[str]) -> list[str]:
    """Reads the facts of the chosen devices into a table; gives the names of their columns, none taken.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    found = connection.execute(
        "SELECT r.facts FROM _some_runs AS w JOIN main._runs AS r ON r.id = w.id ORDER BY w.place DESC"
    )
    names = [*dict.fromkeys(name for (names,) in found for name in json.loads(names))][:MOST]
    connection.create_function(_FACT, 2, _fact_of, deterministic=True)
    columns = "".join(f", f{number}" for number in range(len(names)))
    values = "".join(f", {_fact(name)}" for name in names)
    connection.execute(f"CREATE TEMP TABLE _some_facts (id INTEGER PRIMARY KEY{columns})")
    connection.execute(
        f"INSERT INTO temp._some_facts SELECT w.facts{values}"
        " FROM (SELECT DISTINCT facts FROM _some_devices) AS w"
        " LEFT JOIN main._facts AS f ON f.id = w.facts"
    )
    return own_names(names, taken)


def facts_of(facts: Iterable[str]) -> dict[str, str]:
    """The facts' columns, with the SQL that gives each where there is `with_facts`.

    With its sign a fact is a value, not a column: compared with a text, a number among them is one too.
    """
    return {column: f"+f.f{number}" for number, column in enumerate(facts)}


def with_facts(of: str) -> str:
    """The SQL that joins the facts of a device or output, which leaves the rows in their order."""
    return f" CROSS JOIN _some_facts AS f ON f.id = {of}.facts"


def _fact(name: str) -> str:
    """The SQL of a fact: a text or number is what it is, anything else is JSON.

    SQLite itself makes a real of a long integer, and ends a text at a NUL.
    """
    text = name.replace("'", "''")
    value = f"json_extract(f.facts, '$.\"{text}\"')"
    unfit = f"f.id IS NULL OR typeof({value}) = 'real' OR instr(f.facts, '\\u0000')"
    return f"CASE WHEN {unfit} THEN {_FACT}(f.facts, '{text}') ELSE {value} END"


def _fact_of(facts: str, name: str) -> Cell:
    value = _facts(facts).get(name)
    return as_unicode(value) if isinstance(value, str) else cell(value)


@lru_cache(maxsize=1024)
def _facts(facts: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(facts)
    return found
