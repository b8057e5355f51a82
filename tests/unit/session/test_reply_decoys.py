"""Devices whose outputs are full of lines like their prompt, and that take empty lines in odd ways."""

from __future__ import annotations

import random
import re

import pytest

from netcollect.errors import DeviceError
from netcollect.session.prompt import Prompt
from netcollect.session.terminal import Terminal
from unit.session.test_reply import COMMAND, Chatterbox


class Mimic(Chatterbox):
    """Says the prompt with another name, with a mark, behind text, twice, without its end."""

    def page(self) -> list[bytes]:
        prompt, lines = self.prompt, [b"hostname R1"]
        decoys = (
            *(re.sub(rb"\w+", b"zz9", prompt, count=1), prompt.replace(b"1", b"2"), prompt, b"x" + prompt),
            *(b"*" + prompt, b"* " + prompt, prompt[:-1] * 2 + prompt[-1:], b"{backup:0}"),
            *(b"text", b" indented", b""),
        )
        for _ in range(self.dice.randint(0, 8)):
            line = self.dice.choice(decoys)
            if line != prompt or lines[-1] != prompt:
                lines.append(line)
        return lines


class Unended(Mimic):
    """Has outputs whose last line has no line end: the prompt stands right behind it."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__(dice)
        last = self.pages[-1].rstrip(b"\r\n")
        if self.drawn.rstrip() == self.prompt and not last.endswith(self.prompt) and dice.random() < 0.7:
            self.pages[-1], self.prelude = last, b""


class Flusher(Mimic):
    """Throws away what is typed while it is busy."""

    def write(self, data: bytes, seconds: float) -> None:
        if data.strip(b"\n") or self.busy_until <= self.now:
            super().write(data, seconds)


class Swallower(Mimic):
    """Takes only the first of the lines that arrive together."""

    def write(self, data: bytes, seconds: float) -> None:
        super().write(data if data.strip(b"\n") else b"\n", seconds)


class TwiceEntered(Unended):
    """Takes CR LF for two Enters, the command's too, and nobody knew: the set-up finds out as a rule."""

    entered_twice = False

    def show_prompt(self) -> None:
        super().show_prompt()
        if self.entered_twice:
            self.entered_twice = False
            self.say(b"\r\n")
            super().show_prompt()

    def write(self, data: bytes, seconds: float) -> None:
        self.entered_twice = data == COMMAND + b"\r\n"
        super().write(data.replace(b"\r", b"\n"), seconds)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("device", "wrong_at_most"),
    [(Mimic, 0), (Unended, 0), (Flusher, 8), (Swallower, 8), (TwiceEntered, 30)],
)
@pytest.mark.no_cover
def test_lines_that_look_like_the_prompt_are_kept(device: type[Mimic], wrong_at_most: int) -> None:
    wrong, failed = [], 0
    for seed in range(600):
        made = device(random.Random(seed))
        prompt = Prompt(made.prompt, frozenset({made.prelude} if made.prelude else ()))
        enter = b"\r\n" if device is TwiceEntered else b"\n"
        try:
            output = Terminal(made, prompt, enter=enter, read_timeout=9).run(COMMAND.decode())
        except DeviceError:
            failed += 1
            continue
        if output != made.truth + b"\n":
            wrong.append(seed)
    # Whether a last line that is the bare prompt is an answer to an empty line that was thrown away, nothing
    # that such a device says can tell; it has to pause behind that very line, too.
    assert len(wrong) <= wrong_at_most, wrong
    assert failed < 10


def test_a_key_that_came_before_the_whole_mark_is_pressed_again() -> None:
    """A pause inside the mark: its beginning looks like one, and the device takes no key before its end."""
    line = Chatterbox(random.Random(5))
    line.prompt = line.drawn = b"R1#"
    line.prelude, line.echoes = b"", True
    line.said, line.truth, line.pages = [], b"one\ntwo", [b"two\r\n"]
    sent: list[bytes] = []

    def write(data: bytes, seconds: float) -> None:
        sent.append(data)
        if data.startswith(COMMAND):
            line.said = [(0.0, COMMAND + b"\r\none\r\n--More"), (1.0, b"--")]
            line.state, line.busy_until = "pager", 1.0
        else:
            Chatterbox.write(line, data, seconds)

    line.write = write  # type: ignore[method-assign]
    output = Terminal(line, Prompt(b"R1#"), enter=b"\n", read_timeout=9).run(COMMAND.decode())
    assert output == b"one\ntwo\n"
    assert sent[1:3] == [b" ", b" "]
