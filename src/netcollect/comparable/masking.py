"""What is volatile in lines, masked."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator

from netcollect.comparable.rules import Rule

log = logging.getLogger("netcollect.comparable")

#: What stands in the place of a volatile part, and of a secret that was encrypted anew.
MASK, SECRET = "<volatile>", "<secret>"
BLANKS = " \t\r"
#: Longer lines are no command's: no pattern is tried on them.
_LONGEST = 2000
#: No part that goes on over several lines has more of them.
_MOST_LINES = 400
#: The user's patterns that came to no end in time: no further output waits for them.
_given_up: set[re.Pattern[str]] = set()


def mask(lines: list[str], places: Iterable[int], rule: Rule, exact: set[int]) -> int:
    """Masks what a rule finds in some lines, if they are not `exact`; gives how much that was.

    A rule of the user's that comes to no end is given up: it masks nothing any more.
    """
    masked = 0
    try:
        for at in () if rule.pattern in _given_up else places:
            line = lines[at].rstrip(BLANKS)
            if line and at not in exact and len(line) <= _LONGEST:
                lines[at] = line
                masked += _mask_on(lines, at, rule) if rule.until else _mask_in(lines, at, rule)
    except TimeoutError:
        if rule.own:
            _given_up.add(rule.pattern)
            log.warning("%r takes too long and is not tried on later outputs", rule.pattern.pattern)
        raise
    return masked


def _mask_in(lines: list[str], at: int, rule: Rule) -> int:
    """Masks the parts that a rule finds in a line; gives how many they are.

    The blanks around a part go with it: in a table their number changes with the part's length.
    """
    line = lines[at]
    mark = SECRET if rule.secret else MASK
    pieces, done, masked = "", 0, 0
    for begin, end in _parts(line, rule):
        if begin >= done and end > begin:
            before, after = line[done:begin], line[end:]
            pieces = f"{pieces}{before}".rstrip(BLANKS)
            pieces += (" " if before[-1:] in BLANKS and pieces else "") + mark
            bare = after.lstrip(BLANKS)
            done, masked = len(line) - len(bare), masked + 1
            pieces += " " if len(bare) < len(after) else ""
    lines[at] = pieces + line[done:]
    return masked


def _parts(line: str, rule: Rule) -> Iterator[tuple[int, int]]:
    """Where the groups of a pattern stand, or, where it has none, all that it matched."""
    for found in rule.pattern.finditer(line):
        groups = [found.span(number) for number in range(1, rule.pattern.groups + 1)]
        yield from groups or [found.span()]


def _mask_on(lines: list[str], at: int, rule: Rule) -> int:
    """Masks a part that goes on over several lines, which become one; 1 if there is such a part here."""
    line = lines[at]
    assert rule.until is not None
    found = rule.pattern.search(line)
    if found is None:
        return 0
    mark = SECRET if rule.secret else MASK
    if last := rule.until.search(line, found.end()):
        lines[at] = line[: found.start()] + mark + line[last.end() :]
        return 1
    for number in range(at + 1, min(len(lines), at + _MOST_LINES)):
        following = lines[number].rstrip(BLANKS)
        if last := rule.until.search(following):
            lines[at] = line[: found.start()] + mark + following[last.end() :]
            lines[at + 1 : number + 1] = [""] * (number - at)
            return 1
    return 0
