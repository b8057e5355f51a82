"""Names of tables, for a shell to complete: those that the index has as it stands, which costs nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from netcollect.platforms import QUESTIONS
from netcollect.query.index import NAME
from netcollect.query.views import DEVICES, OUTPUTS, PARSED, RUNS

_FIXED = (DEVICES, RUNS, OUTPUTS, PARSED)


def known_tables(output: Path) -> list[str]:
    """The tables that a query could be about; of rows, those that were asked for before."""
    found = {*_FIXED, *QUESTIONS}
    path = (output / NAME).absolute()
    with suppress(sqlite3.Error, OSError):
        if path.is_file():
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=0.1)) as connection:
                found |= {str(name) for (name,) in connection.execute("SELECT name FROM _tables")}
    return sorted(found)
