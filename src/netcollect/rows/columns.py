"""How the columns of a template are those of a question: the `columns` of a family's `asks`.

The right side of `ours = theirs` there is one of

* `name`: the column of the template, read in the form that ours has;
* `form(name)`: read in another form;
* `network/prefix_length`: two columns with a slash between them;
* `one | other`: the first that says something;
* `'text'`: the same for all.

A list in a column that names our rows makes a row of each of its texts; of any other list the first text
counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from netcollect.platforms import QUESTIONS, Ask
from netcollect.rows import normal, ports

Form = Callable[[str, str], Any]
FORMS: Mapping[str, Form] = {
    "text": lambda value, _family: normal.text(value),
    "interface": ports.interface,
    "far_interface": ports.far_interface,
    "address": normal.address,
    "prefix": normal.prefix,
    "mac": normal.mac,
    "state": normal.state,
    "admin": normal.admin,
    "protocol": normal.protocol,
    "linux_protocol": normal.linux_protocol,
    "bgp_state": normal.bgp_state,
    "number": normal.number,
    "count": normal.count,
    "flags": normal.flags,
    "word": normal.word,
    "release": normal.release,
    "seconds": normal.seconds,
}
_ITEM = re.compile(
    r"\s*(?P<ours>\w+)\s*=\s*(?:(?P<form>\w+)\((?P<inner>[^()]+)\)|(?P<plain>[^,()]*[^,()\s]))\s*(?:,|$)"
)


class Column(NamedTuple):
    """A column of ours, and where it comes from."""

    ours: str
    form: Form
    #: Alternatives, each of parts that are joined by a slash.
    theirs: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=512)
def planned(columns: str, forms: tuple[tuple[str, str], ...]) -> tuple[Column, ...]:
    """The `columns` of a family's `asks`, ready to be used.

    Raises:
        ValueError: they are not as they should be.
    """
    found, rest = [], columns.strip()
    while rest:
        item = _ITEM.match(rest)
        if item is None:
            raise ValueError(f"not understood: {rest!r}")
        found.append(_column(item, dict(forms)))
        rest = rest[item.end() :]
    return tuple(found)


def _column(item: re.Match[str], forms: Mapping[str, str]) -> Column:
    ours, form = item["ours"], item["form"]
    if ours not in forms or (form or forms[ours]) not in FORMS:
        raise ValueError(f"not understood: {item[0]!r}")
    theirs = (item["inner"] or item["plain"]).split("|")
    parts = tuple(tuple(part.strip() for part in each.split("/")) for each in theirs)
    return Column(ours, FORMS[form or forms[ours]], parts)


@lru_cache(maxsize=512)
def named_columns(ask: Ask) -> frozenset[str]:
    """The columns of a template that a command's row of the map names."""
    columns = planned(ask.columns, tuple(QUESTIONS[ask.question].columns.items()))
    named = {name for column in columns for parts in column.theirs for name in parts}
    return frozenset({*named, ask.where.partition(":")[0].strip()})


def value_of(column: Column, row: Mapping[str, Any], family: str) -> Any:
    """What a row of a template says for a column of ours; None where it says nothing."""
    for parts in column.theirs:
        texts = [part.strip("'") if part.startswith("'") else text_of(row.get(part)) for part in parts]
        value = column.form("/".join(each for each in texts if each), family)
        if value is not None:
            return value
    return None


def text_of(value: Any) -> str:
    """A value of a template as a text: the first that says something of a list."""
    if isinstance(value, list | tuple):
        value = next((each for each in value if each), None)
    return "" if value is None else str(value)
