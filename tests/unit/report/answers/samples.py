"""Answers that the tests of the formats share."""

from __future__ import annotations

import io

from netcollect.query import Answer, Coverage, Table
from netcollect.query.values import Cell
from netcollect.report import write_answer

WHOLE = Coverage(devices=2, runs=1, asked=2, answered=2)


def answer(*rows: tuple[Cell, ...], columns: tuple[str, ...] = ("device", "text")) -> Answer:
    return Answer(tables=(Table("answer", columns, rows),), coverage=WHOLE, runs=("a",), sql="SELECT 1")


def several() -> Answer:
    """Two tables with one column in common."""
    tables = (
        Table("show_a", ("device", "a"), [("R1", 1)]),
        Table("show_b", ("device", "b"), [("R1", "x"), ("R2", "y")]),
    )
    return Answer(tables=tables, coverage=WHOLE, runs=("a",), outputs=())


def written(form: str, found: Answer, stream: io.StringIO | None = None, *, color: bool = False) -> str:
    stream = io.StringIO() if stream is None else stream
    write_answer(stream, found, form, color=color)
    return stream.getvalue()
