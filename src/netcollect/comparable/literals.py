"""The plain text that a regular expression cannot do without: looking for it first costs next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

#: What a pattern is made of: an escape, a set of characters, a quantifier, anything else.
_TOKEN = re.compile(
    r"\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|N\{[^}]*\}|\d{1,3}|.)"
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.",
    re.DOTALL,
)
_OPTIONAL = ("*", "?", "{")
#: Flags, under which characters may mean others, and comments, which may hold anything.
_UNSURE = re.compile(r"\(\?(?:[a-zA-Z]+\)|#)")
#: A choice between texts.
_CHOICE = re.compile(r"\(\?:([^()\[\]\\]+)\)")
#: What a line begins with: characters, then perhaps a choice between texts. None of them is `<`: a part that
#: was masked before may begin with it.
_HEAD = re.compile(
    r"\^(?P<first>(?:(?:[^\\^$.|?*+()\[\]{}\n<]|\\(?:d|[^\w\s<]))(?![*?{]))*)"
    r"(?:\(\?:(?P<choice>[^\\^$.?*+()\[\]{}\n<]+)\)(?![*?{]))?"
)
#: Shorter ones are in too many lines: of a choice, of the whole, and in front of a line.
_SHORTEST, _SHORT, _SHORTEST_HEAD = 3, 5, 2
_BLANKS = " \t\r"


def literals_of(pattern: str) -> tuple[str, ...]:
    """Texts one of which stands in whatever the pattern matches.

    >>> literals_of("^(?:Time source is|No time source,) .*"), literals_of("^ntp clock-period ")
    (('Time source is', 'No time source,'), ('ntp clock-period ',))
    """
    whole, tokens = literal_of(pattern), [*_outside(pattern), "$"]
    if len(whole) >= _SHORT or not _is_certain(pattern):
        return (whole,)
    choices = [
        tuple(map(literal_of, choice[1].split("|")))
        for token, following in pairwise(tokens)
        if not following.startswith(_OPTIONAL) and (choice := _CHOICE.fullmatch(token))
    ]
    best = max(choices, key=_shortest, default=("",))
    return best if _shortest(best) >= max(_SHORTEST, len(whole) + 1) else (whole,)


def head_of(pattern: str) -> str:
    r"""A pattern of what a line begins with in which `pattern` matches; empty where that is not known.

    No blank is at its end: those in front of a part that is masked may become others.

    >>> head_of(r"^! (?:Last change|Saved) at .*"), head_of(r"^ntp clock-period \d+"), head_of("^ *up")
    ('! (?:Last change|Saved)', 'ntp clock-period', '')
    """
    found = _HEAD.match(pattern)
    if found is None or not _is_certain(pattern):
        return ""
    choice = [text.rstrip(_BLANKS) for text in (found["choice"] or "").split("|")]
    head = f"{found['first']}(?:{'|'.join(choice)})" if all(choice) else found["first"].rstrip(_BLANKS)
    return head if len(head) >= _SHORTEST_HEAD else ""


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


def lines_behind(breaks: re.Pattern[str], text: str) -> list[int]:
    """The numbers of a text's lines in front of which, at the end of the one before, a pattern matches."""
    numbers, number, end = [], 0, 0
    text = f"\n{text}"
    for found in breaks.finditer(text):
        number += text.count("\n", end, found.start())
        end = found.start()
        numbers.append(number)
    return numbers


def literal_of(pattern: str) -> str:
    r"""The longest text that stands in whatever the pattern matches; empty where there is none.

    >>> literal_of(r"^! Last configuration change at .*"), literal_of(r"^(?:up|down)\s+\d")
    ('! Last configuration change at ', '')
    """
    runs = [""]
    if _is_certain(pattern):
        for token in _outside(pattern):
            _take(token, runs)
    return max(runs, key=len)


def _is_certain(pattern: str) -> bool:
    """Whether all of a pattern must match, and each character as it is."""
    return _UNSURE.search(pattern) is None and "|" not in _outside(pattern)


def _outside(pattern: str) -> Iterator[str]:
    """The tokens of a pattern; a group is one."""
    group, depth = "", 0
    for token in _TOKEN.findall(pattern):
        group += token
        depth += (token == "(") - (token == ")")
        if not depth:
            yield group
            group = ""


def _shortest(texts: tuple[str, ...]) -> int:
    return min(map(len, texts))


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
