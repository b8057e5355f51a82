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
#: Those that have no rows, and perhaps only because they are of another form than the template's.
_UNSURE = "c.state = 'empty' AND c.reason <> ''"
_EVERYONE = "_some_devices AS w CROSS JOIN main._devices AS d ON d.id = w.id"
#: All chosen outputs, and those of `_of_tables`.
_ALL = "_chosen AS c"
_SOME = "temp._of_tables AS t JOIN _chosen AS c ON c.rowid = t.id"
_COUNTS = (
    "SELECT count(*), count(DISTINCT c.device_id), count(DISTINCT c.device),"
    f" coalesce(sum(c.unmatched) FILTER (WHERE {_ANSWERED} AND NOT c.twice), 0),"
    f" sum(NOT ({_ANSWERED})), sum({_UNSURE}) FROM {{source}}"
)


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
    everyone = _number(connection, "SELECT count(*) FROM _some_devices")
    common: dict[str, Any] = {
        "runs": _number(connection, "SELECT count(*) FROM _some_runs"),
        "told": tuple(told),
        "damaged": damaged,
    }
    if tables is not None and not {*tables, *commands}:
        return Coverage(asked=everyone, answered=everyone, devices=_devices(connection), **common)
    source = _wanted(connection, tables, commands)
    counted = connection.execute(_COUNTS.format(source=source)).fetchone()
    outputs, asked, names, unmatched, without, unsure = counted
    devices = names if asked == everyone else _devices(connection)
    missing = _missing(connection, source, by_table=tables is not None, number=without)
    return Coverage(
        asked=asked,
        answered=asked - len({(each.device, each.run) for each in missing}),
        devices=devices,
        missing=tuple(missing),
        not_asked=_not_asked(connection, source) if names < devices and tables is not None else (),
        several=_several(connection, tables or ()) if outputs > asked else (),
        unmatched=unmatched,
        unsure=tuple(_unsure(connection, source, unsure)) or UNSET,
        **common,
    )


def _devices(connection: sqlite3.Connection) -> int:
    return _number(connection, f"SELECT count(DISTINCT d.device) FROM {_EVERYONE}")


def _unsure(connection: sqlite3.Connection, source: str, number: int | None) -> list[Missing]:
    """Those in which a template knew no line, of so many: mostly none."""
    if not number:
        return []
    found = connection.execute(
        f"SELECT c.device, c.run, c.command, c.state, NULL, c.reason FROM {source}"
        f" WHERE {_UNSURE} ORDER BY c.rowid"
    )
    return [Missing(*each) for each in found]


def _number(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


def _wanted(connection: sqlite3.Connection, tables: Collection[str] | None, besides: Collection[str]) -> str:
    """Where the outputs are that fill these tables, or are of these questions, and those of `besides`."""
    if tables is None:
        return _ALL
    commands = connection.execute(
        "SELECT DISTINCT k.command, t.name, t.id FROM _kinds AS k"
        ' LEFT JOIN main._tables AS t ON t.id = k."table"'
    ).fetchall()
    wanted = list(_wanted_commands(commands, tables, besides))
    if len(wanted) == len(commands):
        return _ALL
    connection.execute("DROP TABLE IF EXISTS temp._of_tables")
    connection.execute("CREATE TEMP TABLE _of_tables (id INTEGER PRIMARY KEY)")
    for command, number in wanted:
        connection.execute(
            "INSERT OR IGNORE INTO temp._of_tables"
            ' SELECT rowid FROM _chosen WHERE "table" IS ? AND command = ?',
            (number, command),
        )
    # The table of a question is made of several outputs of a device: it says itself which of them count.
    marks = ", ".join("?" * len(tables))
    connection.execute(
        f"INSERT OR IGNORE INTO temp._of_tables SELECT id FROM temp.{ANSWERS} WHERE question IN ({marks})",
        [*tables],
    )
    return _SOME


def _wanted_commands(
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


def _missing(
    connection: sqlite3.Connection, source: str, *, by_table: bool, number: int | None
) -> list[Missing]:
    """Those without rows, of so many; where a device was asked one command in two ways, one is enough.

    Another command that fills the same table, such as one of another VRF, stands in for none; and nothing
    does for what was collected and cannot be read.
    """
    if not number:
        return []
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
        "SELECT c.device FROM _chosen AS c"
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
