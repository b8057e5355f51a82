"""The device's prompt: the measure of every answer's end.

A prompt is what the device itself repeats for each empty line. Marks in it may come and go, numbers and
clocks may count, and a name or a role may change while we are logged in.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from netcollect.platforms import shipped
from netcollect.session.screen import BLANKS, plain

#: A line that some platforms print above each prompt: Junos `{master:0}` and `[edit]`, SR OS `[/]` and
#: `*(ex)[/]`, SR Linux `--{ running }--[  ]--`.
_PRELUDE = re.compile(rb"(?:\{[\w:.-]+\}|[*!]{0,2}(?:\(\w+\))?\[[^\]]{0,200}\]|--\{[^\r\n]{0,200}--)\Z")
_NUMBERS = re.compile(rb"\d+(?:[:.,]\d+)*")
_WORDS = re.compile(rb"[\w.:~/+*-]+")
#: The marks that any platform's prompt may have: `*A:pe1#`, `* Slot-1 X440.3 #`, `(MC) *#`.
USUAL_MARKS = shipped().family("base").prompt_mark
#: No prompt is longer.
_LONGEST = 300


class Answer(Enum):
    """What came back on empty input lines."""

    BARE = "one prompt each, and nothing else"
    FEWER = "prompts and nothing else, but not yet as many"
    PARTIAL = "the beginning of it"
    OTHER = "something else"


class Likeness(Enum):
    """How much a line looks like the prompt."""

    SAME = "the prompt itself, but for numbers where it has some that count"
    MARKED = "but for a mark that came or went"
    SHAPED = "other words in the same places"
    NONE = "something else"


@dataclass(frozen=True, slots=True)
class Prompt:
    """The prompt line without trailing blanks, and the lines that the platform prints above it.

    `marks` are what may come and go in it, by the platform's family; `counts` says that this device's prompt
    has numbers that change.
    """

    text: bytes
    preludes: frozenset[bytes] = frozenset()
    marks: re.Pattern[bytes] = USUAL_MARKS
    counts: bool = False

    def likeness(self, line: bytes) -> Likeness:
        """How much a last line looks like the prompt."""
        if line == self.text:
            return Likeness.SAME
        if line[-1:] != self.text[-1:] or not line or len(line) > _LONGEST:
            return Likeness.NONE
        if self._equal(self.text, line):
            return Likeness.SAME
        ours, other = self._unmarked(self.text), self._unmarked(line)
        if self._equal(ours, other):
            return Likeness.MARKED
        # A prompt that is a single character has no shape of its own.
        alike = len(ours) > 1 and _WORDS.sub(b"w", ours) == _WORDS.sub(b"w", other)
        return Likeness.SHAPED if alike else Likeness.NONE

    def _equal(self, one: bytes, other: bytes) -> bool:
        return one == other or (self.counts and counted(one) == counted(other))

    def _unmarked(self, line: bytes) -> bytes:
        return _without(self.marks, line).strip(BLANKS)

    def at(self, line: bytes) -> Prompt:
        """What the prompt would be if `line` were it now, numbers and clocks in it going on."""
        return replace(self, text=line, counts=True)

    def proven(self, candidate: Prompt, answer: bytes, wanted: int) -> Prompt:
        """The prompt after empty lines have brought `candidate` so often, with the lines above it."""
        lines = [line.strip(BLANKS) for line in plain(answer).split(b"\n")]
        above = Counter(line for line in lines if line and not candidate.is_shown_by(line))
        return replace(
            candidate,
            text=lines[-1],
            preludes=self.preludes | {line for line, count in above.items() if count >= wanted},
            # A new name may differ in a number too: what counts once may count again.
            counts=self.counts or (lines[-1] != self.text and counted(lines[-1]) == counted(self.text)),
        )

    def is_shown_by(self, line: bytes) -> bool:
        """Whether a line is this prompt and nothing else."""
        return self.likeness(line) is Likeness.SAME

    def stands_below(self, line: bytes) -> bool:
        """Whether the platform prints a line above each prompt; a clock in it may go on."""
        return line in self.preludes or (bool(self.preludes) and counted(line) in map(counted, self.preludes))

    def judge(self, data: bytes, wanted: int = 1) -> Answer:
        """Whether `data` is what so many empty input lines must bring."""
        lines = [line.strip(BLANKS) for line in plain(data).split(b"\n")]
        # `strip` takes leading blanks of a prompt too; no known platform has one.
        shown = [self.is_shown_by(line) for line in lines]
        count, last = sum(shown), lines.pop()
        # The empty line itself ends a line; a prompt without that is the one before, arriving late.
        if shown[0] or count > wanted or any(map(self._is_foreign, lines)):
            return Answer.OTHER
        if shown[-1]:
            return Answer.BARE if count == wanted else Answer.FEWER
        return Answer.PARTIAL if count < wanted and self._may_begin_with(last) else Answer.OTHER

    def _is_foreign(self, line: bytes) -> bool:
        """Whether a line among prompts is none of what a platform puts there."""
        known = not line or self.is_shown_by(line) or self.stands_below(line)
        return not known and _PRELUDE.match(line) is None

    def _may_begin_with(self, part: bytes) -> bool:
        begun = [counted(line) for line in (*self.preludes, *([self.text] if self.counts else []))]
        return self.text.startswith(part) or any(line.startswith(counted(part)) for line in begun)

    def ends(self, line: bytes) -> bool:
        """Whether a last line ends with the prompt, after text that had no line end of its own."""
        return len(self.text) > 1 and not self.is_shown_by(line) and self.start_in(line) is not None

    def start_in(self, data: bytes) -> int | None:
        """Where the prompt begins that stands at the end of some text."""
        found = _at_the_end(self.text, self.counts).search(data[-_LONGEST:])
        return found and found.start() + max(0, len(data) - _LONGEST)

    @property
    def shown(self) -> str:
        """The prompt for people and files."""
        return self.text.decode("utf-8", "replace")


def is_prelude(line: bytes) -> bool:
    """Whether a line looks like one that some platform prints above each prompt."""
    return _PRELUDE.match(line) is not None


@lru_cache(maxsize=1000)
def _at_the_end(text: bytes, counts: bool) -> re.Pattern[bytes]:
    exact = re.escape(text)
    # Escaped, a clock's points have a backslash in front.
    pattern = re.sub(rb"\d+(?:\\?[:.,]\d+)*", rb"\\d+(?:[:.,]\\d+)*", exact) if counts else exact
    return re.compile(pattern + rb"[ \t\x08\r]*\Z")


def shows_again(prompt: bytes, line: bytes, marks: re.Pattern[bytes] = USUAL_MARKS) -> bool:
    """Whether a line begins with the prompt: marks, numbers and the privilege level in it may be others."""
    return _shows_again(prompt, line[:_LONGEST], marks)


#: The lines of a session are mostly its prompt, again and again.
_LINES = 2048


@lru_cache(maxsize=_LINES)
def _shows_again(prompt: bytes, line: bytes, marks: re.Pattern[bytes]) -> bool:
    stem = counted(_without(marks, prompt))[:-1]
    if not stem:
        return False
    # A mark in front of the prompt's last character stands inside this line.
    shown = counted(_without(marks, line))
    return re.match(re.escape(stem) + rb"[*^!+]{0,3}[>#$%\])]", shown) is not None


def _without(marks: re.Pattern[bytes], line: bytes) -> bytes:
    while (bare := marks.sub(b"", line)) != line:
        line = bare
    return line.replace(b"  ", b" ")


def counted(line: bytes) -> bytes:
    """The line without its numbers and clocks."""
    return _NUMBERS.sub(b"0", line)
