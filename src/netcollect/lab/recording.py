"""What a session log tells of a device: how it greeted, and what it answered to each thing that was typed.

The format is the product's (`--session-log`), read here as any program may read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

MASK = b"***"
_HEAD = "# netcollect session log, format 1"
_FIELD = re.compile(r"# (\w+): (.*)")
_ROW = re.compile(r" *(\d+\.\d+) (->|<-|==) (.*)")
_ESCAPE = re.compile(rb"\\(x[0-9a-f]{2}|[\\rnt])")
_CHARACTERS = {b"\\": b"\\", b"r": b"\r", b"n": b"\n", b"t": b"\t"}
_KEYS = re.compile(rb"([^\r\n]*)(\r\n|\r|\n)|([^\r\n]+)\Z")
#: What asks for a part of a login: the answer differs from user to user.
_LOGIN = re.compile(rb"(?:user|login|name|pass ?word|secret|passphrase)[^\r\n]{0,30}:\s*\Z", re.IGNORECASE)
#: Failures that come before a terminal opens, and that a device can show again.
BEFORE_TERMINAL = ("auth_rejected", "closed", "no_session")


class Said(NamedTuple):
    """What the device sent, `pause` seconds after what was before it; None when it hung up."""

    pause: float
    data: bytes | None


@dataclass(slots=True)
class Exchange:
    """A line that was typed (`entered`), or a key, and what came of it; `free` takes any line."""

    typed: bytes
    entered: bool
    free: bool
    answer: list[Said] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Recording:
    """One session, as a device would have to know it; `failure` is the kind it ended with, or empty."""

    name: str
    platform: str
    greeting: tuple[Said, ...]
    exchanges: tuple[Exchange, ...]
    opened: bool
    failure: str

    @property
    def asks_secret(self) -> bool:
        """Whether the session became privileged with a secret."""
        return any(
            each.entered and each.typed.lower().startswith(b"en") and after.free
            for each, after in pairwise(self.exchanges)
        )


class _Row(NamedTuple):
    seconds: float
    way: str
    text: str


def read(path: Path) -> Recording:
    """The recording in a session log.

    Raises:
        ValueError: the file is none, or holds nothing that can be played back.
        OSError: it cannot be read.
    """
    lines = path.read_text("utf-8", "surrogateescape").split("\n")
    if lines[0] != _HEAD:
        raise ValueError("is not a session log; give the file that ends in .log")
    rows = list(_rows(lines))
    known = _fields(lines)
    notes = [row for row in rows if row.way == "=="]
    opened, kind = _course([row.text for row in notes])
    began = notes[0].seconds if notes else 0.0
    greeting, exchanges = _exchanges((row for row in rows if row.way != "=="), began)
    return Recording(known["device"], known["platform"], tuple(greeting), tuple(exchanges), opened, kind)


def _fields(lines: list[str]) -> dict[str, str]:
    """What the head says of the device."""
    known = {found[1]: found[2] for line in lines if (found := _FIELD.fullmatch(line))}
    if missing := {"device", "platform"} - known.keys():
        raise ValueError(f"does not name its {min(missing)}")
    return known


def _course(notes: list[str]) -> tuple[bool, str]:
    """Whether a terminal was opened, and the kind of failure that a session ended with, or nothing.

    Raises:
        ValueError: there is nothing to play back.
    """
    failure = next((text for text in reversed(notes) if ": " in text), "")
    opened, kind = "line open" in notes, failure.partition(":")[0]
    if not opened and kind not in BEFORE_TERMINAL:
        raise ValueError(f"nothing to play back: no terminal was opened ({failure or 'the log ends there'})")
    return opened, kind


def _rows(lines: list[str]) -> Iterator[_Row]:
    """The rows; a last one that was cut off when the process was killed is left out."""
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#"):
            found = _ROW.fullmatch(line)
            whole = found and (found[2] == "==" or found[3].startswith("closed:") or found[3][-1:] == '"')
            if found and whole:
                yield _Row(float(found[1]), found[2], found[3])
            elif number < len(lines):
                raise ValueError(f"line {number} does not belong in a session log: {line[:40]!r}")


def hidden(text: str) -> bytes:
    """The bytes that a log shows as this text."""
    return _ESCAPE.sub(_character, text.encode("utf-8", "surrogateescape"))


def _character(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return _CHARACTERS[code] if code in _CHARACTERS else bytes([int(code[1:], 16)])


def _exchanges(rows: Iterable[_Row], began: float) -> tuple[list[Said], list[Exchange]]:
    greeting: list[Said] = []
    exchanges: list[Exchange] = []
    last, tail, fresh = began, b"", 0
    for row in rows:
        answer = exchanges[-1].answer if exchanges else greeting
        if row.way == "->":
            fresh = 0 if answer and exchanges else fresh
            added = list(_typed(hidden(row.text[1:-1]), tail))
            if fresh == 0:
                _share(exchanges)
            exchanges += added
            fresh += len(added)
            tail = b""
        else:
            data = None if row.text.startswith("closed:") else hidden(row.text[1:-1])
            answer.append(Said(max(0.0, row.seconds - last), data))
            tail = (tail + (data or b""))[-100:]
        last = row.seconds
    _share(exchanges)
    return greeting, exchanges


def _typed(data: bytes, tail: bytes) -> Iterator[Exchange]:
    """What was typed, a line or key each; `tail` is what the device had said last."""
    for found in _KEYS.finditer(data):
        line, end, keys = found.groups()
        typed = line if end else keys
        yield Exchange(typed, bool(end), MASK in typed or bool(_LOGIN.search(tail)))
        tail = b""


def _share(exchanges: list[Exchange]) -> None:
    """Gives each of several empty lines that were sent at once its part of the answer, if all are equal."""
    together = _sent_at_once(exchanges)
    if len(together) < 2 or any(said.data is None for said in together[-1].answer):
        return
    whole = b"".join(said.data or b"" for said in together[-1].answer)
    part = whole[: len(whole) // len(together)]
    if part and part * len(together) == whole:
        pause = together[-1].answer[0].pause
        for each in together:
            each.answer = [Said(pause, part)]
            pause = 0.0


def _sent_at_once(exchanges: list[Exchange]) -> list[Exchange]:
    """The last exchange, and the empty lines in front of it that had no answer, if it is one too."""
    begin = len(exchanges) - 1
    while begin > 0 and exchanges[begin].typed == exchanges[begin - 1].typed == b"":
        if exchanges[begin - 1].answer:
            break
        begin -= 1
    return exchanges[max(0, begin) :]
