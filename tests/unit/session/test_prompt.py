"""The prompt's recognition, without a network."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from netcollect.errors import DeviceError
from netcollect.session.finding import find_prompt
from netcollect.session.prompt import Answer, Prompt
from netcollect.session.screen import last_line, plain


class FakeChannel:
    """Answers each empty input with the next of its answers; silence when none is left."""

    slowest = 0.0

    def __init__(self, text: bytes, lines_sent: int, answers: tuple[bytes, ...], pending: bytes) -> None:
        self.transcript = bytearray(text)
        self.lines_sent = lines_sent
        self.answers = list(answers)
        self.pending = [pending] if pending else []
        self.asked = 0

    def read(self, seconds: float) -> bytes:
        data = self.pending.pop(0) if self.pending else b""
        self.transcript += data
        return data

    def write(self, data: str) -> None:
        self.asked += 1
        self.lines_sent += 1
        if self.answers:
            self.pending.append(self.answers.pop(0))


def driver(text: bytes, *answers: bytes, lines_sent: int, pending: bytes = b"") -> Any:
    channel = FakeChannel(text, lines_sent, answers, pending)
    return cast(
        Any,
        SimpleNamespace(
            device_type="cisco_ios", channel=channel, write_channel=channel.write, RETURN="\n", patience=10.0
        ),
    )


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"\r\nR1#", Answer.BARE),
        (b"\n\rR1# ", Answer.BARE),
        (b"\r\n\r\n\x1b[KR1#", Answer.BARE),
        (b"\r\n{master:0}\r\nR1#", Answer.BARE),
        (b"\r\n", Answer.PARTIAL),
        (b"\r\nR", Answer.PARTIAL),
        (b"\r\n{mas", Answer.PARTIAL),
        (b"\r\nR1#x", Answer.OTHER),
        (b"\r\nR1#\r\nR1#", Answer.OTHER),
        (b"more output\r\nR1#", Answer.OTHER),
        (b"\r\nR2", Answer.OTHER),
        (b"R1#", Answer.OTHER),
    ],
)
def test_an_empty_line_must_bring_the_prompt_alone(data: bytes, answer: Answer) -> None:
    assert Prompt(b"R1#", frozenset({b"{master:0}"})).judge(data) is answer


def test_prompt_behind_text_without_line_end() -> None:
    assert Prompt(b"user$").ends(b"abcuser$")
    assert not Prompt(b"user$").ends(b"user$")


def test_a_one_character_prompt_is_never_found_behind_text() -> None:
    assert not Prompt(b"#").ends(b"comment #")


def test_plain_removes_what_a_reader_does_not_see() -> None:
    assert plain(b"\x1b[?2004h\x1b]0;title\x07R1#\r\0") == b"R1#"
    assert last_line(b"line\r\n\x1b[1mR1# \x1b[0m") == b"R1#"


def test_finding_is_free_when_every_prompt_has_come() -> None:
    ready = driver(b"R1#\r\nR1#terminal width 511\r\nR1#terminal length 0\r\nR1#", lines_sent=3)
    assert find_prompt(ready).text == b"R1#"
    assert ready.channel.asked == 0


def test_finding_waits_for_a_prompt_that_is_still_on_its_way() -> None:
    late = driver(b"R1#\r\nR1#", lines_sent=2, pending=b"\r\nR1#")
    assert find_prompt(late).text == b"R1#"
    assert late.channel.asked == 0


def test_finding_counts_prompts_across_enable() -> None:
    # Two lines that bring prompts: the empty one and `enable`; the secret's is not counted.
    ready = driver(b"R1>\r\nR1>enable\r\nPassword: \r\nR1#", lines_sent=2)
    assert find_prompt(ready).text == b"R1#"
    assert ready.channel.asked == 0


def test_finding_asks_until_two_answers_agree() -> None:
    talked = driver(
        b"banner # text\r\nsw(x)#", b"\r\nlate log\r\nsw(x)#", b"\r\nsw(x)#", b"\r\nsw(x)#", lines_sent=5
    )
    assert find_prompt(talked).text == b"sw(x)#"
    assert talked.channel.asked == 3


def test_finding_learns_lines_above_the_prompt() -> None:
    asked = driver(b"", b"\r\n{master:0}\r\nu@r> ", b"\r\n{master:0}\r\nu@r> ", lines_sent=1)
    prompt = find_prompt(asked)
    assert (prompt.text, prompt.preludes) == (b"u@r>", frozenset({b"{master:0}"}))
    ready = driver(b"\r\n{master:0}\r\nu@r> \r\n\r\n{master:0}\r\nu@r> ", lines_sent=1)
    prompt = find_prompt(ready)
    assert (prompt.text, prompt.preludes, ready.channel.asked) == (b"u@r>", frozenset({b"{master:0}"}), 0)


@pytest.mark.parametrize("above", [b"{master:0}", b"[edit]", b"[/]", b"*(ex)[/]", b"--{ running }--[  ]--"])
def test_finding_knows_what_platforms_print_above_a_prompt(above: bytes) -> None:
    shown = b"\r\n" + above + b"\r\nA:r1# "
    ready = driver(shown + b"\r\n" + shown, lines_sent=1)
    assert (find_prompt(ready).preludes, ready.channel.asked) == (frozenset({above}), 0)


def test_a_line_drawn_twice_is_read_once() -> None:
    assert last_line(b"\r\r\r\rR1#      \rR1# ") == b"R1#"
    assert last_line(b"R1#sh\rR1#show x") == b"R1#show x"
    assert last_line(b" 99%\r100%\rR1#") == b" 99%100%R1#".strip()
    assert Prompt(b"R1#").judge(b"\r\nR1#\rR1#") is Answer.BARE


def test_finding_gives_up_on_a_device_without_a_prompt() -> None:
    with pytest.raises(DeviceError, match=r"no_prompt.*Press any key"):
        find_prompt(driver(b"Press any key", lines_sent=1))
