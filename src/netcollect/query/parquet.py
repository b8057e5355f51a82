"""Rows as Parquet files, one for each table and run, so that DuckDB, Spark and Trino read them as one table.

A table is the directory of its name, and the runs are its partitions: `show_version/run=2026…/part.parquet`.
The files of a table have the same columns with the same types: a column is of integers when all its values in
all runs that are written together are, and of texts when one is a text.
"""

from __future__ import annotations

import filecmp
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from netcollect.errors import InputError, OutputError
from netcollect.query.answer import Answer, Table
from netcollect.query.asking import Asked, Scope, prepared
from netcollect.query.values import Cell, quoted
from netcollect.query.views import SHOWN, View

#: How many rows are in memory at a time.
_ROWS = 20_000
_RUN = "run"
#: By SQLite's own words for what a column holds: the type of the column.
_TEXT, _REAL, _INTEGER = "text", "real", "integer"


def write_parquet(scope: Scope, directory: Path, table: str | None = None) -> Answer:
    """Writes the rows of a table, or of all tables; the answer lists the files.

    A file that is there is replaced; but with some of a run's devices or commands only by what it holds.

    Raises:
        InputError: pyarrow is not installed, there is no such table, or rows that are there would be lost; or
            as `prepared`.
        OutputError: a file cannot be written.
    """
    arrow = _arrow()
    is_part = bool(scope.choice.limit or scope.choice.commands)

    def ask(asked: Asked) -> Answer:
        rows: list[tuple[Cell, ...]] = []
        asked.sure()
        for view in _views(asked, table):
            for run, number, path in _written(arrow, asked.connection, view, directory, is_part):
                rows.append((view.name, run, number, str(path)))
        columns = ("table", "run", "rows", "file")
        return asked.everything([Table("files", columns, rows)])

    try:
        return prepared(scope, ask, table)
    except OSError as error:
        raise OutputError(str(error.filename or directory), error.strerror or str(error)) from None


def _arrow() -> Any:
    try:
        import pyarrow.parquet  # noqa: PLC0415 (an extra, and slow to import)
    except ImportError:
        raise InputError.of(
            "--parquet", "pyarrow is not installed", "pip install 'netcollect[parquet]'"
        ) from None
    return pyarrow


def _views(asked: Asked, table: str | None) -> list[View]:
    """The tables that are wanted.

    Raises:
        InputError: there is none of this name.
    """
    if table is None:
        return [view for name, view in sorted(asked.views.items()) if not name.startswith(SHOWN)]
    head = "SELECT 1 FROM "
    asked.ask(f"{head}{quoted(table)} LIMIT 1", where="TABLE", part=(len(head), len(head + quoted(table))))
    return [view for name, view in asked.views.items() if name.lower() == table.lower()]


def _written(
    arrow: Any, connection: sqlite3.Connection, view: View, directory: Path, is_part: bool
) -> Iterator[tuple[str, int, Path]]:
    """Writes a view's rows, a file a run; gives each run with the number of its rows and the file."""
    columns = [name for name in view.columns if name != _RUN]
    types = _types(connection, view, columns)
    kinds = {_TEXT: arrow.string(), _REAL: arrow.float64(), _INTEGER: arrow.int64()}
    schema = arrow.schema([(name, kinds[types[name]]) for name in columns])
    selected = ", ".join(_selected(name, types[name]) for name in columns)
    for run in _runs(connection):
        path = directory / view.name / f"{_RUN}={run}" / "part.parquet"
        sql = f"SELECT {selected} FROM {quoted(view.name)} WHERE {quoted(_RUN)} = ?"
        with closing(connection.execute(sql, (run,))) as cursor:
            yield run, _write(arrow, path, schema, cursor, is_part), path


def _runs(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT r.name FROM _some_runs AS w CROSS JOIN main._runs AS r ON r.id = w.id ORDER BY w.place"
    )
    return [run for (run,) in found]


def _types(connection: sqlite3.Connection, view: View, columns: Sequence[str]) -> dict[str, str]:
    """What each column holds in all runs: texts as soon as there is one."""
    kinds = ", ".join(f"group_concat(DISTINCT typeof({quoted(name)}))" for name in columns)
    found = connection.execute(f"SELECT {kinds} FROM {quoted(view.name)}").fetchone()
    return {name: _type_of(held or "") for name, held in zip(columns, found, strict=True)}


def _type_of(held: str) -> str:
    kinds = {*held.split(",")} - {"null", ""}
    if not kinds or not kinds <= {_INTEGER, _REAL}:
        return _TEXT
    return _INTEGER if kinds == {_INTEGER} else _REAL


def _selected(name: str, kind: str) -> str:
    return f"CAST({quoted(name)} AS {kind.upper()}) AS {quoted(name)}"


def _write(arrow: Any, path: Path, schema: Any, cursor: sqlite3.Cursor, is_part: bool) -> int:
    """Writes the rows of a cursor; a file stands under its name only as a whole.

    Raises:
        InputError: they are a part of a run's, and the file that is there holds others.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    number = 0
    try:
        with _opened(fresh) as file, arrow.parquet.ParquetWriter(file, schema) as writer:
            while rows := cursor.fetchmany(_ROWS):
                values = list(zip(*rows, strict=True))
                arrays = [
                    arrow.array(column, kind) for column, kind in zip(values, schema.types, strict=True)
                ]
                writer.write_batch(arrow.record_batch(arrays, schema=schema))
                number += len(rows)
        if is_part and path.exists() and not filecmp.cmp(fresh, path, shallow=False):
            raise InputError.of(
                str(path),
                "is there already, and some of the run's devices or commands would replace all of it",
                "take another DIR, or remove it",
            )
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return number


def _opened(path: Path) -> IO[bytes]:
    """A new file that only its owner can read: it holds what devices said."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb")
