"""What the reading of a shell's line gives: words, parts between pipes, and the state in between."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


class UnreadableError(ValueError):
    """A line that is not followed; its text says why."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as a program would get it.

    `head` is its beginning up to the first expansion, the whole text where there is none. `fixed` says that
    there is none; `single` that it stays one word whatever its expansions give.
    """

    text: str
    head: str
    fixed: bool = True
    single: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two pipes.

    `glued` says that no blank surrounds the pipe in front of it, `fed` that a file is its standard input;
    `start` and `end` are its places in the line.
    """

    words: tuple[Word, ...]
    start: int
    end: int
    glued: bool = False
    fed: bool = False


#: Files whose reading never ends, or is a raw device's or a connection's.
_DEVICES = re.compile(
    r"/+(?:\.{0,2}/+)*dev/(?!null$)|/+proc/+k(?:msg|core)|.*(?:^|/)(?:\.\./+)+dev/|.*trace_pipe"
)


@dataclass(slots=True)
class Reader:
    """The state of one pass over a line."""

    line: str
    place: int = 0
    start: int = 0
    parts: list[Part] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    #: Whether a word has begun: a pair of quotes is one, with no text in it.
    begun: bool = False
    head: str | None = None
    single: bool = True
    braces: str = ""
    glued: bool = False
    fed: bool = False
    #: The next word is the file of a redirection.
    redirected: bool = False

    def word_ends(self) -> None:
        """Keep the word that was being read, if one was."""
        if self.begun:
            self._keep_word()
        self.text, self.begun, self.head, self.single, self.braces = [], False, None, True, ""

    def _keep_word(self) -> None:
        text = "".join(self.text)
        if "{" in self.braces and re.search(r"\{.*(?:,|\.\.)", self.braces):
            self.varies(text.partition("{")[0])
            self.single = False
        word = Word(text, text if self.head is None else self.head, self.head is None, self.single)
        if not self.redirected:
            self.words.append(word)
        elif not word.fixed or endless(word.text):
            raise UnreadableError("what '<' reads is not known to be a file that ends")
        self.fed = self.fed or self.redirected
        self.redirected = False

    def part_ends(self) -> None:
        """Keep the words since the last pipe; without any the line is refused."""
        self.word_ends()
        if self.redirected:
            raise UnreadableError("a redirection names no file")
        if not self.words:
            raise UnreadableError("a part of the line is empty")
        self.parts.append(Part(tuple(self.words), self.start, self.place, self.glued, self.fed))
        self.words, self.fed = [], False

    def varies(self, head: str | None = None) -> None:
        """Say that the word being read holds an expansion; what stands in front of it is its head."""
        if self.head is None:
            self.head = "".join(self.text) if head is None else head

    def peek(self, ahead: int = 1) -> str:
        """The character so far ahead, or nothing at the line's end."""
        return self.line[self.place + ahead : self.place + ahead + 1]


def endless(path: str) -> bool:
    """Whether a file is one that is never read to its end, as far as its name tells."""
    return _DEVICES.match(path) is not None
