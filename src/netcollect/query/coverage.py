"""Of whom an answer speaks: who was asked for what it is made of, and who is missing in it, and why."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from msgspec import UNSET

from netcollect.query.answer import Coverage, Missing
from netcollect.query.questions import ANSWERS
from netcollect.rows.index import table_name
from netcollect.rows.questions import is_for, is_same

#: Chosen outputs that have rows, if only none.
_ANSWERED = "c.state IN ('parsed', 'empty')"
_EVERYONE = "temp._some_devices AS w CROSS JOIN main._devices AS d ON d.id = w.id"


def coverage(
    connection: sqlite3.Connection,
    tables: Collection[str] | None,
    told: Sequence[str],
    *,
    damaged: bool,
    commands: Collection[str] = (),
) -> Coverage:
    """The coverage of an answer that is made of these tables; of all chosen outputs where it is None.

    Beside tables it may be made of what these commands gave, with a table or without.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    devices = _number(connection, f"SELECT count(DISTINCT d.device) FROM {_EVERYONE}")
    common: dict[str, Any] = {
        "runs": _number(connection, "SELECT count(*) FROM temp._some_runs"),
        "devices": devices,
        "told": tuple(told),
        "damaged": damaged,
    }
    if tables is not None and not tables and not commands:
        everyone = _number(connection, "SELECT count(*) FROM temp._some_devices")
        return Coverage(asked=everyone, answered=everyone, **common)
    source, whole = "temp._chosen AS c", tables is None
    if tables is not None:
        _keep_wanted(connection, tables, commands)
        source = "temp._of_tables AS t JOIN temp._chosen AS c ON c.rowid = t.id"
    asked, names = connection.execute(
        f"SELECT count(DISTINCT c.device_id), count(DISTINCT c.device) FROM {source}"
    ).fetchone()
    missing = _missing(connection, source, by_table=not whole)
    return Coverage(
        asked=asked,
        answered=asked - len({(each.device, each.run) for each in missing}),
        missing=tuple(missing),
        not_asked=() if whole or names == devices else _not_asked(connection, source),
        several=_several(connection, tables or ()),
        unmatched=_unmatched(connection, source),
        unsure=tuple(_unsure(connection, source)) or UNSET,
        **common,
    )


def _unsure(connection: sqlite3.Connection, source: str) -> list[Missing]:
    """Those that have no rows, and perhaps only because they are of another form than the template's."""
    found = connection.execute(
        f"SELECT c.device, c.run, c.command, c.state, NULL, c.reason FROM {source}"
        " WHERE c.state = 'empty' AND c.reason <> '' ORDER BY c.rowid"
    )
    return [Missing(*each) for each in found]


def _number(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


def _unmatched(connection: sqlite3.Connection, source: str) -> int:
    return _number(
        connection,
        f"SELECT coalesce(sum(c.unmatched), 0) FROM {source} WHERE {_ANSWERED} AND NOT c.twice",
    )


def _keep_wanted(connection: sqlite3.Connection, tables: Collection[str], besides: Collection[str]) -> None:
    """Writes down the outputs that fill these tables, or are of these questions, and those of `besides`."""
    connection.execute("DROP TABLE IF EXISTS temp._of_tables")
    connection.execute("CREATE TEMP TABLE _of_tables (id INTEGER PRIMARY KEY)")
    commands = connection.execute(
        "SELECT DISTINCT c.command, t.name, t.id FROM temp._chosen AS c"
        ' LEFT JOIN main._tables AS t ON t.id = c."table"'
    ).fetchall()
    for command, number in _wanted(commands, tables, besides):
        connection.execute(
            "INSERT OR IGNORE INTO temp._of_tables"
            ' SELECT rowid FROM temp._chosen WHERE "table" IS ? AND command = ?',
            (number, command),
        )
    # The table of a question is made of several outputs of a device: it says itself which of them count.
    marks = ", ".join("?" * len(tables))
    connection.execute(
        f"INSERT OR IGNORE INTO temp._of_tables SELECT id FROM temp.{ANSWERS} WHERE question IN ({marks})",
        [*tables],
    )


def _wanted(
    commands: Sequence[tuple[str, str | None, int | None]], tables: Collection[str], besides: Collection[str]
) -> Iterator[tuple[str, int | None]]:
    """Of commands, each with a table: those that fill one of these, or should, and those of `besides`.

    A platform without a template has no table for a command: what was asked of it is told by the words.
    """
    filled = {table for _, table, _ in commands if table} & {*tables}
    names = filled | {command for command, table, _ in commands if table in filled}
    for command, table, number in commands:
        if table in filled or command in besides or (table is None and _is_one_of(command, names)):
            yield command, number


def _is_one_of(command: str, names: Collection[str]) -> bool:
    """Whether a command, abbreviated or not, is one of these commands or names one of these tables."""
    return any(is_for(_words(command), _words(name)) for name in names)


def _words(name: str) -> str:
    return table_name(name).replace("_", " ")


def _missing(connection: sqlite3.Connection, source: str, *, by_table: bool) -> list[Missing]:
    """Those without rows; where a device was asked one command in two ways, one of them is enough.

    Another command that fills the same table, such as one of another VRF, stands in for none; and nothing
    does for what was collected and cannot be read.
    """
    found = connection.execute(
        "SELECT c.state, c.command, c.device_id, n.name, c.device, c.run, c.command, c.state,"
        " CASE WHEN c.state = 'not_collected' THEN o.error END, c.reason"
        f" FROM {source} JOIN main._outputs AS o ON o.id = c.output"
        f' LEFT JOIN main._tables AS n ON n.id = c."table" WHERE NOT ({_ANSWERED}) ORDER BY c.rowid'
    ).fetchall()
    answered: dict[tuple[int, str], list[str]] = {}
    if by_table and found:
        named = f'{source} JOIN main._tables AS n ON n.id = c."table" WHERE {_ANSWERED}'
        for device, table, command in connection.execute(
            f"SELECT c.device_id, n.name, c.command FROM {named}"
        ).fetchall():
            answered.setdefault((device, table), []).append(command)
    return [
        Missing(*rest)
        for state, command, device, table, *rest in found
        if state == "unreadable"
        or not any(is_same(command, each, table) for each in answered.get((device, table), ()))
    ]


def _several(connection: sqlite3.Connection, tables: Collection[str]) -> tuple[str, ...]:
    """The devices with rows of different outputs in one of these tables, where nothing tells them apart."""
    found = connection.execute(
        "SELECT c.device FROM temp._chosen AS c"
        f' WHERE c."table" IN (SELECT id FROM main._tables WHERE name IN ({", ".join("?" * len(tables))}))'
        " AND c.state = 'parsed' AND NOT c.twice"
        ' GROUP BY c.device_id, c."table" HAVING count(*) > 1 ORDER BY min(c.rowid)',
        [*tables],
    )
    return tuple(dict.fromkeys(name for (name,) in found))


def _not_asked(connection: sqlite3.Connection, source: str) -> tuple[str, ...]:
    found = connection.execute(
        f"SELECT d.device FROM {_EVERYONE} WHERE d.device NOT IN (SELECT c.device FROM {source})"
        " ORDER BY w.place"
    )
    return tuple(dict.fromkeys(name for (name,) in found))
