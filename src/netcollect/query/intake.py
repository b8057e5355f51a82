"""Runs → index: what their documents say, and the rows of each distinct text that it does not have yet."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from netcollect.archive import MANIFEST, Run, is_stored, read_output
from netcollect.document import CommandEntry, DeviceResult, as_unicode
from netcollect.errors import InputError
from netcollect.model import Failure
from netcollect.query.seals import seal_of

#: The sha256 of an output that is not there: it has a table all the same, of which it is missing.
NOT_COLLECTED = ""
#: What SQLite does not read in the name of a fact.
_UNFIT = frozenset('"\\\0')


@contextmanager
def writing(connection: sqlite3.Connection, *, of_outputs: bool = True) -> Iterator[None]:
    """A transaction that writes, whole or not at all; with what it writes of outputs the kept choice ends.

    Raises:
        sqlite3.Error: somebody else writes for too long, or the database cannot be written.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if of_outputs:
            connection.execute("DELETE FROM main._choice")
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def take_in(connection: sqlite3.Connection, run: Run, damaged: Callable[[InputError], None]) -> bool:
    """Brings what the index knows of a run up to date; every output is read, and checked by its SHA-256.

    Returns:
        Whether it is there; a run whose manifest cannot be read is handed to `damaged`.

    Raises:
        sqlite3.Error: the index cannot be written.
    """
    try:
        seal = seal_of(run.path)
    except OSError as error:
        damaged(InputError.of(str(run.path), f"cannot be read: {error.strerror or error}"))
        return False
    known = connection.execute("SELECT seal FROM _runs WHERE name = ?", (run.name,)).fetchone()
    if known == (seal,):
        return True
    if is_stored(run.path, MANIFEST):
        run = Run(run.path)  # what was read of it before may be older than its files
    try:
        document = run.document
    except InputError as error:
        damaged(error)
        return False
    troubles = {
        id(entry): _trouble(run, row, entry)
        for row in document.devices
        for entry in row.commands
        if entry.file
    }
    with writing(connection):
        forget(connection, run.name)
        number = _add_run(connection, run, seal)
        for row in document.devices:
            _add_device(connection, number, row, troubles)
    return True


def forget(connection: sqlite3.Connection, run: str) -> None:
    """Removes what a run's document says; facts, texts and rows stay until `sweep`."""
    for table in ("_outputs", "_devices"):
        connection.execute(f"DELETE FROM {table} WHERE run = (SELECT id FROM _runs WHERE name = ?)", (run,))
    connection.execute("DELETE FROM _runs WHERE name = ?", (run,))


def _trouble(run: Run, row: DeviceResult, entry: CommandEntry) -> str | None:
    """Why a stored output cannot be read, if it cannot."""
    try:
        read_output(run, row, entry)
    except InputError as error:
        return as_unicode(str(error))
    return None


def _add_run(connection: sqlite3.Connection, run: Run, seal: str) -> int:
    document, counts = run.document, run.document.counts
    facts = dict.fromkeys(name for row in document.devices for name in row.facts if not _UNFIT & {*name})
    values = (
        run.name, seal, json.dumps(list(facts)), document.status, document.started, document.finished,
        document.seconds, counts.devices, counts.ok, counts.partial, counts.failed, counts.skipped,
        document.changed, document.redacted, document.follows, document.tool,
    )  # fmt: skip
    return _insert(connection, "_runs", values)


def _add_device(
    connection: sqlite3.Connection, run: int, row: DeviceResult, troubles: dict[int, str | None]
) -> None:
    values: tuple[Any, ...] = (
        run, row.device, row.host, row.port, row.platform, json.dumps(row.groups), row.status,
        *_told(row.error), row.attempts, row.seconds, row.changed, _facts_of(connection, row),
    )  # fmt: skip
    device = _insert(connection, "_devices", values)
    same = Counter(entry.sha256 for entry in row.commands)
    for place, entry in enumerate(row.commands):
        trouble = troubles.get(id(entry))
        stored = entry.sha256 if entry.file and not trouble else None
        text = _text_of(connection, stored or NOT_COLLECTED, row.platform, entry.command)
        error = entry.error or (row.error if entry.status != "ok" else None)
        values = (
            run, device, place, entry.command, entry.status, *_told(error), entry.file, entry.bytes,
            entry.sha256, entry.seconds, entry.changed, text, trouble, same[entry.sha256] > 1,
        )  # fmt: skip
        _insert(connection, "_outputs", values)


def _facts_of(connection: sqlite3.Connection, row: DeviceResult) -> int:
    """The number of a device's facts: they are mostly the same in all of its runs."""
    facts = (json.dumps(row.facts),)
    known = connection.execute("SELECT id FROM _facts WHERE facts = ?", facts).fetchone()
    return int(known[0]) if known else _insert(connection, "_facts", facts)


def _told(error: Failure | None) -> tuple[str | None, str | None]:
    return (str(error.kind), error.message) if error else (None, None)


def _text_of(connection: sqlite3.Connection, *text: str) -> int:
    connection.execute("INSERT OR IGNORE INTO _texts (sha256, platform, command) VALUES (?, ?, ?)", text)
    found = connection.execute(
        "SELECT id FROM _texts WHERE sha256 = ? AND platform = ? AND command = ?", text
    ).fetchone()
    return int(found[0])


def _insert(connection: sqlite3.Connection, table: str, values: tuple[Any, ...]) -> int:
    marks = ", ".join("?" * len(values))
    return int(connection.execute(f"INSERT INTO {table} VALUES (NULL, {marks})", values).lastrowid or 0)
