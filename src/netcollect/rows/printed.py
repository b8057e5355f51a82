"""Rows of JSON that a device printed itself: the forms that vendors give it, made flat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

Record = dict[str, Any]
#: The column for the names of things that stand in no list of a name: `{"eth0": {…}, "eth1": {…}}`.
KEY = "key"
#: The most columns that SQLite has by default; a document with more is no table.
MOST_COLUMNS = 2000


class NoTable(Exception):
    """A document of which no rows can be made; its text says why."""


class Printed(NamedTuple):
    """What a document holds: rows that all have all columns.

    Values are texts, numbers, and lists of both; what is nested and could not be made flat stays as it is.
    """

    columns: tuple[str, ...]
    rows: tuple[Record, ...]


def printed(text: str) -> Printed | None:
    """The rows of a text that is JSON as a whole; None if it is not.

    Raises:
        NoTable: it is JSON, and no table.
    """
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return table_of(msgspec.json.decode(text.strip()))
    except RecursionError:
        raise NoTable("its JSON is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeError):
        return None


def table_of(document: Any) -> Printed:
    """The rows of a document.

    A list of things gives a row for each, and so does a mapping from names to things. What stands around a
    list is repeated in each of its rows. Of several lists side by side none is taken apart.

    Raises:
        NoTable: it would have too many columns.
    """
    records = [record for record in _expanded(_things(_shaped(document))) if record]
    names = _columns(name for record in records for name in record)
    rows = tuple({column: record.get(name, "") for name, column in names.items()} for record in records)
    return Printed(tuple(names.values()), rows)


def _shaped(value: Any) -> Any:
    """A value without what a vendor's JSON wraps around it."""
    if isinstance(value, dict):
        return _shaped_mapping(value)
    if isinstance(value, list):
        return _shaped_list(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _shaped_mapping(value: Record) -> Any:
    # Junos says of an XML element what its attributes were, and has its text under `data`.
    inner = {name: each for name, each in value.items() if name != "attributes"}
    if set(inner) == {"data"}:
        return _shaped(inner["data"])
    return {_bare(name): _shaped(_rows_of_nxos(name, each)) for name, each in inner.items()}


def _bare(name: str) -> str:
    return name.removeprefix("TABLE_")


def _rows_of_nxos(name: str, value: Any) -> Any:
    """NX-OS has the rows of `TABLE_x` under `ROW_x`, and a single one without a list."""
    if not name.startswith("TABLE_") or not isinstance(value, dict) or len(value) != 1:
        return value
    ((inner, rows),) = value.items()
    return (rows if isinstance(rows, list) else [rows]) if inner.startswith("ROW_") else value


def _shaped_list(value: list[Any]) -> Any:
    """A list; one that is only Junos's wrapping of a text is the text."""
    shaped = [_shaped(each) for each in value]
    wrapped = all(each is None or isinstance(each, dict) for each in value)
    if len(value) == 1 and wrapped and not isinstance(shaped[0], dict | list):
        return shaped[0]
    return shaped


def _things(document: Any) -> list[Record]:
    """What the rows of a whole document are made of."""
    if isinstance(document, dict) and len(document) == 1:
        ((name, inner),) = document.items()
        if _is_nested(inner):
            return _records(name, inner)
    if _is_map(document):
        return _records(KEY, document)
    if isinstance(document, dict):
        return [document] if document else []
    return _records(KEY, document)


def _records(name: str, value: Any) -> list[Record]:
    """The things in a list, or in a mapping from their names; `name` is the column for these."""
    if isinstance(value, dict):
        return [
            {name: key, **thing}
            for key, inner in value.items()
            for thing in (inner if isinstance(inner, list) else [inner])
        ]
    return [each if isinstance(each, dict) else {name: each} for each in value]


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _is_map(value: Any) -> bool:
    """Whether it leads from names to things: all of its values are mappings, or are lists of them."""
    if not isinstance(value, dict) or not value:
        return False
    inner = value.values()
    return all(isinstance(each, dict) for each in inner) or (len(value) > 1 and all(map(_is_list, inner)))


def _expanded(records: list[Record]) -> Iterator[Record]:
    """Records without mappings in them, and a row for each thing in the one list that they have."""
    flat = [dict(_flat(record)) for record in records]
    nested = dict.fromkeys(name for record in flat for name, value in record.items() if _is_nested(value))
    if len(nested) == 1:
        return _joined(flat, *nested)
    return iter(flat)


def _joined(records: list[Record], name: str) -> Iterator[Record]:
    """A row for each thing under a name; a column that both have gets the name in front for the thing."""
    taken = {each for record in records for each in record if each != name}
    for record in records:
        inner = record.pop(name, None)
        things = _expanded(_records(name, inner)) if _is_nested(inner) else [{}]
        for thing in things:
            yield record | {(f"{name}_{each}" if each in taken else each): thing[each] for each in thing}


def _is_nested(value: Any) -> bool:
    return _is_list(value) or _is_map(value)


def _flat(record: Mapping[str, Any], front: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a record; those of a mapping in it have the name of the mapping in front."""
    for name, value in record.items():
        if isinstance(value, dict) and value and not _is_map(value):
            yield from _flat(value, f"{front}{name}_")
        else:
            yield f"{front}{name}", value if value != {} else ""


def _columns(names: Iterable[str]) -> dict[str, str]:
    """Names as columns: in lower case, `_` for what needs quotes in SQL; no two are the same."""
    columns: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        column = re.sub(r"\W", "_", name.lower())
        while column in taken:
            column += "_"
        taken.add(column)
        columns[name] = column
        if len(columns) > MOST_COLUMNS:
            raise NoTable(f"its JSON would make more than {MOST_COLUMNS} columns")
    return columns
