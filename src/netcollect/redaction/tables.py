"""SNMP communities in what devices show: columns of tables, and labels whose lines do not mention SNMP.

The tables are those of the families' files (`platforms/data`, `secret_tables`). Labels' sources: Cisco, "IOS
SNMP Support Command Reference" (show snmp community, group, host); Arista, "EOS User Manual" (show snmp
community); H3C and Huawei, "SNMP commands" (display snmp-agent community, group).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from netcollect.platforms import Family, SecretTable, family_of
from netcollect.redaction.masks import Masks, is_masked

#: A text without any of these has no such table and no such label.
_ANNOUNCING = ("ommunit", "ecurity model", "SecName")
_NAME = re.compile(
    r"^[ \t]*Community +(?:[Nn]ame|SecurityName)[ \t]*:[ \t]*(?P<s>[^\s,]++)(?!\s+(?:[Mm]embers|Regular))",
    re.M,
)
#: The group and the user that a community of v1 or v2c makes have its name.
_MADE = re.compile(
    r"^[ \t]*(?:groupname|user)[ \t]*:[ \t]*(?P<s>\S+)[ \t]+security model[ \t]*:[ \t]*v(?:1|2c)\b"
    r"|^[ \t]*Group name[ \t]*:[ \t]*(?P<g>\S+)[ \t\r]*\n[ \t]*Security model[ \t]*:[ \t]*v(?:1|2c)\b",
    re.M,
)
_NAMED_SO = re.compile(
    r"^[ \t]*(?:Group name|Role name|groupname|Community Index)[ \t]*:[ \t]*(?P<s>\S+)", re.M
)
_RULER = re.compile(r"[\s=+|_-]+")
#: What follows a table: `Total Entries: 1`, a title, a prompt.
_BEHIND = re.compile(r"[ \t]*[A-Za-z][\w -]*:(?:[ \t]|$)|.*[#>\]]$")
_CELL = re.compile(r"\S+")

Span = tuple[int, int]


class Column(NamedTuple):
    """A family's row, compiled: the table's heading with the column in it, and which rows hold a secret."""

    heading: re.Pattern[str]
    rows: re.Pattern[str]
    #: Those of `_ANNOUNCING` that are in the heading; a site's own table may have none of them.
    words: tuple[str, ...]


def mask_tables(text: str, platform: str, masks: Masks) -> str:
    """The text with the communities masked that stand in tables, or behind a label of their own."""
    announced = {word for word in _ANNOUNCING if word in text}
    spans = set(_labelled(text)) if announced else set()
    for column in _columns(family_of(platform)):
        if not column.words or announced.intersection(column.words):
            spans.update(_cells(text, column))
    pieces, done = [], 0
    for begin, end in sorted(spans):
        if begin >= done and not is_masked(text[begin:end]):
            pieces += [text[done:begin], masks.of(text[begin:end])]
            done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _labelled(text: str) -> Iterator[Span]:
    communities = set()
    for found in _NAME.finditer(text):
        communities.add(found["s"])
        yield found.span("s")
    for found in _MADE.finditer(text):
        yield found.span("s" if found["s"] else "g")
    yield from (found.span("s") for found in _NAMED_SO.finditer(text) if found["s"] in communities)


@lru_cache(maxsize=256)
def _columns(family: Family) -> tuple[Column, ...]:
    return tuple(map(_compiled, family.secret_tables))


def _compiled(table: SecretTable) -> Column:
    heading = re.compile(rf"^[ \t]*(?:{table.heading})[ \t\r]*$", re.M)
    words = tuple(word for word in _ANNOUNCING if word in table.heading)
    return Column(heading, re.compile(table.rows), words)


def _cells(text: str, column: Column) -> Iterator[Span]:
    for found in column.heading.finditer(text):
        front = text.rfind("\n", 0, found.start("s")) + 1
        first = not text[front : found.start("s")].strip()
        for begin, line in _rows(_lines(text, found.end() + 1), column.heading):
            if column.rows.search(line):
                cell = _cell(line, found.start("s") - front, first=first)
                yield begin + cell[0], begin + cell[1]


def _lines(text: str, begin: int) -> Iterator[tuple[int, str]]:
    while begin < len(text):
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        yield begin, text[begin:end].rstrip()
        begin = end + 1


def _rows(lines: Iterable[tuple[int, str]], heading: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """A table's rows: up to the first empty line behind one, or what else cannot be a row."""
    begun = False
    for begin, line in lines:
        if not line:
            if begun:
                return
        elif _RULER.fullmatch(line):
            begun = True
        elif _BEHIND.match(line) or heading.match(line):
            return
        else:
            begun = True
            yield begin, line


def _cell(line: str, at: int, *, first: bool) -> Span:
    """A column's cell; too wide a one moves those behind it: the outer ones go by their place."""
    cells = [cell.span() for cell in _CELL.finditer(line)]
    return next((cell for cell in cells if cell[0] == at), cells[0 if first else -1])
