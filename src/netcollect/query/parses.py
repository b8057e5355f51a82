"""The rows of the index: texts that have none yet are read from their runs, parsed, and kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any, NamedTuple

from netcollect.archive import Run, read_output
from netcollect.errors import InputError
from netcollect.executors import EXECUTORS, Pool
from netcollect.processors import usable_processors
from netcollect.query.intake import NOT_COLLECTED, writing
from netcollect.query.schema import PLACES, rows_table
from netcollect.query.values import cell
from netcollect.rows import Rows, Templates, parse_many

#: From so many characters on other processes help; each lot of texts is kept before the next is read.
LARGE, _LOT = 4_000_000, 500
#: For how many sets of templates rows are kept: those used last.
_SOURCES = 3
_LISTS = (list, tuple, dict)


class Unparsed(NamedTuple):
    """A text without rows, and an output that it can be read from."""

    text: int
    sha256: str
    platform: str
    command: str
    run: str
    device: str
    place: int
    bytes: int | None


def source_of(connection: sqlite3.Connection, version: str) -> int:
    """The number of the templates of a version; rows of those that were not used for longest are removed.

    Raises:
        sqlite3.Error: the index cannot be written.
    """
    found = connection.execute("SELECT id FROM _sources WHERE version = ?", (version,)).fetchone()
    newest = connection.execute("SELECT id FROM _sources ORDER BY used DESC LIMIT 1").fetchone()
    if found and found == newest:
        return int(found[0])
    with writing(connection):
        connection.execute(
            "INSERT INTO _sources VALUES (NULL, ?1, (SELECT coalesce(max(used), 0) + 1 FROM _sources))"
            " ON CONFLICT (version) DO UPDATE SET used = excluded.used",
            (version,),
        )
        kept = "SELECT id FROM _sources ORDER BY used DESC LIMIT ?"
        connection.execute(f"DELETE FROM _sources WHERE id NOT IN ({kept})", (_SOURCES,))
        connection.execute("DELETE FROM _parses WHERE source NOT IN (SELECT id FROM _sources)")
        _remove_rows(connection)
        found = connection.execute("SELECT id FROM _sources WHERE version = ?", (version,)).fetchone()
    return int(found[0])


def sweep(connection: sqlite3.Connection) -> None:
    """Removes facts and texts that nobody has any more, and the texts' rows; within a transaction."""
    connection.execute("DELETE FROM _facts WHERE id NOT IN (SELECT facts FROM _devices)")
    connection.execute("DELETE FROM _texts WHERE id NOT IN (SELECT text FROM _outputs)")
    connection.execute("DELETE FROM _parses WHERE text NOT IN (SELECT id FROM _texts)")
    connection.execute("DELETE FROM _remembered WHERE text NOT IN (SELECT id FROM _texts)")
    _remove_rows(connection)


def _remove_rows(connection: sqlite3.Connection) -> None:
    for (number,) in connection.execute("SELECT id FROM _tables").fetchall():
        connection.execute(f"DELETE FROM {rows_table(number)} WHERE parse NOT IN (SELECT id FROM _parses)")


