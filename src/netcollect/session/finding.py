"""Finding the prompt at which a device waits once its terminal is set up."""

from __future__ import annotations

import re
from typing import Protocol

from netcollect.errors import DeviceError, ErrorKind
from netcollect.platforms import family_of
from netcollect.session.channel import DriverChannel
from netcollect.session.prompt import Prompt, counted, is_prelude, shows_again
from netcollect.session.screen import BLANKS, last_line, plain

#: How long the rest of the set-up's prompts may take at least before they count as missing (seconds).
_REST = 0.25
_ROUNDS = 6
_WORD = re.compile(rb"\w")


class Driver(Protocol):
    """A driver whose device stands at a prompt that is not known yet."""

    device_type: str
    channel: DriverChannel
    #: What it sends for Enter; changed where the device takes each of its characters for one.
    RETURN: str
    #: How the device is reached: ssh, telnet or serial.
    protocol: str
    #: How long the device may be silent (seconds).
    patience: float

    def write_channel(self, out_data: str) -> None:
        """Sends text."""
        ...


def find_prompt(driver: Driver) -> Prompt:
    """Finds the prompt, and makes sure that nothing of the set-up is still on its way.

    A left-over prompt would end the first answer before it began. When every line that was sent has
    brought its prompt, nothing is missing and no time is spent. Otherwise the line must fall quiet, and
    two empty inputs must bring the same answer.

    Raises:
        DeviceError: `no_prompt`.
    """
    prompt = standing(driver.channel, sure=not _enters_twice(driver))
    if prompt is None:
        return _agree(driver)
    text = bytes(driver.channel.transcript)
    exactly = sum(line.lstrip(BLANKS).startswith(prompt[:-1]) for line in plain(text).split(b"\n"))
    marks = family_of(driver.device_type).prompt_mark
    return Prompt(prompt, _preludes(text), marks, counts=exactly <= driver.channel.lines_sent)


def _enters_twice(driver: Driver) -> bool:
    """Whether the device may take what the driver sends for Enter twice; in telnet CR LF is one character."""
    return len(driver.RETURN) > 1 and driver.protocol == "ssh"


def standing(channel: DriverChannel, *, sure: bool = True) -> bytes | None:
    """The prompt at which the device waits, if the count says so: one a line that was sent, and login's.

    None when the device falls quiet without that: it counts differently, or has swallowed a line. Where the
    count is not `sure`, it must also have fallen quiet.
    """
    while True:
        text = bytes(channel.transcript)
        prompt = last_line(text)
        # A line of a banner may be repeated too, but seldom is it a name.
        counted_on = _WORD.search(prompt) and _count(text, prompt) == channel.lines_sent + 1
        if counted_on and sure:
            return prompt
        if not channel.read(_rest(channel)):
            return prompt if counted_on else None


def _rest(channel: DriverChannel) -> float:
    """How long a missing prompt may take: a multiple of what this device needed so far (seconds)."""
    return max(_REST, 3 * channel.slowest)


def _count(text: bytes, prompt: bytes) -> int:
    """How often the prompt was shown; its last character changes with the privilege level."""
    return sum(shows_again(prompt, line.lstrip(BLANKS)) for line in plain(text).split(b"\n"))


def _preludes(text: bytes) -> frozenset[bytes]:
    lines = [line.strip() for line in plain(text[-4096:]).split(b"\n")]
    above = next((line for line in reversed(lines[:-1]) if line), b"")
    return frozenset({above}) if is_prelude(above) else frozenset()


def _agree(driver: Driver) -> Prompt:
    """The prompt that two empty lines in a row bring."""
    before: list[bytes] = []
    # What will do for Enter where the device takes each character of the driver's line end for one.
    shorter = sorted(set(driver.RETURN), reverse=True) if len(driver.RETURN) > 1 else []
    for _ in range(_ROUNDS):
        lines = _ask(driver)
        agreed = _are_same(lines, before)
        if agreed and shorter and _repeats(lines):
            driver.RETURN, before = shorter.pop(0), []
        elif agreed:
            return _prompt_in(lines, before, driver.device_type)
        elif lines == before == [b""]:
            break
        else:
            before = lines
    shown = plain(bytes(driver.channel.transcript))[-200:].decode("utf-8", "replace").strip()
    raise DeviceError(
        ErrorKind.NO_PROMPT,
        f"no prompt that stays the same; the device shows {shown!r}",
        "is the platform right? does a banner or a menu wait for a key?",
    )


def _prompt_in(lines: list[bytes], before: list[bytes], platform: str) -> Prompt:
    """The prompt that both answers end with, and the lines above it."""
    above = frozenset(part for part in lines[:-1] if part and part != lines[-1])
    return Prompt(lines[-1], above, family_of(platform).prompt_mark, counts=lines != before)


def _are_same(lines: list[bytes], before: list[bytes]) -> bool:
    """Whether two answers are the same; numbers may count, but not where a prompt has its mark: in a menu."""
    # An empty line ends a line: text without that is none of its answer.
    if len(lines) < 2 or not lines[-1]:
        return False
    may_count = _WORD.match(lines[-1][-1:]) is None
    return lines == before or (may_count and [*map(counted, lines)] == [*map(counted, before)])


def _ask(driver: Driver) -> list[bytes]:
    """The lines that an empty one brings."""
    channel = driver.channel
    driver.write_channel(driver.RETURN)
    answer = channel.read(driver.patience)
    while answer and (more := channel.read(_rest(channel))):
        answer += more
    return [part.strip(BLANKS) for part in plain(answer).split(b"\n")]


def _repeats(lines: list[bytes]) -> bool:
    """Whether the prompt came more than once."""
    return sum(counted(line) == counted(lines[-1]) for line in lines) > 1
