"""An answer as tables for people: aligned, and on a terminal never wider than it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from rich.cells import cell_len, chop_cells, set_cell_size

from netcollect.query import Answer, Table
from netcollect.query.values import Cell
from netcollect.report.screen import printable, tell
from netcollect.text import escaped, plural

_GAP = "  "
#: A column that is cut keeps at least this much; where that does not fit either, each row is a block.
_LEAST = 8
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def write(stream: TextIO, answer: Answer, *, color: bool) -> None:
    """Writes each table under its head; under its name, where there are several."""
    width = shutil.get_terminal_size((80, 24)).columns if stream.isatty() else None
    for number, table in enumerate(answer.tables):
        title = f"{table.name}\n" if len(answer.tables) > 1 else ""
        tell(stream, "\n" * bool(number) + title)
        for line in _lines(table, width, color=color):
            tell(stream, f"{line}\n")


def _lines(table: Table, width: int | None, *, color: bool) -> Iterator[str]:
    """The lines of a table; the first is its head, in bold where there is color."""
    head = [escaped(name) for name in table.columns]
    rows = [[_shown(value) for value in row] for row in table.rows]
    natural = _natural(head, rows)
    widths = _fitting(natural, [cell_len(name) for name in head], width)
    if widths is None:
        yield from map(printable, _blocks(head, rows, width or 0))
        return
    numbers = _numbers(table)
    first = printable(_line(head, widths, numbers))
    yield f"{_BOLD}{first}{_PLAIN}" if color else first
    for row in rows:
        yield printable(_line(row, widths, numbers))
    if widths != natural:
        yield _cut(widths, natural)


def _cut(widths: Sequence[int], natural: Sequence[int]) -> str:
    number = sum(width < wanted for width, wanted in zip(widths, natural, strict=True))
    return f"({plural(number, 'column')} cut to fit; --format csv has them whole)"


def _natural(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    widths = [cell_len(name) for name in head]
    for row in rows:
        widths = [max(width, cell_len(cell)) for width, cell in zip(widths, row, strict=True)]
    return widths


def _numbers(table: Table) -> list[bool]:
    return [_are_numbers(row[place] for row in table.rows) for place in range(len(table.columns))]


def _are_numbers(values: Iterable[Cell]) -> bool:
    """Whether there is a number and nothing else."""
    kinds = {type(value) for value in values if value is not None}
    return bool(kinds) and kinds <= {int, float}


def _shown(value: Cell) -> str:
    return "" if value is None else escaped(str(value))


def _fitting(natural: Sequence[int], heads: Sequence[int], width: int | None) -> list[int] | None:
    """The widths of the columns, the widest cut first; None where they do not fit so either."""
    widths = list(natural)
    if width is None or not widths:
        return widths
    room = width - len(_GAP) * (len(widths) - 1)
    least = [min(wanted, max(_LEAST, head)) for wanted, head in zip(natural, heads, strict=True)]
    if sum(least) > room:
        return None
    # The most that a column may have, by halves: a cell may be megabytes wide.
    low, high = 0, max(natural)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sum(_cut_to(middle, natural, least)) <= room else (low, middle - 1)
    widths = _cut_to(low, natural, least)
    for place, wanted in enumerate(natural):
        if sum(widths) < room and widths[place] == low < wanted:
            widths[place] += 1
    return widths


def _cut_to(most: int, natural: Sequence[int], least: Sequence[int]) -> list[int]:
    return [min(wanted, max(most, fewest)) for wanted, fewest in zip(natural, least, strict=True)]


def _line(cells: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> str:
    parts = []
    for cell, width, is_number in zip(cells, widths, numbers, strict=True):
        if cell_len(cell) > width:
            parts.append(set_cell_size(cell, width - 1) + "…")
        elif is_number:
            parts.append(" " * (width - cell_len(cell)) + cell)
        else:
            parts.append(cell + " " * (width - cell_len(cell)))
    return _GAP.join(parts).rstrip()


def _blocks(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Each row as lines of name and value; what is empty is left out, and long values go on below."""
    names = max((cell_len(name) for name in head), default=0)
    room = max(_LEAST, width - names - len(_GAP))
    for number, row in enumerate(rows):
        if number:
            yield ""
        for name, value in zip(head, row, strict=True):
            shown = name + " " * (names - cell_len(name))
            for part in chop_cells(value, room) if value else ():
                yield f"{shown}{_GAP}{part}"
                shown = " " * names
