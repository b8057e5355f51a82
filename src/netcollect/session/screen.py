"""A terminal's bytes as a reader sees them: lines, without what moves a cursor or colours a word."""

from __future__ import annotations

import re

BLANKS = b" \t\x08"

_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-B]|[=>78cDEM])")
#: What may take the cursor to another line: next line, index, a position, a scroll region (ECMA-48; VT100).
_MOVES = re.compile(rb"\x1b(?:(?P<next>[ED])|\[(?P<row>\d*)(?:;(?P<column>\d*))?[Hf]|\[[\d;]*(?P<region>r))")
_CUT_OFF = re.compile(rb"\x1b(?:\[[0-?]{0,30}[ -/]{0,4})?\Z")


class Screen:
    """Turns cursor moves that begin a line into line ends, however the bytes are split.

    ProCurve and its relatives paint a screen: they position each line and send no line end. A move back to
    the left edge of the same row is a carriage return.
    """

    def __init__(self) -> None:
        #: An escape sequence whose rest has not arrived yet.
        self.held = b""
        self._moves = False
        self._row: int | None = None
        self._scrolls = False
        self._printed = False

    def lines(self, data: bytes) -> bytes:
        """The bytes, with line ends in place of such moves; a sequence that is cut off waits for its rest."""
        if not self._moves and b"\x1b" not in data:
            return data
        self._moves = True
        data = self.held + data
        cut = _CUT_OFF.search(data)
        self.held = data[cut.start() :] if cut else b""
        end, pieces, at = len(data) - len(self.held), [], 0
        for found in _MOVES.finditer(data, 0, end):
            pieces += [self._print(data[at : found.start()]), self._move(found)]
            at = found.end()
        pieces.append(self._print(data[at:end]))
        return b"".join(pieces)

    def _print(self, text: bytes) -> bytes:
        shown = _ESCAPES.sub(b"", text)
        _above, newline, line = shown.rpartition(b"\n")
        if newline:
            self._row, self._printed = None, False
        self._printed = self._printed or bool(line.strip(b"\r" + BLANKS))
        return text

    def _move(self, found: re.Match[bytes]) -> bytes:
        if found["region"]:
            self._scrolls = True
            return b""
        if found["next"]:
            self._row, self._printed = None, False
            return b"\r\n"
        return self._place(int(found["row"] or 1), int(found["column"] or 1))

    def _place(self, row: int, column: int) -> bytes:
        left = column <= 1
        elsewhere = (self._row is not None and row != self._row) or (self._scrolls and left)
        self._row, self._scrolls = row, False
        if elsewhere and self._printed:
            self._printed = False
            return b"\r\n"
        return b"\r" if left else b""


def plain(data: bytes) -> bytes:
    """Text as a reader sees it: without escape sequences, bells, NULs and lines drawn twice."""
    data = unescaped(data)
    data = data.translate(None, b"\0\a").replace(b"\r\n", b"\n")
    return b"\n".join(map(_drawn, data.split(b"\n"))) if b"\r" in data else data


def unescaped(data: bytes) -> bytes:
    """Text without escape sequences and bells; those that begin a line are line ends."""
    if b"\x1b" not in data:
        return data
    screen = Screen()
    return _ESCAPES.sub(b"", screen.lines(data)) + screen.held


def _drawn(line: bytes) -> bytes:
    """A line redrawn from its left edge with the same text, once; any other line with all of its text."""
    parts = [part for part in line.split(b"\r") if part.strip(BLANKS)]
    if parts and all(parts[-1].startswith(part.rstrip(BLANKS)) for part in parts[:-1]):
        return parts[-1]
    return b"".join(parts)


def last_line(data: bytes | bytearray) -> bytes:
    """The unfinished last line, as a reader sees it."""
    tail = max(0, len(data) - 4096)
    start = max(tail, data.rfind(b"\n", tail) + 1)
    return plain(bytes(data[start:])).rpartition(b"\n")[2].strip(BLANKS)


def last_words(data: bytes | bytearray) -> str:
    """The last line that has text, for error messages."""
    lines = [line.strip() for line in plain(bytes(data[-1000:])).split(b"\n") if line.strip()]
    return lines[-1].decode("utf-8", "replace") if lines else ""
