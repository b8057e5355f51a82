"""Outputs that would make a table too wide: SQLite bounds its columns, and JSON may have any number of names.

Which of them are left out is told by the order of the outputs alone, not by what the index has seen before.
"""

from __future__ import annotations

import json
import sqlite3

#: What each chosen output of a table is shaped as, the first of each shape in the order of an answer.
_SHAPES = (
    "SELECT s.id, s.columns FROM (SELECT shape, min(rowid) AS first FROM _chosen"
    ' WHERE "table" = ? GROUP BY shape) AS f'
    " JOIN main._shapes AS s ON s.id = f.shape ORDER BY f.first"
)
_LEAVE_OUT = (
    "UPDATE temp._chosen SET state = 'no_template', parse = NULL, shape = NULL, unmatched = NULL, reason = ?"
    ' WHERE "table" = ? AND shape = ?'
)


def leave_out_too_wide(connection: sqlite3.Connection, front: int) -> None:
    """Gives no rows to chosen outputs with which their table would have too many columns.

    `front` is how many columns stand in front of those of rows.

    Raises:
        sqlite3.Error: the index is not what it should be.
    """
    most = connection.getlimit(sqlite3.SQLITE_LIMIT_COLUMN) - front
    wide = connection.execute('SELECT "table" FROM main._columns GROUP BY 1 HAVING count(*) > ?', (most,))
    for (table,) in wide.fetchall():
        filled: set[str] = set()
        for shape, columns in connection.execute(_SHAPES, (table,)).fetchall():
            wider = filled.union(json.loads(columns))
            if len(wider) <= most:
                filled = wider
                continue
            reason = f"with its {len(wider) - len(filled)} new columns the table would have more than {most}"
            connection.execute(_LEAVE_OUT, (reason, table, shape))
