"""Readers of the parts of a rule file: each notes what is wrong and gives the value, or None."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from netcollect.audit.conditions import objection_to_condition, objection_to_statement
from netcollect.audit.placeholders import filled, names_in
from netcollect.comparable import ENDLESS, may_take_for_ever
from netcollect.inventory.readers import Choice, Number, Reader
from netcollect.inventory.source import Source, join
from netcollect.inventory.tree import MappingNode, Node, ScalarNode, is_null
from netcollect.platforms import OTHER_NAMES, QUESTIONS, known_platforms

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_MOST = 10**6
#: Patterns that are searched for; what others match is a whole line or heading.
_SEARCHED = re.compile(r"\b(?:matches|lacks_match)(?:\[\d+\])?\Z")


def rule_id(source: Source, node: Node, key: str) -> str | None:
    """A name that stands well in files, tables and addresses."""
    text = source.text(node, key)
    if text is not None and not _ID.match(text):
        source.note(node, key, f"{text[:60]!r} is no name of a rule", "write letters, digits, - . _ only")
        return None
    return text


def block(source: Source, node: Node, key: str) -> str | None:
    """Text of one or more lines."""
    if not isinstance(node, ScalarNode):
        return source.text(node, key)
    return None if is_null(node) else node.value


def day(source: Source, node: Node, key: str) -> date | None:
    """A day, as 2027-01-31."""
    text = source.text(node, key)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        source.note(node, key, f"{str(text)[:60]!r} is no day", "write it as 2027-01-31")
    return None


def devices(source: Source, node: Node, key: str) -> tuple[str, ...]:
    """Patterns as of `--limit`; a platform that does not exist is told."""
    found = source.texts(node, key)
    for each in found:
        what, colon, name = each.removeprefix("!").partition(":")
        if colon and what == "platform":
            _known_platform(source, node, key, name)
        elif each.startswith("@"):
            source.note(node, key, f"{each!r} is a list in a file", "name the devices, or a group of them")
    for each in found:
        if f"!{each}" in found:
            source.note(
                node, key, f"{each!r} is chosen and left out: no device is left", "remove one of them"
            )
    return found


def command(source: Source, node: Node, key: str) -> dict[str, str] | None:
    """One command for all platforms, or one for each."""
    if not isinstance(node, MappingNode):
        text = source.text(node, key)
        if text is not None and not text.strip():
            source.note(node, key, "is empty", "write a command")
        return {"*": text} if text else None
    found = {}
    for name, value in source.pairs(node, key):
        path = join(key, name.value)
        _known_platform(source, name, path, name.value)
        if text := source.text(value, path):
            found[name.value] = text
        else:
            source.note(value, path, "has no command", "write one, or remove the line")
    return found or None


def _known_platform(source: Source, node: Node, key: str, name: str) -> None:
    if not any(fnmatchcase(each, name) for each in known_platforms()):
        hint = source.meant(name, known_platforms())
        source.note(node, key, f"netmiko has no platform {name[:60]!r}: no device can be chosen by it", hint)


def patterns(source: Source, node: Node, key: str) -> tuple[str, ...]:
    """Regular expressions, with placeholders perhaps."""
    found = source.texts(node, key)
    for part, path, text in _parts(source, node, key):
        _check_pattern(source, part, path, text)
    return found


def line_patterns(source: Source, node: Node, key: str) -> tuple[str, ...]:
    """Regular expressions, each perhaps behind a `!`."""
    found = source.texts(node, key)
    for part, path, text in _parts(source, node, key):
        _check_pattern(source, part, path, text.removeprefix("!"))
    return found


def only(source: Source, node: Node, key: str) -> str | None:
    """`true` for all lines, or a pattern of those that are meant."""
    if isinstance(node, ScalarNode) and node.plain and node.value.lower() in ("true", "false"):
        return ".*" if node.value.lower() == "true" else None
    found = patterns(source, node, key)
    if len(found) > 1:
        source.note(node, key, "is several patterns", "join them as (?:one|other)")
    return found[0] if found else None


def _parts(source: Source, node: Node, key: str) -> Iterator[tuple[Node, str, str]]:
    parts = [(node, key)]
    if not isinstance(node, ScalarNode):
        parts = [(part, f"{key}[{at}]") for at, part in enumerate(source.elements(node, key))]
    for part, path in parts:
        if isinstance(part, ScalarNode) and not is_null(part):
            yield part, path, part.value


def _check_pattern(source: Source, node: Node, key: str, text: str) -> None:
    example = dict.fromkeys(names_in([text]), "x")
    try:
        (plain,) = filled(text, example)
        re.compile(plain)
    except (re.error, OverflowError, RecursionError) as error:
        source.note(node, key, f"{text[:60]!r} is not a valid regular expression: {error}")
        return
    if may_take_for_ever(plain, whole=not _SEARCHED.search(key)):
        source.note(node, key, f"{text[:60]!r} {ENDLESS}")


def condition(source: Source, node: Node, key: str) -> str | None:
    """An SQL condition that SQLite understands, as far as that can be told without the columns."""
    text = source.text(node, key)
    if text is not None and re.search(r"\bselect\b", text, re.IGNORECASE):
        source.note(node, key, "has a SELECT in it", "write a rule with `sql`, which sees all rows")
        return None
    if text is not None and (why := objection_to_condition(text)):
        source.note(node, key, why)
        return None
    return text


def statement(source: Source, node: Node, key: str) -> str | None:
    """An SQL statement that gives rows with a device."""
    text = block(source, node, key)
    if text is not None and (found := names_in([text])):
        hint = (
            f"join the facts, which are columns of every table; {{{{{found[0]}}}}} is the text {{{found[0]}}}"
        )
        source.note(node, key, f"has {{{found[0]}}} in it, and is about all devices at once", hint)
        return None
    if text is not None and (why := objection_to_statement(text)):
        source.note(node, key, why)
        return None
    return text


def count(source: Source, node: Node, key: str) -> dict[str, Any] | None:
    """`{where: CONDITION, min: N, max: N}`, or `equals: N` for both."""
    found = fields(source, node, key, COUNT_READERS)
    if "equals" in found:
        if {"min", "max"} & found.keys():
            source.note(node, key, "has `equals` beside min or max", "leave one of them out")
            return None
        found |= {"min": found["equals"], "max": found["equals"]}
    if not {"min", "max"} & found.keys():
        source.note(node, key, "has neither min, max nor equals", "for example count: {min: 2}")
        return None
    if found.get("max", _MOST) < found.get("min", 0):
        source.note(node, key, "min is larger than max: it can never hold", "swap them")
        return None
    return found


COUNT_READERS: Mapping[str, Reader] = {
    "where": condition,
    "min": Number(0, _MOST),
    "max": Number(0, _MOST),
    "equals": Number(0, _MOST),
}


def fields(
    source: Source, node: Node, key: str, readers: Mapping[str, Reader], needed: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A mapping's values by their names; what is missing, unknown or empty is noted."""
    values: dict[str, Any] = {}
    seen = set()
    for name, value in source.pairs(node, key):
        path = join(key, name.value)
        if name.value not in readers:
            source.unknown(name, path, readers)
            continue
        seen.add(name.value)
        found = readers[name.value](source, value, path)
        if found is not None and found != ():
            values[name.value] = found
        elif is_null(value):
            source.note(value, path, "is empty", "write something, or remove the line")
    for name_ in needed:
        if name_ not in seen and isinstance(node, MappingNode):
            source.note(node, key, f"`{name_}` is missing", f"add `{name_}: …`")
    return values


def question(source: Source, node: Node, key: str) -> str | None:
    """A question to every vendor."""
    found = Choice((*QUESTIONS, *OTHER_NAMES))(source, node, key)
    return OTHER_NAMES.get(str(found), found)
