"""The device's prompt: found once after set-up, then the measure of every answer's end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from netcollect.errors import DeviceError, ErrorKind

if TYPE_CHECKING:
    from netcollect.session.channel import DriverChannel
    from netcollect.session.internals import Waiting

_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-B]|[=>78cDEM])")
#: A line that some platforms print above each prompt: Junos `{master:0}` and `[edit]`, SR OS `[/]` and
#: `*(ex)[/]`, SR Linux `--{ running }--[  ]--`.
_PRELUDE = re.compile(rb"(?:\{[\w:.-]+\}|[*!]{0,2}(?:\(\w+\))?\[[^\]]{0,200}\]|--\{[^\r\n]{0,200}--)\Z")
#: How long the rest of the set-up's prompts may take at least before they count as missing (seconds).
_REST = 0.25
_ROUNDS = 6
_WORD = re.compile(rb"\w")
_BLANKS = b" \t\x08"
_ENDS = tuple(bytes([end]) for end in b">#$%])")


class Answer(Enum):
    """What came back on empty input lines."""

    BARE = "one prompt each, and nothing else"
    FEWER = "prompts and nothing else, but not yet as many"
    PARTIAL = "the beginning of it"
    OTHER = "something else"


def plain(data: bytes) -> bytes:
    """Text as a reader sees it: without escape sequences, bells, NULs, and lines drawn twice."""
    if b"\x1b" in data:
        data = _ESCAPES.sub(b"", data)
    data = data.translate(None, b"\0\a").replace(b"\r\n", b"\n")
    return b"\n".join(map(_drawn, data.split(b"\n"))) if b"\r" in data else data


def _drawn(line: bytes) -> bytes:
    """A line that was begun again from its left edge with the same text, once; others with all of theirs."""
    parts = [part for part in line.split(b"\r") if part.strip(_BLANKS)]
    if all(parts[-1].startswith(part.rstrip(_BLANKS)) for part in parts[:-1]):
        return parts[-1] if parts else b""
    return b"".join(parts)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The prompt line without trailing blanks, and the lines that the platform prints above it."""

    text: bytes
    preludes: frozenset[bytes] = frozenset()

    def judge(self, data: bytes, wanted: int = 1) -> Answer:
        """Whether `data` is what so many empty input lines must bring."""
        lines = [line.strip(_BLANKS) for line in plain(data).split(b"\n")]
        # `strip` takes leading blanks of a prompt too; no known platform has one.
        if any(line and line != self.text and line not in self.preludes for line in lines[:-1]):
            return Answer.OTHER
        # The empty line itself ends a line; a prompt without that is the one before, arriving late.
        if lines[0] == self.text:
            return Answer.OTHER
        count, last = lines.count(self.text), lines[-1]
        if last == self.text and count <= wanted:
            return Answer.BARE if count == wanted else Answer.FEWER
        if count < wanted and any(whole.startswith(last) for whole in (self.text, *self.preludes)):
            return Answer.PARTIAL
        return Answer.OTHER

    def ends(self, line: bytes) -> bool:
        """Whether a last line ends with the prompt, after text that had no line end of its own."""
        return line != self.text and line.endswith(self.text) and len(self.text) > 1

    @property
    def shown(self) -> str:
        """The prompt for people and files."""
        return self.text.decode("utf-8", "replace")


def last_line(data: bytes | bytearray) -> bytes:
    """The unfinished last line, as a reader sees it."""
    tail = max(0, len(data) - 4096)
    start = max(tail, data.rfind(b"\n", tail) + 1)
    return plain(bytes(data[start:])).strip(_BLANKS)


def last_words(data: bytes | bytearray) -> str:
    """The last line with text in it, for error messages."""
    lines = [line.strip() for line in plain(bytes(data[-1000:])).split(b"\n") if line.strip()]
    return lines[-1].decode("utf-8", "replace") if lines else ""


def settle(driver: Waiting) -> Prompt:
    """Finds the prompt, and makes sure that nothing of the set-up is still on its way.

    A left-over prompt would end the first answer before it began. When every line that was sent has
    brought its prompt, nothing is missing and no time is spent. Otherwise the line must fall quiet, and
    two empty inputs must bring the same answer.

    Raises:
        DeviceError: `no_prompt`.
    """
    prompt = standing(driver.channel)
    if prompt is None:
        return _agree(driver)
    return Prompt(prompt, _preludes(b"".join(driver.channel.transcript)))


def standing(channel: DriverChannel) -> bytes | None:
    """The prompt at which the device waits, if the count says so: one a line that was sent, and login's.

    None when the device falls quiet without that: it counts differently, or has swallowed a line.
    """
    while True:
        text = b"".join(channel.transcript)
        prompt = last_line(text)
        # A line of a banner may be repeated too, but seldom is it a name.
        if _WORD.search(prompt) and _count(text, prompt) == channel.lines_sent + 1:
            return prompt
        if not channel.read(_rest(channel)):
            return None


def _rest(channel: DriverChannel) -> float:
    """How long a missing prompt may take: a multiple of what this device needed so far (seconds)."""
    return max(_REST, 3 * channel.slowest)


def _count(text: bytes, prompt: bytes) -> int:
    """How often the prompt was shown; its last character changes with the privilege level."""
    stem = prompt[:-1]
    if not stem:
        return 0
    lines = (line.lstrip(_BLANKS) for line in plain(text).split(b"\n"))
    return sum(line.startswith(stem) and line[len(stem) : len(prompt)] in _ENDS for line in lines)


def _preludes(text: bytes) -> frozenset[bytes]:
    lines = [line.strip() for line in plain(text[-4096:]).split(b"\n")]
    above = next((line for line in reversed(lines[:-1]) if line), b"")
    return frozenset({above}) if _PRELUDE.match(above) else frozenset()


def _agree(driver: Waiting) -> Prompt:
    channel = driver.channel
    before: list[bytes] = []
    for _ in range(_ROUNDS):
        driver.write_channel(driver.RETURN)
        answer = channel.read(10)
        while answer and (more := channel.read(_rest(channel))):
            answer += more
        lines = [part.strip(_BLANKS) for part in plain(answer).split(b"\n")]
        if lines[-1] and lines == before:
            return Prompt(lines[-1], frozenset(part for part in lines[:-1] if part and part != lines[-1]))
        before = lines
    shown = plain(b"".join(channel.transcript))[-200:].decode("utf-8", "replace").strip()
    raise DeviceError(
        ErrorKind.NO_PROMPT,
        f"no prompt that stays the same; the device shows {shown!r}",
        "is the platform right? does a banner or a menu wait for a key?",
    )
