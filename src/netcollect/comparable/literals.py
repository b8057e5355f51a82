"""The plain text that a regular expression cannot do without: looking for it first costs next to nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: What a pattern is made of: an escape, a set of characters, a quantifier, anything else.
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)
_OPTIONAL = "*?{"
#: A pattern that begins with a choice between texts.
_CHOICE = re.compile(r"\^?(?: \*)?\(\?:([^()\[\]\\]+)\)(?![*?{])")
#: Shorter ones are in most lines.
_SHORTEST = 3


def literals_of(pattern: str) -> tuple[str, ...]:
    """Texts one of which stands in whatever the pattern matches.

    >>> literals_of("^(?:Time source is|No time source,) .*"), literals_of("^ntp clock-period ")
    (('Time source is', 'No time source,'), ('ntp clock-period ',))
    """
    whole, choice = literal_of(pattern), _CHOICE.match(pattern)
    if len(whole) >= _SHORTEST or choice is None:
        return (whole,)
    found = tuple(map(literal_of, choice[1].split("|")))
    return found if min(map(len, found)) >= _SHORTEST else (whole,)


def is_in(literals: tuple[str, ...], text: str) -> bool:
    """Whether one of the texts stands in another."""
    if len(literals) == 1:
        return literals[0] in text
    return any(each in text for each in literals)


def lines_with(literals: tuple[str, ...], text: str, lines: int) -> Sequence[int]:
    """The numbers of a text's lines that hold one of some texts: found in the whole, not in each line."""
    if "" in literals:
        return range(lines)
    found: set[int] = set()
    for literal in literals:
        number = end = 0
        while (at := text.find(literal, end)) >= 0:
            number += text.count("\n", end, at)
            found.add(number)
            end = text.find("\n", at)
            if end < 0:
                break
    return sorted(found)


def literal_of(pattern: str) -> str:
    r"""The longest text that stands in whatever the pattern matches; empty where there is none.

    >>> literal_of(r"^! Last configuration change at .*"), literal_of(r"^(?:up|down)\s+\d")
    ('! Last configuration change at ', '')
    """
    runs, depth = [""], 0
    for token in _TOKEN.findall(pattern):
        if token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
            token = "()"  # noqa: PLW2901 (nothing of a group is certain to be there)
        if depth:
            continue
        if token == "|" or "(?i" in pattern:
            return ""
        _take(token, runs)
    return max(runs, key=len)


def _take(token: str, runs: list[str]) -> None:
    """Adds a token to the run that goes on, or ends that."""
    if token[0] in _OPTIONAL:  # what stands in front of it may be missing
        runs[-1:] = [runs[-1][:-1], ""]
    elif len(token) == 2 and token[0] == "\\" and not token[1].isalnum():
        runs[-1] += token[1]
    elif len(token) == 1 and token not in "^$.+)":
        runs[-1] += token
    else:
        runs.append("")
