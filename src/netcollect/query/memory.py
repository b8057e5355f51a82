"""What others have found out about texts: kept in the index for as long as it has the texts.

Where the index cannot be used nothing is known, and nothing is kept: it is found out again.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from netcollect.archive import Run
from netcollect.query.asking import Scope
from netcollect.query.index import Work, with_file
from netcollect.query.intake import writing
from netcollect.query.seals import Sure

T = TypeVar("T")
#: A device and a command of it.
Key = tuple[str, str]
log = logging.getLogger("netcollect.query")

_OUTPUTS = (
    " FROM temp._about AS a JOIN main._devices AS d ON d.device = a.device"
    " JOIN main._runs AS r ON r.id = d.run AND r.name = ?"
    " JOIN main._outputs AS o ON o.device = d.id AND o.command = a.command"
    # What is not as it was stored says nothing, whatever was found out before.
    " AND o.file IS NOT NULL AND o.trouble IS NULL"
)


def recall(scope: Scope, wanted: Collection[Key]) -> Iterator[tuple[Key, str, bytes]]:
    """What is known of outputs of a run: whose, by which name it was kept, and what it is."""

    def work(
        connection: sqlite3.Connection, runs: Sequence[Run], _sure: Sure
    ) -> list[tuple[str, str, str, bytes]]:
        if not runs:
            return []
        _about(connection, [(*key, "", b"") for key in wanted])
        return connection.execute(
            f"SELECT a.device, a.command, m.name, m.value{_OUTPUTS}"
            " JOIN main._remembered AS m ON m.text = o.text",
            (runs[-1].name,),
        ).fetchall()

    for device, command, name, value in _try(scope, work) or ():
        yield (device, command), name, value


def unreadable(scope: Scope) -> Mapping[Key, str] | None:
    """Why outputs of a run cannot be read, of those that cannot; None where the index cannot tell."""

    def work(connection: sqlite3.Connection, runs: Sequence[Run], _sure: Sure) -> dict[Key, str] | None:
        if not runs:
            return None
        found = connection.execute(
            "SELECT d.device, o.command, o.trouble FROM main._runs AS r"
            " JOIN main._outputs AS o ON o.run = r.id AND o.trouble IS NOT NULL"
            " JOIN main._devices AS d ON d.id = o.device WHERE r.name = ?",
            (runs[-1].name,),
        )
        return {(device, command): trouble for device, command, trouble in found}

    return _try(scope, work)


def remember(scope: Scope, found: Mapping[tuple[Key, str], bytes]) -> None:
    """Keeps what was found out about outputs of a run, by a name of the finder's."""

    def work(connection: sqlite3.Connection, runs: Sequence[Run], sure: Sure) -> None:
        sure()
        if runs:
            _about(connection, [(*key, name, value) for (key, name), value in found.items()])
            with writing(connection, of_outputs=False):
                connection.execute(
                    f"INSERT OR REPLACE INTO main._remembered SELECT o.text, a.name, a.value{_OUTPUTS}",
                    (runs[-1].name,),
                )

    _try(scope, work)


def _about(connection: sqlite3.Connection, rows: Collection[tuple[str, str, str, bytes]]) -> None:
    connection.execute("CREATE TEMP TABLE _about (device TEXT, command TEXT, name TEXT, value BLOB)")
    connection.executemany("INSERT INTO temp._about VALUES (?, ?, ?, ?)", rows)


def _try(scope: Scope, work: Work[T]) -> T | None:
    if scope.output is None:
        return None
    try:
        return with_file(scope.output, scope.runs, work, lambda _error: None)
    except (sqlite3.Error, OSError) as error:
        log.info("nothing is kept in the index (%s)", error)
        return None
