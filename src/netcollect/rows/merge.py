"""Several templates that read the same output, joined to one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from netcollect.rows.machine import Table


def merged(tables: Sequence[Table], keys: Sequence[str]) -> Table:
    """The first table with the further columns of the others, as textfsm's clitable joins them.

    A row gets them from the first row of the other table with the same values of the keys, or from the one in
    its place where there are no keys. A line is stray if it is in every table.
    """
    table = tables[0]
    for other in tables[1:]:
        table = _extended(table, other, keys)
    return table


def _extended(table: Table, other: Table, keys: Sequence[str]) -> Table:
    new = [index for index, name in enumerate(other.columns) if name not in table.columns]
    partners = _partners(table, other, keys)
    records = [
        [*record, *(partner[index] if partner else "" for index in new)]
        for record, partner in zip(table.records, partners, strict=True)
    ]
    stray = {number: line for number, line in table.stray.items() if number in other.stray}
    return Table((*table.columns, *(other.columns[index] for index in new)), records, stray)


def _partners(table: Table, other: Table, keys: Sequence[str]) -> list[list[Any] | None]:
    if not keys:
        missing = [None] * (len(table.records) - len(other.records))
        return [*other.records[: len(table.records)], *missing]
    ours, theirs = ([each.columns.index(key) for key in keys] for each in (table, other))
    by_key: dict[tuple[Any, ...], list[Any]] = {}
    for record in other.records:
        by_key.setdefault(tuple(record[index] for index in theirs), record)
    return [by_key.get(tuple(record[index] for index in ours)) for record in table.records]
