"""Views as tables, for as long as a statement joins them.

A view takes its rows in the order of an answer, whatever the statement asks for. That is right for one view,
and means to go through all rows for each row where there are two: SQLite finds its way in tables only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from netcollect.query.values import quoted
from netcollect.query.views import View, define

_COPY = "_copy"


@contextmanager
def copied(
    connection: sqlite3.Connection, views: Mapping[str, View], read: Mapping[str, Collection[str]]
) -> Iterator[None]:
    """Puts tables in the place of views; `read` are the columns that are needed of each.

    Raises:
        sqlite3.Error: it took too long, or the index is damaged.
    """
    done: list[View] = []
    try:
        for name, columns in read.items():
            _copy(connection, views[name], [each for each in views[name].columns if each in columns])
            done.append(views[name])
        yield
    finally:
        for view in done:
            connection.execute(f"DROP TABLE temp.{quoted(view.name)}")
            define(connection, view)


def _copy(connection: sqlite3.Connection, view: View, columns: Collection[str]) -> None:
    selected = ", ".join(map(quoted, columns or view.columns[:1]))
    connection.execute(f"DROP TABLE IF EXISTS temp.{_COPY}")
    connection.execute(f"CREATE TEMP TABLE {_COPY} AS SELECT {selected} FROM {quoted(view.name)}")
    connection.execute(f"DROP VIEW temp.{quoted(view.name)}")
    connection.execute(f"ALTER TABLE temp.{_COPY} RENAME TO {quoted(view.name)}")
