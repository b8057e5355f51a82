"""The echo of a command: how a terminal shows the line that was typed."""

from __future__ import annotations

import re
from functools import lru_cache

from netcollect.session.screen import BLANKS, plain, unescaped

#: The echo is looked for in so many bytes.
PART = 8192
#: What a screen puts between the characters that are typed.
_GAP = rb"(?:[\s\x08\0]|\x1b\[[0-9;?]*[A-Za-z]){0,200}"
_IN_FRONT = re.compile(_GAP + rb"\Z")
#: Shorter commands fit into every line; a piece of one proves nothing.
_SCROLLED = 20
#: What stands at the edge of a line that was scrolled: IOS and ASA, readline.
_CUT = rb"[$<>]"


def end_of_echo(data: bytes | bytearray, command: str, prompt: bytes) -> int:
    """Where the echo of the command ends; 0 when there is none.

    The command inside a text is no echo: not every device shows what is typed.
    """
    for found in _pattern(command).finditer(data, 0, PART):
        if _is_typed(bytes(data[max(0, found.start() - 400) : found.start()]), prompt):
            return found.end()
    part = bytes(data[:PART])
    return _end_of_completed(part, command, prompt) or _end_of_scrolled(part, command, prompt)


def _is_typed(head: bytes, prompt: bytes) -> bool:
    """Whether what follows stands behind the prompt, or begins its line as a screen has it."""
    gap = _IN_FRONT.search(head)
    before = head[: gap.start()] if gap else head
    return not before or before.endswith(prompt) or bool(head[len(before) :].strip(b" \t\0"))


@lru_cache(maxsize=1000)
def _pattern(command: str) -> re.Pattern[bytes]:
    """The command as a terminal shows it, to the end of its line: wrapped, redrawn, with a visible `^J`."""
    typed = _GAP.join(re.escape(char.encode()) for char in command if not char.isspace())
    return re.compile(typed + rb"[ \t]*(?:\^[JM])*[ \t]*(?:[\r\a\x08\x1b\0][^\n]*)?\n")


def _end_of_completed(data: bytes, command: str, prompt: bytes) -> int:
    """The same where the terminal completes each word as it is typed: SR OS, and Junos on a blank."""
    end = data.find(b"\n") + 1
    line = unescaped(data[:end].rstrip(b"\r\n"))
    shown = _overwritten(line).strip().removeprefix(prompt).lower().split()
    typed = command.lower().encode().split()
    # A single word might be a text's.
    same = len(shown) == len(typed) > 1 and all(map(bytes.startswith, shown, typed))
    return end if same else 0


def _end_of_scrolled(data: bytes, command: str, prompt: bytes) -> int:
    """The same for a line too narrow for the command, in which the terminal scrolls it to and fro."""
    if len(command) < _SCROLLED:
        return 0
    start = 0
    while (end := data.find(b"\n", start)) >= 0:
        line = data[start:end].rstrip(b"\r")
        if (b"\x08" in line or b"\r" in line or b"\x1b" in line) and _is_part(line, command, prompt):
            return end + 1
        if plain(line).strip(BLANKS):
            return 0
        start = end + 1
    return 0


def _is_part(line: bytes, command: str, prompt: bytes) -> bool:
    """Whether a line shows a piece of the command at its end, with a sign that it was scrolled."""
    shown = _overwritten(unescaped(line)).removeprefix(prompt).strip(BLANKS)
    squeezed = re.sub(rb"\s", b"", shown)
    whole = re.sub(r"\s", "", command).encode()
    left, right = re.match(_CUT, squeezed), re.search(_CUT + rb"\Z", squeezed)
    piece = re.sub(rb"\A" + _CUT + rb"|" + _CUT + rb"\Z", b"", squeezed)
    if len(piece) < 8 or not (left or right):
        return False
    return whole.endswith(piece) if not right else whole.startswith(piece) if not left else piece in whole


def _overwritten(line: bytes) -> bytes:
    """A line as it stands in the end: what a cursor went back over is written over."""
    cells, at = bytearray(), 0
    for byte in line:
        if byte == 0x08:
            at = max(0, at - 1)
        elif byte == 0x0D:
            at = 0
        else:
            cells[at : at + 1] = bytes((byte,))
            at += 1
    return bytes(cells)
