"""What of an answer is the output: devices made by chance, whose truth is known, in a time of their own."""

from __future__ import annotations

import random

import pytest

from netcollect.errors import DeviceError
from netcollect.session.prompt import Prompt
from netcollect.session.terminal import Terminal

COMMAND = b"show x"
#: Marks of pagers, and what takes them off the screen.
PAGERS = (
    (b" --More-- ", b"\x08" * 10 + b" " * 10 + b"\x08" * 10),
    (b"--More--", b"\r        \r"),
    (b"  ---- More ----", b"\x1b[16D                \x1b[16D"),
    (b"\x1b[7m--More--\x1b[27m", b"\r\x1b[K"),
    (b"---(more 33%)---", b"\r                \r"),
)
#: How a prompt is drawn, `%s` being its text.
DRAWN = (b"%s", b"%s ", b"%s\r%s", b"\r\r%s     \r%s", b"\x1b[?2004h%s\x1b[K")
PAUSES, OFTEN = (0, 0.02, 0.07, 0.25, 0.6, 1.3, 3.4), (60, 15, 8, 6, 4, 3, 2)


class Chatterbox:
    """A device that says its pages in pieces with pauses, and takes lines and keys as a terminal does."""

    pace = 0.0

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.prompt = dice.choice((b"R1#", b"R1>", b"user@r1:~$", b"[admin@MT] >", b"<HW>", b"A:srl#"))
        self.prelude = dice.choice((b"", b"", b"{master:0}", b"--{ running }--[  ]--"))
        self.drawn = dice.choice(DRAWN).replace(b"%s", self.prompt)
        self.mark, self.erased = dice.choice(PAGERS)
        self.echoes = dice.random() < 0.8
        pages = [self.page() for _ in range(dice.choice((1, 1, 2, 4)))]
        self.truth = b"".join(line + b"\n" for page in pages for line in page).rstrip(b"\n")
        self.pages = [b"".join(line + b"\r\n" for line in page) for page in pages]
        self.now = self.busy_until = 0.0
        self.said: list[tuple[float, bytes]] = []
        self.state = "idle"

    def page(self) -> list[bytes]:
        """Lines, among them much that looks like an end; never the bare prompt in two of them."""
        prompt, lines = self.prompt, [b"hostname R1"]
        decoys = (b"", prompt, prompt + b"show y", b"x" + prompt, prompt[:-1], prompt + b"%SYS-5-X: log")
        words = (b" --More-- inside", b"say --More--", b"[confirm]", b"Continue? [y/n]", b"say show x")
        text = (b" ip address 192.0.2.1", b"   indented", b"10%\r20%\r100%", b"login", b"% Invalid input")
        for _ in range(self.dice.randint(0, 8)):
            line = self.dice.choice(decoys + words + text * 2)
            if line != prompt or lines[-1] != prompt:
                lines.append(line)
        return lines

    def say(self, data: bytes) -> None:
        at = max(self.now, self.busy_until)
        while data:
            size = self.dice.choice((1, 2, 3, 7, 20, 60, 300))
            self.said.append((at, data[:size]))
            self.busy_until, data = at, data[size:]
            at += self.dice.choices(PAUSES, OFTEN)[0]

    def show_prompt(self) -> None:
        self.say((b"\r\n" + self.prelude + b"\r\n" if self.prelude else b"") + self.drawn)
        self.state = "idle"

    def show_page(self) -> None:
        self.say(self.pages.pop(0))
        if self.pages:
            self.say(self.mark)
            self.state = "pager"
        else:
            self.show_prompt()

    def write(self, data: bytes, seconds: float) -> None:
        if data.startswith(COMMAND):
            self.say(COMMAND + b"\r\n" if self.echoes else b"")
            self.show_page()
        elif data == b" " and self.state == "pager" and self.busy_until <= self.now:
            self.say(self.erased)
            self.show_page()
        elif self.state == "pager":
            # What is typed while the page is on its way is thrown away; the pager itself takes keys.
            assert data == b" " or self.busy_until > self.now
        else:
            for _ in range(data.count(b"\n")):
                self.say(b"\r\n")
                self.show_prompt()

    def read(self, seconds: float) -> bytes:
        if not self.said or self.said[0][0] > self.now + seconds:
            self.now += seconds
            return b""
        self.now = max(self.now, self.said[0][0])
        data = b""
        while self.said and self.said[0][0] <= self.now:
            data += self.said.pop(0)[1]
        return data

    def close(self) -> None:
        """A terminal closes nothing."""

    def leave(self) -> None:
        raise AssertionError("a terminal does not end its session")


@pytest.mark.parametrize("hundred", range(3))
def test_an_output_of_whatever_device_is_its_truth_or_none(hundred: int) -> None:
    whole = 0
    for seed in range(hundred * 100, hundred * 100 + 100):
        device = Chatterbox(random.Random(seed))
        prompt = Prompt(device.prompt, frozenset({device.prelude} if device.prelude else ()))
        try:
            output = Terminal(device, prompt, enter=b"\n", read_timeout=9).run(COMMAND.decode())
        except DeviceError:
            continue
        assert output == device.truth + b"\n", seed
        whole += 1
    # What fails has a pause of seconds inside a mark, or behind words that are a question.
    assert whole > 80
