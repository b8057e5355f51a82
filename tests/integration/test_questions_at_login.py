"""Devices that ask something in front of their prompt, over SSH and telnet: nothing is sent to that.

Proves the promise that a question is never answered, in any stage.
"""

from __future__ import annotations

import asyncio
import time

import pytest

from integration.faults import Raw, nothing_left, raw_server, ssh_server
from integration.scripted import Say, Talk
from netcollect import DeviceError, ErrorKind, send_show

#: One of each kind; more are in `unit/session/test_asking.py`.
QUESTIONS = [
    b"Ticket number:",
    b"Login as (a/b)? ",
    b"Terminal type? [vt100] ",
    b"Select region [1-3]: ",
    b"Enter your login reason: ",
    b"New password: ",
]
NAMES = [question.decode().strip() for question in QUESTIONS]
#: A question is told at once: before the time that a silent device is given (seconds).
PATIENCE, SOON = 90, 60


def asks(*said: bytes, pause: float = 0.0) -> Say:
    """A terminal that asks, and notes whatever it is sent."""

    async def shell(talk: Talk) -> None:
        for part in said:
            await talk.say(part)
            await asyncio.sleep(pause)
        talk.lines.append(await talk.key())

    return shell


def question_of(platform: str, shell: Say) -> DeviceError:
    with ssh_server(shell) as peer, nothing_left(peer):
        began = time.monotonic()
        with pytest.raises(DeviceError) as caught:
            send_show(peer.device(platform=platform, read_timeout=PATIENCE), "show clock")
        assert time.monotonic() - began < SOON
    assert caught.value.kind is ErrorKind.QUESTION, caught.value
    assert peer.typed == []
    return caught.value


@pytest.mark.parametrize("asked", QUESTIONS, ids=NAMES)
def test_a_question_before_the_first_prompt(asked: bytes) -> None:
    error = question_of("cisco_ios", asks(b"\r\nWelcome to the lab\r\n", asked))
    assert " ".join(asked.decode().split()) in error.message


@pytest.mark.parametrize("platform", ["hp_procurve", "linux", "cisco_s300", "generic", "accedian"])
def test_other_platforms_too(platform: str) -> None:
    question_of(platform, asks(b"\r\nTerminal type? [vt100] "))


@pytest.mark.parametrize("pause", [0.3, 1.2])
@pytest.mark.parametrize(
    "banner", [b"\r\n##########\r\n# Core lab #\r\n##########", b"\r\nWelcome. Authorized use only.\r\n"]
)
def test_a_question_that_comes_late_gets_no_early_line_either(banner: bytes, pause: float) -> None:
    question_of("cisco_ios", asks(banner, b"\r\nTicket number: ", pause=pause))


def console(*said: bytes, typed: list[bytes]) -> Raw:
    """A telnet device: each text waits for a line, the last one too."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for text in said:
            writer.write(text)
            await writer.drain()
            typed.append(await reader.readline())

    return talk


@pytest.mark.parametrize("asked", QUESTIONS, ids=NAMES)
def test_a_question_after_the_login_of_a_terminal(asked: bytes) -> None:
    typed: list[bytes] = []
    talk = console(b"\r\nUsername: ", b"lab\r\nPassword: ", b"\r\nWelcome\r\n" + asked, typed=typed)
    with raw_server(talk) as peer, nothing_left(peer):
        device = peer.device(platform="cisco_ios_telnet", read_timeout=PATIENCE)
        began = time.monotonic()
        with pytest.raises(DeviceError) as caught:
            send_show(device, "show clock")
        assert time.monotonic() - began < SOON
    assert caught.value.kind is ErrorKind.QUESTION, caught.value
    assert [line.strip() for line in typed if line.strip()] == [b"lab", b"lab"]
    assert len(typed) <= 3
    assert typed[2:] in ([], [b""])


@pytest.mark.parametrize("asked", QUESTIONS[2:], ids=NAMES[2:])
def test_a_question_instead_of_the_login_of_a_terminal(asked: bytes) -> None:
    typed: list[bytes] = []
    talk = console(b"\r\n" + asked, typed=typed)
    with raw_server(talk) as peer, nothing_left(peer), pytest.raises(DeviceError) as caught:
        send_show(peer.device(platform="cisco_ios_telnet", read_timeout=PATIENCE), "show clock")
    assert caught.value.kind is ErrorKind.QUESTION, caught.value
    assert typed in ([], [b""])


def test_a_question_while_the_terminal_is_set_up() -> None:
    typed: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\r\nPassword: ")
        typed.append(await reader.readline())
        while True:
            writer.write(b"\r\nR1#")
            typed.append(line := await reader.readline())
            if line.strip():
                break
        # In one packet with the echo: a driver that has seen that goes on.
        writer.write(line.strip() + b"\r\nEnter your reason: ")
        typed.append(await reader.readline())

    with raw_server(talk) as peer, nothing_left(peer), pytest.raises(DeviceError) as caught:
        send_show(peer.device(platform="cisco_ios_telnet", read_timeout=PATIENCE), "show clock")
    assert caught.value.kind is ErrorKind.QUESTION, caught.value
    assert typed[0].strip() == b"lab"
    assert [line for line in typed[1:] if line.strip()][1:] == []
    assert typed[-1] == b""


async def security_prompt(talk: Talk) -> None:
    """ADVA's statement, which wants to be accepted at something that looks like a prompt."""
    await talk.say(b"\r\nUnauthorized use is prohibited.\r\nDo you wish to continue [Y|N]-->")
    talk.lines.append(b"answer " + await talk.line())
    talk.pending = talk.pending.removeprefix(b"\n")
    await talk.say(b"\r\n" + talk.prompt)
    while True:
        line = await talk.line()
        talk.pending = talk.pending.removeprefix(b"\n")
        await talk.say((b"one\r\n" if line.strip() == b"show clock" else b"") + talk.prompt)


@pytest.mark.parametrize("platform", ["adva_fsp150f2", "adva_fsp150f3"])
def test_a_statement_at_something_like_a_prompt_is_accepted_only_with_leave(platform: str) -> None:
    with ssh_server(security_prompt, prompt=b"lab-1:-->") as peer, nothing_left(peer):
        with pytest.raises(DeviceError, match="terms") as caught:
            send_show(peer.device(platform=platform, read_timeout=PATIENCE), "show clock")
        assert caught.value.kind is ErrorKind.QUESTION
        assert peer.typed == []
        device = peer.device(platform=platform, read_timeout=10, accept_banner=True)
        assert send_show(device, "show clock") == "one\n"
        assert peer.typed.count(b"answer y") == 1
