"""What goes into a session log without the secrets of configurations.

A secret shows only in whole lines, or in several of them, and a chunk ends anywhere. So what a device says is
withheld until the next command is sent, and masked as a whole: lines that hold no secret stay byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from netcollect.model import Device
from netcollect.redaction import known_secrets, redact
from netcollect.session.screen import unescaped

#: A line as it came: its text, and what ends it; a pager's backspaces and moves of the cursor end one too.
_LINE = re.compile(rb"(?P<text>.*?)(?P<end>\r\n|\r|\n|\x08+|\x1b(?:[ED]|\[\d*(?:;\d*)?[Hf])|\Z)", re.DOTALL)


class Row(NamedTuple):
    """A row of the log: when (as it is written), which way, and what."""

    seconds: str
    way: str
    data: bytes


class Withheld:
    """Rows that wait, and the masking of what they hold."""

    def __init__(self, device: Device, key: bytes) -> None:
        self._platform = device.platform
        self._known = known_secrets(device)
        self._key = key
        self._waiting: list[Row] = []

    def add(self, seconds: str, way: str, data: bytes) -> None:
        """Takes a row."""
        self._waiting.append(Row(seconds, way, data))

    def rows(self) -> Iterator[Row]:
        """Gives the rows that wait, masked; they wait no more. A line that changed is where it began."""
        waiting, self._waiting = self._waiting, []
        lines = self._lines(b"".join(row.data for row in waiting if row.way == "<-"))
        line, end = next(lines, None), 0
        for row in waiting:
            if row.way != "<-":
                yield row
                continue
            begin, end, pieces = end, end + len(row.data), list[bytes]()
            while line and line.begin < end:
                pieces.append(line.between(begin, end))
                if line.begin + len(line.raw) > end:
                    break
                line = next(lines, None)
            if data := b"".join(pieces):
                yield row._replace(data=data)

    def message(self, text: str) -> str:
        """An error's message, masked as a whole and behind its colons, where a device's words begin."""
        return self._redacted(self._redacted(text).replace(": ", ":\n")).replace(":\n", ": ")

    def _redacted(self, text: str) -> str:
        return redact(text, self._platform, key=self._key, known=self._known, keep_lines=True)

    def _lines(self, whole: bytes) -> Iterator[_Line]:
        lines = [found for found in _LINE.finditer(whole) if found[0]]
        said = [_visible(found["text"]) for found in lines]
        masked = self._redacted("\n".join(said)).split("\n") if said else []
        for found, before, after in zip(lines, said, masked, strict=True):
            changed = None if after == before else after.encode("utf-8", "surrogateescape") + found["end"]
            yield _Line(found.start(), found[0], changed)


class _Line(NamedTuple):
    """A line with its end: where it begins in what the device said, its bytes, and what stands for them."""

    begin: int
    raw: bytes
    changed: bytes | None

    def between(self, begin: int, end: int) -> bytes:
        """What of it belongs to a chunk."""
        if self.changed is not None:
            return self.changed if self.begin >= begin else b""
        return self.raw[max(0, begin - self.begin) : end - self.begin]


def _visible(text: bytes) -> str:
    """A line as its reader sees it; a break in it that only a cursor's move makes is none."""
    shown = unescaped(text).translate(None, b"\0\a\r\n")
    return shown.decode("utf-8", "surrogateescape")
