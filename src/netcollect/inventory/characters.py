"""Characters that look like others: what a word processor or a web page puts in the place of plain ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_QUOTES = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb\u2039\u203a\u2033\u2032"
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_DASHES = "\u2010-\u2015\u2212"
_ODD = f"{_QUOTES}{_BLANKS}{_UNSEEN}{_DASHES}\uff1a\uff0c"

#: What to type instead of each kind.
_INSTEAD = (
    (re.compile(f"[{_QUOTES}]"), "a curly quote", "type a straight quote, ' or \""),
    (re.compile("\t"), "a tab", "type a space"),
    (re.compile("\u00a0"), "a no-break space", "type a plain space"),
    (re.compile(f"[{_BLANKS}]"), "a special space", "type a plain space"),
    (re.compile("\ufeff"), "a byte-order mark", "delete it"),
    (re.compile(f"[{_UNSEEN}]"), "an invisible character", "delete it"),
    (re.compile(f"[{_DASHES}]"), "a long dash", "type a plain hyphen, -"),
    (re.compile("\uff1a"), "a wide colon", "type a plain colon and a space"),
    (re.compile("\uff0c"), "a wide comma", "type a plain comma"),
)
#: In a key anywhere what cannot be told from a plain character; at its ends what stands for YAML's own.
_IN_KEY = re.compile(rf"[{_BLANKS}{_UNSEEN}\t]|\A[{_QUOTES}{_DASHES}]|[{_QUOTES}]\Z|\uff1a")
#: At the ends of text without quotes; curly quotes only as a pair, for prose may end with one.
_AT_ENDS = re.compile(rf"\A[{_BLANKS}{_UNSEEN}]|[{_BLANKS}{_UNSEEN}]\Z|\A[{_QUOTES}](?=.*[{_QUOTES}]\Z)")
#: In text that was to be a key and its value.
_BEHIND_COLON = re.compile(rf"(?<=:)[{_BLANKS}{_UNSEEN}]|\uff1a|\A[{_DASHES}]")
#: In a line of a file that is not YAML: where YAML's own signs and blanks stand.
_IN_LINE = re.compile(rf"(?:^|(?<=[-:,{{\[ ]))[{_ODD}]|[{_ODD}](?=\s*(?:[:,}}\]]|$))|\uff1a")
_UNSEEN_ONES = re.compile(f"[{_UNSEEN}]")
_BLANK_ONES = re.compile(rf"(?<=\w)[{_BLANKS}\t](?=\w)")
_AROUND = re.compile(rf"\A[{_QUOTES}{_DASHES}{_BLANKS} ]+|[{_QUOTES}{_BLANKS} ]+\Z")


class Odd(NamedTuple):
    """A character that was hardly meant: where it is in the text, counted from 0, and the words for it."""

    offset: int
    message: str
    hint: str


def odd_in_key(text: str) -> Odd | None:
    """The first character of a key that was hardly meant."""
    if text.isprintable() and text.isascii():
        return None
    return _first(_IN_KEY, text)


def odd_at_ends(text: str) -> Odd | None:
    """A character at one end of text without quotes that was hardly meant."""
    if text.isascii() or not (odd := _first(_AT_ENDS, text)):
        return None
    return odd._replace(hint=f"{odd.hint}, or put the text in quotes if it is meant")


def odd_behind_colon(text: str) -> Odd | None:
    """What kept `key: value` from being one."""
    return _first(_BEHIND_COLON, text) or odd_in_key(text)


def meant(text: str) -> str:
    """The text as it was meant, near enough to go on with and find what else is wrong."""
    text = _UNSEEN_ONES.sub("", text).replace("\uff1a", ":")
    return _BLANK_ONES.sub("_", _AROUND.sub("", text))


def odd_in_lines(text: str, lines: range) -> Iterator[tuple[int, Odd]]:
    """The first odd character of each of some lines (counted from 1) of a file that is not YAML."""
    if text.isascii():
        return
    for number, line in enumerate(text.splitlines(), 1):
        if number in lines and not line.lstrip().startswith("#") and (odd := _first(_IN_LINE, line)):
            yield number, odd


def _first(pattern: re.Pattern[str], text: str) -> Odd | None:
    if not (found := pattern.search(text)):
        return None
    char = found.group()
    name, hint = next((name, hint) for kind, name, hint in _INSTEAD if kind.match(char))
    return Odd(found.start(), f"{name} (U+{ord(char):04X}) does not belong here", hint)
