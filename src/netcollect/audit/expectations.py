"""Readers of what a rule expects: each mapping of `expect` becomes one or more checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netcollect.audit import readers
from netcollect.audit.rules import (
    Check,
    CountCheck,
    LinesCheck,
    RowsCheck,
    SameByCheck,
    Sections,
    TextCheck,
    UnchangedCheck,
)
from netcollect.inventory.readers import Reader
from netcollect.inventory.source import Source, join
from netcollect.inventory.tree import MappingNode, Node, keys_of

#: What a check looks for; a mapping of `expect` has at least one of them.
_TEXTS: Mapping[str, Reader] = {
    "contains": Source.texts,
    "lacks": Source.texts,
    "matches": readers.patterns,
    "lacks_match": readers.patterns,
}
_LINES: Mapping[str, Reader] = {"lines": Source.texts, "no_lines": Source.texts}
_ROWS: Mapping[str, Reader] = {
    "no_row": readers.condition,
    "some_row": readers.condition,
    "every_row": readers.condition,
}
_OTHERS: Mapping[str, Reader] = {
    "count": readers.count,
    "unchanged": Source.text,
    "same_by": Source.texts,
}
#: Where it looks, and how.
SECTIONS: Mapping[str, Reader] = {"under": readers.patterns, "where": readers.line_patterns}
_OF_LINES: Mapping[str, Reader] = {"only": readers.only, "ordered": Source.boolean}
#: What is never about a section.
OF_ALL: Mapping[str, Reader] = {**_ROWS, **_OTHERS}
MAIN: Mapping[str, Reader] = {**_TEXTS, **_LINES, **OF_ALL}
CHECK_READERS: Mapping[str, Reader] = {**MAIN, **SECTIONS, **_OF_LINES}


def elements(source: Source, node: Node | None, key: str) -> list[tuple[Node, str]]:
    """The nodes of a list with their keys; none where there is no list."""
    if node is None:
        return []
    return [(part, f"{key}[{at}]") for at, part in enumerate(source.elements(node, key))]


def checks(source: Source, node: Node, key: str) -> tuple[Check, ...]:
    """All checks of a rule."""
    return tuple(
        check for part, path in elements(source, node, key) for check in _checks_of(source, part, path)
    )


def _checks_of(source: Source, node: Node, key: str) -> list[Check]:
    """The checks of one mapping, which share `under` and `where`."""
    values = readers.fields(source, node, key, CHECK_READERS)
    if not isinstance(node, MappingNode):
        return []
    if not MAIN.keys() & keys_of(node):
        source.note(node, key, "has no check", f"choose from {', '.join(MAIN)}")
        return []
    of_text = {*_TEXTS, *_LINES} & values.keys()
    for name in values.keys() & {*SECTIONS} if OF_ALL.keys() & values.keys() or not of_text else ():
        hint = "put what is about the whole output into an item of its own" if of_text else "leave it out"
        source.note(node, join(key, name), "is for checks of lines and texts", hint)
    for name in values.keys() & {*_OF_LINES} if "lines" not in values else ():
        source.note(node, join(key, name), "is for `lines`", "add them, or leave it out")
    return _made(values)


def _made(values: dict[str, Any]) -> list[Check]:
    sections = Sections(values.get("under", ()), values.get("where", ()))
    checks: list[Check] = [TextCheck(kind, values[kind], sections) for kind in _TEXTS if kind in values]  # type: ignore[arg-type]
    if _LINES.keys() & values.keys():
        checks.append(
            LinesCheck(
                values.get("lines", ()),
                values.get("no_lines", ()),
                values.get("only"),
                values.get("ordered", False),
                sections,
            )
        )
    checks += [RowsCheck(kind, values[kind]) for kind in _ROWS if kind in values]  # type: ignore[arg-type]
    if "count" in values:
        found = values["count"]
        checks.append(CountCheck(found.get("where", "1"), found.get("min", 0), found.get("max")))
    if "unchanged" in values:
        checks.append(UnchangedCheck(values["unchanged"]))
    if "same_by" in values:
        checks.append(SameByCheck(values["same_by"]))
    return checks
