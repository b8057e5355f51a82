"""What a query sees: the chosen runs, devices and commands, as views over the index.

Rows come in one order, whatever the index was made of first: runs from the oldest, devices as in the
inventory, commands as they were sent, rows as in the text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from netcollect.query.facts import facts_of, with_facts
from netcollect.query.schema import rows_table, value_at
from netcollect.query.values import own_names, plain_name, quoted

#: What stands in front of every row of an output.
FRONT = ("device", "platform", "run", "collected")
DEVICES, RUNS, OUTPUTS, PARSED = "devices", "runs", "outputs", "parsed"
#: The views that every index has, beside those of rows.
OWN = (DEVICES, RUNS, OUTPUTS, PARSED)
#: For `show`: the column that says which output a row is of, and what the names of such views begin with.
OUTPUT, SHOWN = "_output", "_shown_"

_OF_CHOSEN = f" FROM _chosen AS c{with_facts('c')}"
_OF_OUTPUT = f"{_OF_CHOSEN} CROSS JOIN main._outputs AS o ON o.id = c.output"
_HAS_ROWS = "c.state NOT IN ('not_collected', 'unreadable')"


class View(NamedTuple):
    """A view: its columns, and which of them hold lists."""

    name: str
    columns: tuple[str, ...]
    lists: frozenset[str] = frozenset()
    #: The name of the table that it is of, where it is of rows; and the columns that a template gives.
    table: str | None = None
    fields: tuple[str, ...] = ()
    #: Where its rows come from.
    select: str = ""


def make_views(connection: sqlite3.Connection, facts: Iterable[str]) -> dict[str, View]:
    """The views over `_chosen`, by name; `facts` are as of `choose_facts`.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    views = [*_own_views(connection, facts)]
    for number, table, name in _tables(connection):
        views += _rows_views(connection, number, table, name, facts)
    return {view.name: view for view in views}


def _tables(connection: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """The tables that the chosen outputs fill, with the names of their views: none that is taken."""
    found = connection.execute(
        'SELECT c."table", t.name FROM'
        ' (SELECT "table", min(rowid) AS first FROM _kinds'
        '  WHERE "table" IS NOT NULL GROUP BY "table") AS c'
        ' LEFT JOIN main._tables AS t ON t.id = c."table" ORDER BY c.first'
    ).fetchall()
    names = [_allowed(name) for _, name in found]
    return [(number, table, name) for (number, table), name in zip(found, own_names(names, OWN), strict=True)]


def _allowed(name: str) -> str:
    """SQLite keeps some names for itself, and the index others."""
    plain = plain_name(name).lstrip("_") or "rows"
    return f"rows_{plain}" if plain.lower().startswith(("sqlite_", "pragma_", "json_")) else plain


def _own_views(connection: sqlite3.Connection, facts: Iterable[str]) -> list[View]:
    chosen = {**{name: f"c.{name}" for name in FRONT}, **facts_of(facts)}
    device = {
        **{"device": "d.device", "platform": "d.platform", "run": "r.name", "collected": "r.started"},
        **facts_of(facts),
    }
    tables = {
        DEVICES: (
            device,
            "host port groups status error message attempts seconds changed",
            "d",
            " FROM _some_devices AS w CROSS JOIN main._devices AS d ON d.id = w.id"
            f" CROSS JOIN main._runs AS r ON r.id = d.run{with_facts('d')}",
        ),
        RUNS: (
            {"run": "r.name"},
            "status started finished seconds devices ok partial failed skipped changed redacted follows tool",
            "r",
            " FROM _some_runs AS w CROSS JOIN main._runs AS r ON r.id = w.id",
        ),
        OUTPUTS: (chosen, "command status error message file bytes sha256 seconds changed", "o", _OF_OUTPUT),
    }
    views = []
    for name, (front, own, alias, source) in tables.items():
        columns = dict(front)
        for wanted, column in zip(
            own_names(own.split(), {each.lower() for each in front}), own.split(), strict=True
        ):
            columns[wanted] = f"{alias}.{column}"
        views.append(add_view(connection, name, columns, source))
    return [*views, _parsed_view(connection, chosen)]


def _parsed_view(connection: sqlite3.Connection, chosen: Mapping[str, str]) -> View:
    """The view that says what became of each output: `chosen` are its first columns."""
    parsed = {
        "command": "o.command",
        "state": "c.state",
        "table_name": '(SELECT name FROM main._tables WHERE id = c."table")',
        "template": "p.template",
        "package": "p.package",
        "rows": "p.rows",
        "unmatched": "p.unmatched",
        "reason": "c.reason",
    }
    names = own_names(parsed, {each.lower() for each in chosen})
    columns = {**chosen, **dict(zip(names, parsed.values(), strict=True))}
    source = f"{_OF_OUTPUT} LEFT JOIN main._parses AS p ON p.id = c.parse AND {_HAS_ROWS}"
    return add_view(connection, PARSED, columns, source)


def _rows_views(
    connection: sqlite3.Connection, number: int, table: str, name: str, facts: Iterable[str]
) -> list[View]:
    """The view of a table's rows, and the one that says which output each is of."""
    front = {**{each: f"c.{each}" for each in FRONT}, **facts_of(facts)}
    filled = _columns(connection, number)
    names = own_names(filled, {column.lower() for column in front})
    places = dict(
        connection.execute('SELECT name, place FROM main._columns WHERE "table" = ?', (number,)).fetchall()
    )
    columns = {
        **front,
        **{own: value_at(places[each], each) for own, each in zip(names, filled, strict=True)},
    }
    lists = frozenset(name for name, is_list in zip(names, filled.values(), strict=True) if is_list)
    source = (
        f"{_OF_CHOSEN} CROSS JOIN main.{rows_table(number)} AS r ON r.parse = c.parse"
        f' WHERE c."table" = {number} AND {_HAS_ROWS}'
    )
    view = add_view(connection, name, columns, f"{source} AND NOT c.twice")
    shown = add_view(connection, f"{SHOWN}{name}", {OUTPUT: "c.output", **columns}, source)
    return [each._replace(lists=lists, table=table, fields=tuple(names)) for each in (view, shown)]


def _columns(connection: sqlite3.Connection, table: int) -> dict[str, bool]:
    """The columns that the chosen outputs fill, in their order, each with whether it holds lists."""
    found = connection.execute(
        "SELECT s.columns FROM (SELECT shape, min(rowid) AS first FROM _kinds"
        ' WHERE "table" = ? AND shape IS NOT NULL GROUP BY shape) AS f'
        " LEFT JOIN main._shapes AS s ON s.id = f.shape ORDER BY f.first",
        (table,),
    )
    columns: dict[str, bool] = {}
    for (shape,) in found:
        for name, is_list in json.loads(shape).items():
            columns[name] = columns.get(name, False) or is_list
    return columns


def add_view(connection: sqlite3.Connection, name: str, columns: Mapping[str, str], source: str) -> View:
    """Makes a view of columns, each with the SQL that gives it, and of where they come from."""
    selected = ", ".join(f"{expression} AS {quoted(column)}" for column, expression in columns.items())
    view = View(name, tuple(columns), select=f"SELECT {selected}{source}")
    define(connection, view)
    return view


def define(connection: sqlite3.Connection, view: View) -> None:
    """Makes a view in the database.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    connection.execute(f"CREATE TEMP VIEW {quoted(view.name)} AS {view.select}")