def unparsed(connection: sqlite3.Connection) -> list[Unparsed]:
    """The texts of the chosen outputs that have no rows yet, in the order of the runs.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    found = connection.execute(
        "SELECT t.id, t.sha256, t.platform, t.command, r.name, d.device, o.place, o.bytes"
        " FROM (SELECT o.text, min(o.id) AS id FROM _chosen AS c"
        "       CROSS JOIN main._outputs AS o ON o.id = c.output"
        "       WHERE c.parse IS NULL GROUP BY o.text) AS first"
        " JOIN _outputs AS o ON o.id = first.id JOIN _texts AS t ON t.id = o.text"
        " JOIN _devices AS d ON d.id = o.device JOIN _runs AS r ON r.id = o.run ORDER BY o.run, o.id"
    )
    return [Unparsed(*each) for each in found]


def parse_texts(
    connection: sqlite3.Connection,
    texts: Sequence[Unparsed],
    runs: Mapping[str, Run],
    templates: Templates,
    source: int,
) -> None:
    """Parses texts, and keeps their rows as of this source.

    Raises:
        sqlite3.Error: the index cannot be written.
        InputError: a template is not as it should be.
    """
    size = sum(each.bytes or 0 for each in texts)
    reader, rest = _Reader(runs), iter(texts)
    with _workers(size) as executor:
        while lot := list(islice(rest, _LOT)):
            read = [(each, text) for each in lot if (text := reader.text(each)) is not None]
            items = [(each.platform, each.command, text) for each, text in read]
            parsed = list(parse_many(items, templates=templates, executor=executor))
            with writing(connection):
                keeper = _Keeper(connection, source)
                for (each, _), rows in zip(read, parsed, strict=True):
                    keeper.keep(each.text, rows)


def _workers(size: int) -> AbstractContextManager[Executor | None]:
    """Processes for so many bytes; none where they would cost more than they save."""
    processors = usable_processors()
    return (
        EXECUTORS["process"](Pool(workers=processors)) if size > LARGE and processors > 1 else nullcontext()
    )


class _Reader:
    """Reads texts from their runs, with one document in memory at a time."""

    def __init__(self, runs: Mapping[str, Run]) -> None:
        self._runs = runs
        self._open: Run | None = None

    def text(self, wanted: Unparsed) -> str | None:
        """The text; None when its run is not there any more, or not as it was."""
        if wanted.sha256 == NOT_COLLECTED:
            return ""
        try:
            run = self._run(wanted.run)
            row = run.devices[wanted.device]
            entry = row.commands[wanted.place]
            return read_output(run, row, entry) if entry.sha256 == wanted.sha256 else None
        except (InputError, KeyError, IndexError):
            return None

    def _run(self, name: str) -> Run:
        if self._open is None or self._open.name != name:
            run = self._runs[name]
            # One that is not finished has no document to read.
            self._open = run if "document" in vars(run) else Run(run.path)
        return self._open


class _Keeper:
    """Writes what became of texts, and their rows into the tables, which grow columns as they need them."""

    def __init__(self, connection: sqlite3.Connection, source: int) -> None:
        self._connection, self._source = connection, source
        self._tables: dict[str, tuple[int, dict[str, int]]] = {}
        self._shapes: dict[str, int] = {}

    def keep(self, text: int, rows: Rows) -> None:
        """Keeps what became of a text, unless somebody else has meanwhile."""
        table, columns = self._table(rows.table, rows.columns) if rows.table else (None, {})
        values = (
            text, self._source, rows.state, table, self._shape(rows), rows.template, rows.package,
            len(rows.rows), rows.unmatched, rows.reason or None,
        )  # fmt: skip
        kept = self._connection.execute(
            "INSERT OR IGNORE INTO _parses VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values
        )
        if kept.rowcount and table is not None and rows.rows:
            self._keep_rows(int(kept.lastrowid or 0), table, columns, rows)

    def _keep_rows(self, parse: int, table: int, columns: Mapping[str, int], rows: Rows) -> None:
        own = [name for name in rows.columns if columns[name] < PLACES]
        names = ", ".join(["parse", "n", "more", *(f"c{columns[name]}" for name in own)])
        marks = ", ".join("?" * (len(own) + 3))
        self._connection.executemany(
            f"INSERT INTO {rows_table(table)} ({names}) VALUES ({marks})",
            _cells(parse, rows, own),
        )

    def _shape(self, rows: Rows) -> int:
        """The number of the columns that the rows have, each with whether it holds lists."""
        columns = {name: any(isinstance(row.get(name), _LISTS) for row in rows.rows) for name in rows.columns}
        shape = json.dumps(columns)
        if shape not in self._shapes:
            self._connection.execute("INSERT OR IGNORE INTO _shapes (columns) VALUES (?)", (shape,))
            found = self._connection.execute("SELECT id FROM _shapes WHERE columns = ?", (shape,)).fetchone()
            self._shapes[shape] = int(found[0])
        return self._shapes[shape]

    def _table(self, name: str, columns: Sequence[str]) -> tuple[int, dict[str, int]]:
        """The number of a table, and the places of its columns by name."""
        if name not in self._tables:
            self._tables[name] = self._known(name) or self._made(name, columns)
        number, places = self._tables[name]
        for column in columns:
            if column not in places:
                if len(places) < PLACES:
                    self._connection.execute(f"ALTER TABLE {rows_table(number)} ADD COLUMN c{len(places)}")
                self._place(number, places, column)
        return number, places

    def _known(self, name: str) -> tuple[int, dict[str, int]] | None:
        found = self._connection.execute("SELECT id FROM _tables WHERE name = ?", (name,)).fetchone()
        if found is None:
            return None
        columns = self._connection.execute(
            'SELECT name, place FROM _columns WHERE "table" = ?', found
        ).fetchall()
        return int(found[0]), dict(columns)

    def _made(self, name: str, columns: Sequence[str]) -> tuple[int, dict[str, int]]:
        made = self._connection.execute("INSERT INTO _tables VALUES (NULL, ?)", (name,))
        number, places = int(made.lastrowid or 0), dict[str, int]()
        own = "".join(f"c{place}, " for place in range(min(len(columns), PLACES)))
        self._connection.execute(
            f"CREATE TABLE {rows_table(number)} (parse INTEGER NOT NULL, n INTEGER NOT NULL, more TEXT, {own}"
            "PRIMARY KEY (parse, n)) WITHOUT ROWID"
        )
        for column in columns:
            self._place(number, places, column)
        return number, places

    def _place(self, table: int, places: dict[str, int], column: str) -> None:
        places[column] = len(places)
        self._connection.execute("INSERT INTO _columns VALUES (?, ?, ?)", (table, places[column], column))


def _cells(parse: int, rows: Rows, own: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """What is kept of each row; `own` are the names that have a column."""
    others = [name for name in rows.columns if name not in own] if len(own) < len(rows.columns) else ()
    for number, row in enumerate(rows.rows):
        more = json.dumps({name: cell(row.get(name)) for name in others}) if others else None
        yield parse, number, more, *(cell(row.get(name)) for name in own)
