"""The rows of the run's outputs, for the page: as many as there is room for, and of whom they are."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from netcollect.query import Answer, OutputRows, Table
from netcollect.query.answer import STATES
from netcollect.report.page.model import Absent, Grid, Untabled
from netcollect.report.page.room import Room, weight
from netcollect.report.page.veil import cells, secret_columns

#: What a row and a cell cost in the page, beside their text.
_ROW, _CELL = 8, 5
#: What is secret in the outputs of a device that are in a table.
Secrets = Mapping[tuple[str, str], frozenset[str]]
_ANSWERED = ("parsed", "empty")


def grids_of(
    answer: Answer, room: Room, secrets: Secrets | None = None, key: bytes = b""
) -> tuple[Grid, ...]:
    """The tables of an answer; each has at least its share of the room, and `collect show` has the rest.

    Args:
        answer: what has the tables.
        room: what is left on the page.
        secrets: those of the outputs, by device and table, which are masked wherever they stand.
        key: of the masks.
    """
    outputs = answer.outputs or ()
    made = {table.name: _rows(table, secrets or {}, key) for table in answer.tables}
    sizes = {name: sum(map(_size, rows)) for name, rows in made.items()}
    shares = _shares(sizes, room.left)
    return tuple(_grid(table, made[table.name], shares[table.name], outputs) for table in answer.tables)


def untabled_of(answer: Answer) -> tuple[Untabled, ...]:
    """The outputs that are kept and became no rows."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in answer.outputs or ():
        if each.state not in (*_ANSWERED, "not_collected"):
            why = each.reason if each.reason and each.state != "no_template" else _words(each.state)
            found.setdefault((each.command, why), []).append(each.device)
    return tuple(Untabled(command, why, tuple(devices)) for (command, why), devices in found.items())


def _words(state: str) -> str:
    return STATES.get(state, state)


def _shares(sizes: Mapping[str, int], room: int) -> dict[str, int]:
    """What each may take: small ones all they need, and the others what is left in equal parts."""
    shares: dict[str, int] = {}
    for place, (name, size) in enumerate(sorted(sizes.items(), key=lambda item: item[1])):
        shares[name] = min(size, room // (len(sizes) - place))
        room -= shares[name]
    return shares


def _rows(table: Table, secrets: Secrets, key: bytes) -> list[tuple[str, ...]]:
    secret, none = secret_columns(table.columns), frozenset[str]()
    return [
        cells(map(_text, row.values()), secret, secrets.get((str(row.get("device")), table.name), none), key)
        for row in table.mappings()
    ]


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _size(row: Sequence[str]) -> int:
    return _ROW + sum(weight(text) + _CELL for text in row)


def _fitting(rows: Iterable[tuple[str, ...]], room: int) -> Iterator[tuple[str, ...]]:
    """The first rows, as many as there is room for."""
    for row in rows:
        room -= _size(row)
        if room < 0:
            return
        yield row


def _grid(table: Table, rows: Sequence[tuple[str, ...]], room: int, outputs: Iterable[OutputRows]) -> Grid:
    commands = dict.fromkeys(each.command for each in outputs if each.table == table.name)
    own = [each for each in outputs if _is_of(table, each, commands)]
    answered = {each.device for each in own if each.state in _ANSWERED}
    return Grid(
        name=table.name,
        columns=table.columns,
        rows=tuple(_fitting(rows, room)),
        total=len(rows),
        right=_numeric(table),
        commands=tuple(commands),
        asked=len({each.device for each in own}),
        answered=len(answered),
        absent=_absent(own, answered),
        unmatched=sum(each.unmatched for each in own if each.state in _ANSWERED),
    )


def _absent(own: Iterable[OutputRows], answered: Container[str]) -> tuple[Absent, ...]:
    left = (each for each in own if each.device not in answered)
    return tuple(Absent(each.device, _why(each), each.command) for each in left)


def _is_of(table: Table, output: OutputRows, commands: Container[str]) -> bool:
    """Whether an output should fill a table: it does, or it fills none and others of its command do."""
    return output.table == table.name or (not output.table and output.command in commands)


def _numeric(table: Table) -> tuple[int, ...]:
    return tuple(place for place in range(len(table.columns)) if _are_numbers(table.rows, place))


def _are_numbers(rows: Iterable[Sequence[object]], place: int) -> bool:
    values = [row[place] for row in rows if row[place] not in (None, "")]
    return bool(values) and all(isinstance(value, int | float) for value in values)


def _why(output: OutputRows) -> str:
    return output.reason or _words(output.state)
