"""Two outputs as tables: which rows changed, came and went, by what names a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from netcollect.compare.result import RowChange
from netcollect.compare.veil import Veil
from netcollect.document import as_unicode
from netcollect.rows import Rows, Templates, parse

_Row = Mapping[str, Any]


def row_changes(
    platform: str, command: str, old: str, new: str, *, templates: Templates | None = None
) -> tuple[RowChange, ...] | None:
    """The rows that changed; None where one of the outputs could not be parsed cleanly, or has no keys.

    Columns that are volatile do not count. The order of the result is that of the old rows, then of the new.
    """
    before, after = (parse(platform, command, as_unicode(text), templates=templates) for text in (old, new))
    if not _are_alike(before, after):
        return None
    keys = after.keys or before.keys
    old_rows, new_rows = _by_key(before.rows, keys), _by_key(after.rows, keys)
    if old_rows is None or new_rows is None:
        return None
    columns = [name for name in after.columns if name not in (*keys, *after.volatile)]
    both = ((old_rows.get(key), new_rows.get(key)) for key in {**old_rows, **new_rows})
    return tuple(filter(None, (_changed(*rows, keys, columns) for rows in both)))


def covered(rows: Iterable[RowChange], veil: Veil, texts: Iterable[str]) -> tuple[RowChange, ...]:
    """Rows that changed between these outputs, without secrets."""
    secrets = veil.secrets(texts)
    return tuple(
        RowChange(
            row.change,
            veil.row(row.key, secrets),
            {
                name: (veil.cell(name, old, secrets), veil.cell(name, new, secrets))
                for name, (old, new) in row.columns.items()
            },
        )
        for row in rows
    )


def _are_alike(old: Rows, new: Rows) -> bool:
    """Whether two tables can be compared: a line more that no rule matched could have been a row."""
    return _is_clean(old) and _is_clean(new) and (old.columns, old.unmatched) == (new.columns, new.unmatched)


def _is_clean(found: Rows) -> bool:
    return found.state == "parsed" or (found.state == "empty" and not found.unmatched)


def _by_key(rows: Sequence[_Row], keys: Sequence[str]) -> dict[str, _Row] | None:
    """The rows by what names them; None where two have one name."""
    found = {repr([row[name] for name in keys]): row for row in rows}
    return found if len(found) == len(rows) else None


def _changed(
    old: _Row | None, new: _Row | None, keys: Sequence[str], columns: Sequence[str]
) -> RowChange | None:
    """What became of a row that is there on one side at least."""
    before, after = old or {}, new or {}
    named = {name: (new or before)[name] for name in keys}
    values = _changed_values(before, after, columns)
    if old is None or new is None:
        return RowChange("new" if old is None else "gone", named, values)
    return RowChange("changed", named, values) if values else None


def _changed_values(before: _Row, after: _Row, columns: Sequence[str]) -> dict[str, tuple[object, object]]:
    """The columns that differ, with both values; nothing and an empty value are the same."""
    pairs = ((name, before.get(name), after.get(name)) for name in columns)
    return {name: (one, other) for name, one, other in pairs if one != other and (one or other)}
