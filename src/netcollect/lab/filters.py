"""What stands behind a pipe: the filters that the platforms share."""

from __future__ import annotations

import re


def _keeping(text: str, pattern: str, *, hits: bool) -> str:
    search = _pattern(pattern).search
    return "\n".join(line for line in text.split("\n") if bool(search(line)) is hits)


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error:
        return re.compile(re.escape(text))


def _from(text: str, pattern: str) -> str:
    lines = text.split("\n")
    search = _pattern(pattern).search
    start = next((at for at, line in enumerate(lines) if search(line)), len(lines))
    return "\n".join(lines[start:])


def _section(text: str, pattern: str) -> str:
    """Lines that match, and the indented lines under them."""
    search, kept, inside = _pattern(pattern).search, [], False
    for line in text.split("\n"):
        inside = bool(search(line)) or (inside and line.startswith(" "))
        if inside:
            kept.append(line)
    return "\n".join(kept)


def _count(text: str, pattern: str) -> str:
    found = _keeping(text, pattern, hits=True)
    return str(len(found.split("\n")) if found else 0)


def _last(text: str, number: str) -> str:
    return "\n".join(text.split("\n")[-int(number) if number.isdecimal() else -10 :])


def _include(text: str, pattern: str) -> str:
    return _keeping(text, pattern, hits=True)


def _exclude(text: str, pattern: str) -> str:
    return _keeping(text, pattern, hits=False)


def _same(text: str, _argument: str) -> str:
    return text


FILTERS = {
    "include": _include,
    "match": _include,
    "grep": _include,
    "exclude": _exclude,
    "except": _exclude,
    "begin": _from,
    "find": _from,
    "section": _section,
    "count": _count,
    "last": _last,
    "no-more": _same,
}
