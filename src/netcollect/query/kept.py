"""A choice of outputs that is kept with the index until that changes: making one takes a third of a query.

It is kept as the tables that it is made in, under the same names: SQLite finds those of `temp` first.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from netcollect.archive import Run
from netcollect.query.choice import Choice, add_index

log = logging.getLogger("netcollect.query")

_TABLES = ("_some_runs", "_some_devices", "_some_facts", "_chosen", "_kinds")
#: Of how many outputs a choice is worth keeping, and of how many it is too large to be written at once.
LARGE, TOO_LARGE = 2000, 500_000


def key_of(runs: Sequence[Run], choice: Choice, source: int) -> str | None:
    """What tells one choice from others, as of the index's state; None for one that is not kept.

    What devices a limit means may be in a file.
    """
    if choice.outputs is not None or choice.limit:
        return None
    return json.dumps([[run.name for run in runs], [*choice.commands], source])


def kept_facts(connection: sqlite3.Connection, key: str | None) -> list[str] | None:
    """The names of the facts' columns of the choice that is kept, as of `choose`; None if it is another.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    found = connection.execute("SELECT facts, tables FROM main._choice WHERE key = ?", (key,)).fetchone()
    if not found or found[1] != _made_as(connection, "main"):
        return None
    facts: Any = json.loads(found[0])
    columns = connection.execute("SELECT * FROM main._some_facts LIMIT 0").description[1:]
    return facts if isinstance(facts, list) and len(facts) == len(columns) else None


def note_choice(connection: sqlite3.Connection, key: str | None, facts: Sequence[str]) -> None:
    """Notes what the choice is that was made, for `keep_choice`."""
    noted = (key, json.dumps(facts), _made_as(connection, "temp"))
    connection.execute("CREATE TEMP TABLE _choice AS SELECT ? AS key, ? AS facts, ? AS tables", noted)


def keep_choice(connection: sqlite3.Connection) -> None:
    """Keeps the choice that was noted in this transaction, which ends; if it is large, and no other is kept.

    Where the index cannot be written, it is made again by the next query.
    """
    try:
        if _is_worth_it(connection):
            connection.execute("PRAGMA busy_timeout = 0")  # an answer does not wait for it
            _keep(connection)
            connection.execute("COMMIT")
    except (sqlite3.Error, MemoryError) as error:
        log.info("the choice of outputs is not kept: %s", error)
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _made_as(connection: sqlite3.Connection, schema: str) -> str:
    """The SQL that made the tables, as JSON, with null for one that is not there."""
    master = "sqlite_temp_master" if schema == "temp" else "main.sqlite_master"
    made = dict(connection.execute(f"SELECT name, sql FROM {master} WHERE type = 'table'"))
    return json.dumps([made.get(name) for name in _TABLES])


def _is_worth_it(connection: sqlite3.Connection) -> bool:
    noted = connection.execute("SELECT 1 FROM sqlite_temp_master WHERE name = '_choice'").fetchone()
    if not noted or connection.execute("SELECT 1 FROM main._choice").fetchone():
        return False
    if connection.execute("SELECT key FROM temp._choice").fetchone() == (None,):
        return False
    size: int = connection.execute("SELECT count(*) FROM temp._chosen").fetchone()[0]
    return LARGE <= size < TOO_LARGE


def _keep(connection: sqlite3.Connection) -> None:
    for name, sql in zip(_TABLES, json.loads(_made_as(connection, "temp")), strict=True):
        connection.execute(f"DROP TABLE IF EXISTS main.{name}")
        connection.execute(sql)  # which says nothing of `temp`
        connection.execute(f"INSERT INTO main.{name} SELECT * FROM temp.{name} ORDER BY rowid")
    add_index(connection, "main")
    connection.execute("INSERT INTO main._choice SELECT * FROM temp._choice")
