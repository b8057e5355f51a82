"""What names a row, and which of its columns change although nothing happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from netcollect.platforms import Family, RowKeys, family_of
from netcollect.platforms.sheet import phrases
from netcollect.rows.index import table_name


class Known(NamedTuple):
    """What the family's file says of a table: the columns that name a row, and those that are volatile."""

    keys: tuple[str, ...]
    volatile: tuple[str, ...]


def known_keys(platform: str, table: str, columns: tuple[str, ...]) -> Known | None:
    """What the file of the platform's family says of a table with these columns, or None.

    A family inherits what is said of tables; that holds where its own table has the columns too.
    """
    return _known(family_of(platform), table, columns)


@lru_cache(maxsize=1024)
def _known(family: Family, table: str, columns: tuple[str, ...]) -> Known | None:
    for row in reversed(_by_table(family).get(table, ())):
        keys = phrases(row.keys)
        if set(keys) <= set(columns):
            return Known(keys, tuple(name for name in phrases(row.volatile) if name in columns))
    return None


@lru_cache(maxsize=64)
def _by_table(family: Family) -> Mapping[str, Sequence[RowKeys]]:
    tables: dict[str, list[RowKeys]] = {}
    for row in family.row_keys:
        tables.setdefault(table_name(row.command), []).append(row)
    return tables


def found_keys(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The first columns that tell all rows apart, without those that it takes no more; none if none do.

    >>> found_keys(("vrf", "peer", "state"), [{"vrf": "a", "peer": "1", "state": "up"}] * 1)
    ('vrf',)
    """
    groups = [0] * len(rows)
    for taken, name in enumerate(columns, 1):
        groups = _split(groups, name, rows)
        if len(set(groups)) == len(rows):
            return _needed(tuple(columns[:taken]), rows)
    return ()


def _split(groups: list[int], name: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Rows that are alike so far, by their group's number; those that a further column tells apart part."""
    numbers: dict[tuple[int, Any], int] = {}
    return [
        numbers.setdefault((group, _hashable(row[name])), len(numbers))
        for group, row in zip(groups, rows, strict=True)
    ]


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | int | float) else repr(value)


def _needed(keys: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    for name in keys:
        fewer = tuple(each for each in keys if each != name)
        if fewer and _tell_apart(fewer, rows):
            keys = fewer
    return keys


def _tell_apart(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bool:
    return len({tuple(_hashable(row[name]) for name in columns) for row in rows}) == len(rows)
