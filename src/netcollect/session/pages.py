"""The marks of a pager in an answer: which key turns the page, and how a mark is taken out of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from netcollect.session.screen import plain

#: How a screen gets rid of a pager's mark: the cursor goes back, over blanks perhaps. Blanks that nothing
#: goes back over belong to the line that follows.
_ERASED = re.compile(rb"(?:[\x08\a]|\r(?!\n)|\x1b\[[0-9;?]*[A-Za-z]| +(?=\x08|\r(?!\n)|\x1b\[[0-9]*D))+")
_WANTS_ENTER = re.compile(rb"\W{0,4}(?:press|hit|type|push) (?:the )?\W?(?:enter|return|cr)\b", re.IGNORECASE)
#: A mark that was left standing in a line of its own.
_LEFT = re.compile(rb"\r*\n")


@dataclass(frozen=True, slots=True)
class _Page:
    """Where a mark stands, what it looks like without its numbers, and what was typed before its key."""

    start: int
    end: int
    mark: bytes
    typed: int


class Pages:
    """The pages of one answer, whose bytes are in `data`; `pager` finds a mark at the end of a text."""

    def __init__(self, data: bytearray, pager: re.Pattern[bytes]) -> None:
        self._data = data
        self._pager = pager
        self._pages: list[_Page] = []

    @property
    def end(self) -> int:
        """Where the last mark ends that got its key; 0 if none did."""
        return self._pages[-1].end if self._pages else 0

    def looks_like_mark(self, line: bytes) -> bool:
        """Whether a last line ends with a mark."""
        return self._pager.search(line) is not None

    def knows_mark(self) -> bool:
        """Whether the mark at the end is one that was seen before, but for its numbers."""
        return bool(self._pages) and self._pages[-1].mark == self._page(0).mark

    def mark_goes_on(self) -> bool:
        """Whether a mark was not whole when its key was pressed: that key is lost, and the rest came late."""
        if not self._pages or _ERASED.match(self._data, self.end):
            return False
        mark = plain(bytes(self._data[self._pages[-1].start :]))
        return b"\n" not in mark and self._pager.fullmatch(mark.strip()) is not None

    def turn(self, typed: int) -> bytes:
        """The key for the mark at the end; `typed` counts what was typed before it."""
        if self.mark_goes_on():
            self._pages[-1] = replace(self._pages[-1], end=len(self._data))
        else:
            self._pages.append(self._page(typed))
        mark = self._pages[-1].mark
        if mark.endswith(b"(END)"):
            return b"q"
        return b"\r" if _WANTS_ENTER.match(mark) else b" "

    def _page(self, typed: int) -> _Page:
        """The mark at the end; without the text that stands in front of it in the same line."""
        start = max(self.end, self._data.rfind(b"\n") + 1)
        line = plain(bytes(self._data[start:]))
        found = self._pager.search(line)
        mark = line[found.start() :].strip() if found else line
        if found and mark and line[: found.start()].strip():
            word = re.compile(rb"(?:\x1b\[[0-9;?]*[A-Za-z])*" + re.escape(mark.split()[0]))
            start = max((each.start() for each in word.finditer(self._data, start)), default=start)
        return _Page(start, len(self._data), re.sub(rb"\d+", b"", mark), typed)

    def drop(self) -> int:
        """Takes the marks out, each with what erased it; a mark in the middle of a text is text.

        Gives how much had been typed before the last page that was turned.
        """
        kept, at, typed = bytearray(), 0, 0
        for page in self._pages:
            erased = _ERASED.match(self._data, page.end)
            typed = page.typed if erased else typed
            alone = self._data[page.start - 1 : page.start] == b"\n"
            erased = erased or (_LEFT.match(self._data, page.end) if alone else None)
            if erased:
                kept += self._data[at : page.start]
                at = erased.end()
        if at:
            self._data[:at] = kept
        return typed
