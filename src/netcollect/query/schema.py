"""How the index keeps what it knows: each text once, its rows once, and which outputs are that text.

Nothing here is a record of its own: all of it is made from runs, and made again when it is not there. Names
that begin with `_` are the index's own; a query sees the views that `views` makes of them.

Texts are parsed while others may write: the number of a text, or of a set of templates, is never that of
another later.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE _meta (version TEXT NOT NULL);
CREATE TABLE _runs (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, seal TEXT NOT NULL, facts TEXT NOT NULL,
    status TEXT, started TEXT, finished TEXT, seconds REAL, devices INTEGER, ok INTEGER, partial INTEGER,
    failed INTEGER, skipped INTEGER, changed INTEGER, redacted INTEGER, follows TEXT, tool TEXT);
CREATE TABLE _devices (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, device TEXT NOT NULL, host TEXT, port INTEGER,
    platform TEXT, groups TEXT, status TEXT, error TEXT, message TEXT, attempts INTEGER,
    seconds REAL, changed INTEGER, facts INTEGER NOT NULL);
CREATE INDEX _devices_by_run ON _devices (run, id, facts);
CREATE TABLE _facts (id INTEGER PRIMARY KEY, facts TEXT NOT NULL UNIQUE);
CREATE TABLE _outputs (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, device INTEGER NOT NULL, place INTEGER NOT NULL,
    command TEXT NOT NULL, status TEXT, error TEXT, message TEXT, file TEXT, bytes INTEGER, sha256 TEXT,
    seconds REAL, changed INTEGER, text INTEGER NOT NULL, trouble TEXT,
    alike INTEGER NOT NULL);
CREATE INDEX _outputs_by_run ON _outputs (run);
CREATE INDEX _outputs_by_device ON _outputs (device);
CREATE TABLE _texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL, platform TEXT NOT NULL, command TEXT NOT NULL,
    UNIQUE (sha256, platform, command));
CREATE TABLE _sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version TEXT NOT NULL UNIQUE, used INTEGER NOT NULL);
CREATE TABLE _parses (
    id INTEGER PRIMARY KEY, text INTEGER NOT NULL, source INTEGER NOT NULL, state TEXT NOT NULL,
    "table" INTEGER, shape INTEGER, template TEXT, package TEXT, rows INTEGER, unmatched INTEGER, reason TEXT,
    UNIQUE (text, source));
CREATE TABLE _tables (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE _columns (
    "table" INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY ("table", place), UNIQUE ("table", name));
CREATE TABLE _remembered (text INTEGER NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (text, name)) WITHOUT ROWID;
CREATE TABLE _shapes (id INTEGER PRIMARY KEY, columns TEXT NOT NULL UNIQUE);
CREATE TABLE _choice (key TEXT NOT NULL, facts TEXT NOT NULL, tables TEXT NOT NULL);
"""
#: How many columns of a table have a place of their own; SQLite has 2,000 at most, and a device's JSON may
#: have any number of names.
PLACES = 1000
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


@cache
def version() -> str:
    """A text that changes with what the index holds and how it is made: with this package's own source."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def create(connection: sqlite3.Connection) -> None:
    """Makes the tables of an empty index.

    Raises:
        sqlite3.Error: the database cannot be written.
    """
    connection.execute("BEGIN IMMEDIATE")
    for statement in filter(str.strip, _TABLES.split(";")):
        connection.execute(statement)
    connection.execute("INSERT INTO _meta VALUES (?)", (version(),))
    connection.execute("COMMIT")


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the database is an index of this version.

    Raises:
        sqlite3.Error: it is busy, or cannot be read.
    """
    try:
        return connection.execute("SELECT version FROM _meta").fetchall() == [(version(),)]
    except sqlite3.Error as error:
        if is_broken(error) or "no such" in str(error):
            return False
        raise


def is_broken(error: BaseException) -> bool:
    """Whether an error says that the database itself is damaged."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF in _BROKEN


def rows_table(number: int) -> str:
    """The name under which the rows of a table are kept."""
    return f"_rows_{number}"


def value_at(place: int, name: str, of: str = "r") -> str:
    """The SQL for a value of a row: from a column of its own, or from the JSON of those beyond."""
    return f"{of}.c{place}" if place < PLACES else f"_beyond({of}.more, '{name}')"


def add_beyond(connection: sqlite3.Connection) -> None:
    """Gives a connection what `value_at` needs; SQLite's own `json_extract` ends a text at a NUL."""
    connection.create_function(
        "_beyond", 2, lambda more, name: _mapping(more).get(name) if more else None, deterministic=True
    )


@lru_cache(maxsize=8)
def _mapping(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
