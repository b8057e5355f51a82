"""An answer as CSV: whole, one head, and harmless to a spreadsheet.

UTF-8 without a mark at its beginning, lines end with a newline. A text that a spreadsheet would take for a
formula gets a `'` in front (OWASP, "CSV Injection"); numbers stay numbers. Tables of several commands share
one head, with the table's name in front.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from netcollect.query import Answer, Table
from netcollect.query.values import Cell
from netcollect.report.screen import is_for_people, printable, send, tell

#: OWASP's, which are ASVS 1.2.10's too; some spreadsheets read the wide forms of East Asia as the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)


def write(stream: TextIO, answer: Answer, *, color: bool) -> None:
    """Writes all rows under one head."""
    del color
    write_rows(stream, _rows(answer.tables))


def write_rows(stream: TextIO, rows: Iterable[Sequence[Cell]]) -> None:
    """Writes rows, the first of which is the head."""
    for_people = is_for_people(stream)
    for row in rows:
        line = _line([_harmless(value) for value in row])
        if for_people:
            tell(stream, printable(line))
        else:
            send(stream, line.encode("utf-8", "surrogateescape"))


def _rows(tables: Sequence[Table]) -> Iterator[Sequence[Cell]]:
    if len(tables) == 1:
        yield tables[0].columns
        yield from tables[0].rows
        return
    columns = tuple(dict.fromkeys(name for table in tables for name in table.columns))
    if columns:
        yield "table", *columns
    for table in tables:
        for row in table.rows:
            cells = dict(zip(table.columns, row, strict=True))
            yield table.name, *map(cells.get, columns)


def _harmless(value: Cell) -> Cell:
    """The value; a text that begins a formula is marked as text."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.match(value):
        return f"'{value}"
    return value


def _line(row: Sequence[Cell]) -> str:
    line = io.StringIO()
    # A lone carriage return is put in quotes only by a writer that ends lines with one.
    csv.writer(line, lineterminator="\r\n").writerow(row)
    return line.getvalue().removesuffix("\r\n") + "\n"
