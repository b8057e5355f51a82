"""An answer as Markdown tables, for tickets and wikis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from netcollect.query import Answer
from netcollect.query.values import Cell
from netcollect.report.screen import send
from netcollect.text import escaped


def write(stream: TextIO, answer: Answer, *, color: bool) -> None:
    """Writes a table for each table; under its name, where there are several."""
    del color
    for number, table in enumerate(answer.tables):
        title = f"## {shown(table.name)}\n\n" if len(answer.tables) > 1 else ""
        send(stream, ("\n" * bool(number) + title + table_text(table.columns, table.rows)).encode())


def table_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table."""
    rule = ["---"] * len(columns)
    lines = [_line([shown(name) for name in columns]), _line(rule)]
    lines += [_line([shown(value) for value in row]) for row in rows]
    return "".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def shown(value: Cell) -> str:
    """The value on one line, with nothing in it that Markdown or HTML would take for its own."""
    text = "" if value is None else str(value)
    for plain, safe in _SAFE.items():
        text = text.replace(plain, safe)
    return "<br>".join(escaped(line) for line in text.split("\n"))


_SAFE = {"&": "&amp;", "<": "&lt;", "\\": "\\\\", "|": "\\|", "*": "\\*", "_": "\\_", "`": "\\`", "[": "\\["}
