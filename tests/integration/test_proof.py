"""An output is whole, or it is no success: the proof of its end over real SSH, byte by byte.

Proves the README's promise of a proven success, with devices that pause, chatter, page, and ask.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from integration.faults import nothing_left, router, ssh_server
from integration.scripted import Say, Talk
from netcollect import CommandResult, Device, DeviceError, send_show
from netcollect.lab import PLATFORMS, LabDevice, LabOptions, running_lab

#: Prompts, halves of prompts and log lines that are none of the answer's end.
BODY = b"one\r\nR1#\r\nR1#show two\r\n\r\n%SYS-5-CONFIG_I: by lab\r\nR1 # three\r\nlast R1#x\r\n"
TEXT = BODY.decode().replace("\r\n", "\n")


def cut_at(byte: int, pause: float) -> Say:
    async def answer(talk: Talk) -> None:
        whole = BODY + talk.prompt
        await talk.say(whole[:byte])
        await asyncio.sleep(pause)
        await talk.say(whole[byte:])

    return answer


def ask(answers: Mapping[str, bytes | Say], *commands: str) -> list[CommandResult]:
    with ssh_server(router(answers)) as peer, nothing_left(peer):
        return send_show(peer.device(read_timeout=20), list(commands))


def test_an_answer_cut_at_every_byte() -> None:
    cuts = {f"show cut {byte}": cut_at(byte, 0.02) for byte in range(1, len(BODY) + 3)}
    results = ask(cuts, *cuts)
    assert {result.command: result.output for result in results} == dict.fromkeys(cuts, TEXT)


@pytest.mark.parametrize("before", [b"last", b"R1#\r\n", b"show two\r\n"], ids=["line", "prompt", "echo"])
def test_a_pause_of_two_seconds(before: bytes) -> None:
    """In front of the last line; behind a line that is the prompt; behind one that begins with it."""
    at = BODY.index(before) + (0 if before == b"last" else len(before))
    (result,) = ask({"show tech": cut_at(at, 2.0)}, "show tech")
    assert result.output == TEXT


def test_an_answer_byte_by_byte() -> None:
    async def slowly(talk: Talk) -> None:
        for byte in BODY + talk.prompt:
            await talk.say(bytes([byte]))
            await asyncio.sleep(0.001)

    (result,) = ask({"show tech": slowly}, "show tech")
    assert result.output == TEXT


@pytest.mark.parametrize(
    "noise",
    [
        b"*Nov 23 12:00:00.000: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down\r\n",
        b"R1#\r\n*Nov 23 12:00:00.000: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down\r\n",
    ],
    ids=["in-front-of-the-prompt", "over-the-prompt"],
)
@pytest.mark.parametrize("pause", [0.0, 0.4])
def test_log_lines_between_answer_and_prompt(noise: bytes, pause: float) -> None:
    async def chatters(talk: Talk) -> None:
        await talk.say(b"one\r\n")
        await talk.say(noise)
        await asyncio.sleep(pause)
        await talk.say(b"\r\n" + talk.prompt)

    first, second = ask({"show clock": chatters, "show version": b"two\r\n"}, "show clock", "show version")
    assert first.status == second.status == "ok"
    assert first.output.startswith("one\n")
    assert "UPDOWN" in first.output
    # Nothing of the noise was taken for the next answer.
    assert second.output == "two\n"


def test_a_log_line_while_the_device_is_asked_whether_it_waits() -> None:
    async def interrupts(talk: Talk) -> None:
        await talk.say(b"one\r\n" + talk.prompt)
        await talk.line()
        await talk.say(b"%SYS-5-RESTART: System restarted\r\n" + talk.prompt)

    first, second = ask({"show clock": interrupts, "show version": b"two\r\n"}, "show clock", "show version")
    assert first.output.startswith("one\n")
    assert second.output == "two\n"


def pager(mark: bytes, erase: bytes) -> Say:
    async def pages(talk: Talk) -> None:
        for page in (b"one\r\n", b"two\r\n", b"three\r\n"):
            await talk.say(page + mark)
            assert await talk.key() == b" "
            await talk.say(erase)
        await talk.say(b"four\r\n" + talk.prompt)

    return pages


@pytest.mark.parametrize(
    ("mark", "erase"),
    [
        (b" --More-- ", b"\x08" * 10 + b" " * 10 + b"\x08" * 10),
        (b"--More--", b"\r        \r"),
        (b"---(more 33%)---", b"\r                \r"),
        (b"  ---- More ----", b"\x1b[16D                \x1b[16D"),
        (b"<--- More --->", b"\r              \r"),
        (b"\x1b[7m--More--\x1b[27m", b"\r\x1b[K"),
    ],
    ids=["ios", "nxos", "junos", "vrp", "asa", "reverse"],
)
def test_a_pager_is_paged_through_and_leaves_no_mark(mark: bytes, erase: bytes) -> None:
    (result,) = ask({"show tech": pager(mark, erase)}, "show tech")
    assert (result.status, result.output) == ("ok", "one\ntwo\nthree\nfour\n")


def test_a_pager_that_takes_no_key_is_a_clear_error() -> None:
    async def stuck(talk: Talk) -> None:
        await talk.say(b"one\r\n --More-- ")
        await asyncio.sleep(60)

    with (
        ssh_server(router({"show tech": stuck})) as peer,
        nothing_left(peer),
        pytest.raises(DeviceError, match="More") as caught,
    ):
        send_show(peer.device(read_timeout=1), "show tech")
    assert caught.value.kind == "read_timeout"


def test_the_end_of_less_is_left() -> None:
    async def less(talk: Talk) -> None:
        await talk.say(b"one\r\n\x1b[7m(END)\x1b[27m\x1b[K")
        assert await talk.key() == b"q"
        await talk.say(b"\r\x1b[K" + talk.prompt)

    (result,) = ask({"show tech": less}, "show tech")
    assert (result.status, result.output) == ("ok", "one\n")


@pytest.mark.parametrize(
    "platform", ["cisco_ios", "cisco_nxos", "arista_eos", "juniper_junos", "huawei_vrp", "linux", "generic"]
)
@pytest.mark.parametrize("question", [b"Do you accept the terms? [yes/no]: ", b"Save it first? [confirm]"])
def test_a_question_in_front_of_the_first_prompt_is_not_answered_either(
    platform: str, question: bytes
) -> None:
    """Set-up would answer it with an empty line, and then with the commands for width and pager."""

    async def asks(talk: Talk) -> None:
        await talk.say(b"Welcome\r\n")
        await asyncio.sleep(0.1)
        await talk.say(question)
        await talk.line()

    with ssh_server(asks) as peer, nothing_left(peer), pytest.raises(DeviceError) as caught:
        send_show(peer.device(platform=platform), "show clock")
    assert caught.value.kind == "question"
    assert question.decode().strip() in caught.value.message
    assert peer.typed == []


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (b"The password needs to be changed. Change now? [Y/N]:", [b"N"]),
        (b"There are security risks in the configuration file. Save it? [Y/N]:", []),
    ],
    ids=["no", "yes"],
)
def test_a_driver_may_decline_but_not_agree(question: bytes, typed: list[bytes]) -> None:
    """What the Huawei driver of netmiko answers on its own: no to the one, and yes to the other."""

    async def vrp(talk: Talk) -> None:
        await talk.say(question)
        await talk.line()

    with ssh_server(vrp) as peer, nothing_left(peer), pytest.raises(DeviceError) as caught:
        send_show(peer.device(platform="huawei_vrp"), "display clock")
    assert (caught.value.kind == "question") == (typed == [])
    assert peer.typed == typed


LATIN = "Zürich".encode("latin-1")


def test_bytes_are_kept() -> None:
    """UTF-8 that is cut inside a character, bytes that are no UTF-8, and output without a line end."""

    async def cut(talk: Talk) -> None:
        for byte in "Zürich → Genève 🦊\r\n".encode():
            await talk.say(bytes([byte]))
            await asyncio.sleep(0.002)
        await talk.say(talk.prompt)

    first, second, third = ask(
        {"show one": cut, "show two": LATIN + b"\r\n", "show three": b"no line end"},
        *("show one", "show two", "show three"),
    )
    assert first.output == "Zürich → Genève 🦊\n"
    assert second.output.encode("utf-8", "surrogateescape") == LATIN + b"\n"
    assert third.output == "no line end\n"


@pytest.mark.parametrize(
    ("platform", "kept"), [("cisco_ios", True), ("cisco_nxos", False)], ids=["kept", "stripped"]
)
def test_escape_sequences_are_kept_unless_they_are_the_platforms_habit(platform: str, kept: bool) -> None:
    async def drawn(talk: Talk) -> None:
        await talk.say(b"\x1b[1mbold\x1b[0m\r\n" + talk.prompt)

    with ssh_server(router({"show clock": drawn})) as peer, nothing_left(peer):
        output = send_show(peer.device(platform=platform, read_timeout=20), "show clock")
    assert output == ("\x1b[1mbold\x1b[0m\n" if kept else "bold\n")


def as_device(device: LabDevice) -> Device:
    return Device(
        name=device.name,
        host=device.host,
        port=device.port,
        platform=device.platform,
        username="lab",
        password="lab",
    )


#: A command that the platform does not know, and its log, in which the words of such an error stand.
WRONG_AND_LOG = {
    "cisco_ios": ("show nonsense", "show logging", "% Invalid input detected"),
    "cisco_nxos": ("show nonsense", "show logging", "% Invalid"),
    "arista_eos": ("show nonsense", "show logging", "% Invalid input"),
    "juniper_junos": ("show nonsense", "show log messages", "unknown command."),
    "huawei_vrp": ("display nonsense", "display logbuffer", "Error: Unrecognized command"),
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_rejected_command_and_the_same_words_in_a_long_output(platform: str) -> None:
    wrong, log, words = WRONG_AND_LOG[platform]
    with running_lab(LabOptions(devices=1, platforms=(platform,))) as lab:
        rejected, output = send_show(as_device(lab.devices[0]), [wrong, log])
    assert rejected.status == "rejected"
    assert rejected.error
    assert rejected.error.kind == "rejected"
    # The device's own words, in the error and as the output.
    assert rejected.error.message.partition(": ")[2] in rejected.output
    assert output.status == "ok"
    assert words in output.output
