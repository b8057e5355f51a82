"""An output → its comparable form: lines with what is volatile masked, and where each of them came from.

Most of an output has nothing volatile, and nothing is looked for in a line that has not the plain text which
a pattern needs: the time grows with the text, and with the patterns that could match in it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from itertools import compress, count
from typing import NamedTuple

from netcollect.alarm import alarm
from netcollect.comparable.banners import banners_from, beginnings
from netcollect.comparable.masking import BLANKS, MASK, mask
from netcollect.comparable.rules import Rule, Rules, places_for
from netcollect.redaction import without_run

log = logging.getLogger("netcollect.comparable")

#: How long all patterns may take in one output: this (seconds), and longer in a long one.
_SECONDS, _CHARACTERS_A_SECOND = 10.0, 100_000
#: Lines that never count: nothing, a bare comment sign, and one of which nothing is left but a mask.
_BARE = frozenset({"", "!", "#", MASK})
#: Nothing that is bare, or ends with a blank, ends in another character.
_ENDS = frozenset(BLANKS).union(line[-1] for line in _BARE if line)


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
        return _text(self.lines)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text: two outputs with the same one differ in nothing that counts."""
        return _sha256(self.text)


class Digest(NamedTuple):
    """What a run keeps of a form."""

    sha256: str
    hidden: int
    secrets: int


class _Lines(NamedTuple):
    """The lines of an output; those that do not count are empty, if they are not `exact`."""

    lines: list[str]
    exact: set[int]
    hidden: int = 0
    secrets: int = 0


def comparable(text: str, rules: Rules) -> Form:
    """The comparable form of an output, by the rules of its platform and command.

    Volatile parts are masked. Trailing blanks, empty lines, bare comments, and lines of which only a mask is
    left do not count. In a banner everything does. Patterns that come to no end in time mask nothing;
    one of the user's is not tried again in this process.
    """
    lines, exact, hidden, secrets = _lines_of(text, rules)
    places = _places(lines, exact)
    if rules.unordered:
        places.sort(key=lines.__getitem__)
    return Form([lines[at] for at in places], places, hidden, secrets)


def digest(text: str, rules: Rules) -> Digest:
    """What `comparable` gives, in short: whoever stores an output does not ask where its lines come from."""
    lines, exact, hidden, secrets = _lines_of(text, rules)
    kept = [lines[at] for at in _places(lines, exact)] if exact else filter(None, lines)
    return Digest(_sha256(_text(sorted(kept) if rules.unordered else kept)), hidden, secrets)


def _text(lines: Iterable[str]) -> str:
    return "\n".join([*lines, ""])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _places(lines: Sequence[str], exact: set[int]) -> list[int]:
    """The numbers of the lines that count."""
    return sorted(exact.union(compress(count(), lines)))


def _lines_of(text: str, rules: Rules) -> _Lines:
    """The lines of an output as they are compared. An alarm is set only where patterns could need one."""
    text = without_run(text)
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    heads = rules.heads_in(text)
    banners = beginnings(text, lines, rules, heads)
    found = [(rule, at) for rule in rules.volatile if (at := places_for(rule, text, lines, heads))]
    seconds = _SECONDS + len(text) / _CHARACTERS_A_SECOND
    try:
        with alarm(seconds) if banners or any(rule.slow for rule, _ in found) else nullcontext():
            return _masked(lines, found, banners_from(banners, lines, rules.banners))
    except TimeoutError:
        log.warning("patterns came to no end in %.0f s: nothing is left out of this output", seconds)
        return _masked(lines, (), set())


def _masked(whole: Sequence[str], found: Iterable[tuple[Rule, Iterable[int]]], exact: set[int]) -> _Lines:
    """The lines, in which each rule masks what it finds in some places, if they are not `exact`."""
    lines = list(whole)
    hidden = secrets = 0
    for rule, places in found:
        masked = mask(lines, places, rule, exact)
        hidden += masked
        secrets += masked if rule.secret else 0
    # Most lines end in nothing that needs a second look.
    lines = [_counting(line) if line and line[-1] in _ENDS else line for line in lines]
    for at in exact:
        lines[at] = whole[at]
    return _Lines(lines, exact, hidden, secrets)


def _counting(line: str) -> str:
    """What counts of a line; nothing if it is bare."""
    line = line.rstrip(BLANKS)
    return "" if line.lstrip(BLANKS) in _BARE else line
