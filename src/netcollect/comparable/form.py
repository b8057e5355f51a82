"""An output → its comparable form: lines with what is volatile masked, and where each of them came from.

Most of an output has nothing volatile, and nothing is looked for in a line that has not the plain text which
a pattern needs: the time grows with the text, and with the patterns that could match in it.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from netcollect.alarm import alarm
from netcollect.comparable.banners import banner_lines
from netcollect.comparable.literals import lines_with
from netcollect.comparable.rules import Rule, Rules
from netcollect.redaction import without_run

log = logging.getLogger("netcollect.comparable")

#: How long all patterns may take in one output: this (seconds), and longer in a long one.
_SECONDS, _CHARACTERS_A_SECOND = 10.0, 100_000
#: What stands in the place of a volatile part, and of a secret that was encrypted anew.
MASK, SECRET = "<volatile>", "<secret>"
#: Lines that never count: nothing, a bare comment sign, and one of which nothing is left but a mask.
_BARE = frozenset({"", "!", "#", MASK})
_BARE_ENDS = frozenset(line[-1] for line in _BARE if line)
#: Longer lines are no command's: no pattern is tried on them.
_LONGEST = 2000
#: No part that goes on over several lines has more of them.
_MOST_LINES = 400
_BLANKS = " \t\r"
#: The user's patterns that came to no end in time: no further output waits for them.
_given_up: set[re.Pattern[str]] = set()


class Form(NamedTuple):
    """What of an output is compared: its lines, and for each of them the output's line that it begins in.

    `hidden` is how many volatile parts are masked, and `secrets` how many of them are secrets.
    """

    lines: list[str]
    places: list[int]
    hidden: int = 0
    secrets: int = 0

    @property
    def text(self) -> str:
        """The form as a text."""
        return "\n".join([*self.lines, ""])

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text: two outputs with the same one differ in nothing that counts."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogateescape")).hexdigest()


def comparable(text: str, rules: Rules) -> Form:
    """The comparable form of an output, by the rules of its platform and command.

    Volatile parts are masked. Trailing blanks, empty lines, bare comments, and lines of which only a mask is
    left do not count. In a banner everything does. Patterns that come to no end in time mask nothing;
    one of the user's is not tried again in this process.
    """
    seconds = _SECONDS + len(text) / _CHARACTERS_A_SECOND
    try:
        with alarm(seconds):
            return _comparable(text, rules)
    except TimeoutError:
        log.warning("patterns came to no end in %.0f s: nothing is left out of this output", seconds)
        return _comparable(text, Rules(unordered=rules.unordered))


def _comparable(text: str, rules: Rules) -> Form:
    text = without_run(text)
    whole = text.split("\n")
    if whole[-1] == "":
        whole.pop()
    exact = banner_lines(text, whole, rules.banners)
    lines: list[str | None] = [line.rstrip(_BLANKS) for line in whole]
    hidden = secrets = 0
    for rule in rules.volatile:
        masked = _tried(lines, lines_with(rule.literals, text, len(lines)), rule, exact)
        hidden += masked
        secrets += masked if rule.secret else 0
    for at in exact:
        lines[at] = whole[at]
    places = _kept(lines, exact)
    if rules.unordered:
        places.sort(key=lambda at: lines[at] or "")
    return Form([lines[at] or "" for at in places], places, hidden, secrets)


def _tried(lines: list[str | None], places: Iterable[int], rule: Rule, exact: set[int]) -> int:
    """As `_mask`; a rule of the user's that was given up masks nothing."""
    if rule.pattern in _given_up:
        return 0
    try:
        return _mask(lines, places, rule, exact)
    except TimeoutError:
        if rule.own:
            _given_up.add(rule.pattern)
            log.warning("%r takes too long and is not tried on later outputs", rule.pattern.pattern)
        raise


def _kept(lines: Sequence[str | None], exact: set[int]) -> list[int]:
    """The places of the lines that count."""
    # Nothing bare ends in another character: the others need no second look.
    return [
        at
        for at, line in enumerate(lines)
        if (line and (line[-1] not in _BARE_ENDS or line.lstrip(_BLANKS) not in _BARE)) or at in exact
    ]


def _mask(lines: list[str | None], places: Iterable[int], rule: Rule, exact: set[int]) -> int:
    """Masks what a rule finds in some lines; gives how much that was."""
    masked = 0
    for at in places:
        line = lines[at]
        if not line or at in exact or len(line) > _LONGEST:
            continue
        if rule.until is None:
            lines[at], found = _masked(line, rule)
        else:
            found = _mask_on(lines, at, rule)
        masked += found
    return masked


def _masked(line: str, rule: Rule) -> tuple[str, int]:
    """A line with the parts that a rule finds masked, and how many they are.

    The blanks around a part go with it: in a table their number changes with the part's length.
    """
    mask = SECRET if rule.secret else MASK
    pieces, done, masked = "", 0, 0
    for begin, end in _parts(line, rule):
        if begin >= done and end > begin:
            before, after = line[done:begin], line[end:]
            pieces = f"{pieces}{before}".rstrip(_BLANKS)
            pieces += (" " if before[-1:] in _BLANKS and pieces else "") + mask
            bare = after.lstrip(_BLANKS)
            done, masked = len(line) - len(bare), masked + 1
            pieces += " " if len(bare) < len(after) else ""
    return (pieces + line[done:], masked) if masked else (line, 0)


def _parts(line: str, rule: Rule) -> Iterator[tuple[int, int]]:
    """Where the groups of a pattern stand, or, where it has none, all that it matched."""
    for found in rule.pattern.finditer(line):
        groups = [found.span(number) for number in range(1, rule.pattern.groups + 1)]
        yield from groups or [found.span()]


def _mask_on(lines: list[str | None], at: int, rule: Rule) -> int:
    """Masks a part that goes on over several lines, which become one; 1 if there is such a part here."""
    line = lines[at]
    assert line is not None
    assert rule.until is not None
    found = rule.pattern.search(line)
    if found is None:
        return 0
    mask = SECRET if rule.secret else MASK
    if last := rule.until.search(line, found.end()):
        lines[at] = line[: found.start()] + mask + line[last.end() :]
        return 1
    for number in range(at + 1, min(len(lines), at + _MOST_LINES)):
        following = lines[number] or ""
        if last := rule.until.search(following):
            lines[at] = line[: found.start()] + mask + following[last.end() :]
            lines[at + 1 : number + 1] = [None] * (number - at)
            return 1
    return 0
