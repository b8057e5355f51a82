"""What stands in an answer and is none of the output, over real SSH: log lines, echoes, painted screens."""

from __future__ import annotations

import pytest

from integration.faults import nothing_left, router, ssh_server
from integration.scripted import Say, Talk
from netcollect import DeviceError, ErrorKind, send_show

LONG = "show running-config object-group network OFFICES-AND-BRANCHES-OF-THE-NORTH"


async def _read_silently(talk: Talk) -> str:
    return (await talk.line(echo=False)).decode()


def narrow(width: int) -> Say:
    """A terminal that scrolls a command that is wider than its line, as IOS and ASA do."""

    async def shell(talk: Talk) -> None:
        await talk.say(talk.prompt)
        while (command := await _read_silently(talk)) != "exit":
            room = width - len(talk.prompt)
            echo = command
            if len(command) >= room:
                tail = "$" + command[-(room // 2) :]
                echo = command[:room] + "\x08" * room + tail + " " * (room - len(tail))
                echo += "\x08" * (room - len(tail))
            answer = b"object-group network OFFICES\r\n" if command.startswith("show run") else b""
            await talk.say(echo.encode() + b"\r\n" + answer + talk.prompt)

    return shell


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("platform", ["cisco_asa", "cisco_ios"])
def test_the_echo_of_a_long_command_is_none_of_the_output(platform: str, width: int) -> None:
    with ssh_server(narrow(width)) as peer, nothing_left(peer):
        results = send_show(peer.device(platform=platform, read_timeout=6), [LONG, "show run"])
    assert [(each.status, each.output) for each in results] == [("ok", "object-group network OFFICES\n")] * 2


@pytest.mark.parametrize(
    "noise",
    [
        b"OS10# <165>1 2026-11-25T10:00:00.123+00:00 OS10 dn_alm 812 - - %Node.1: fan tray present\r\n",
        b"OS10# Nov 25 10:00:00 OS10 dn_alm[812]: fan tray present\r\n",
        b"OS10# %STKUNIT0-M:CP %IFMGR-5-OSTATE_UP: Changed interface state to up\r\n",
        b"OS10#*Nov 25 10:00:00.000: %LINK-3-UPDOWN: Interface 1/1/1, changed state to up\r\n"
        b"OS10#*Nov 25 10:00:01.000: %LINK-3-UPDOWN: Interface 1/1/2, changed state to up\r\n",
    ],
)
@pytest.mark.parametrize("redrawn", [True, False])
def test_a_log_line_behind_the_prompt_is_none_of_the_output(noise: bytes, redrawn: bool) -> None:
    if redrawn and b":CP %" in noise:
        # Without a time it may as well be a line of the output that begins with the prompt; it is kept.
        noise = noise.replace(b"# %", b"# <189>%")

    async def chatters(talk: Talk) -> None:
        await talk.say(b"one\r\ntwo\r\n" + noise + (talk.prompt if redrawn else b""))

    answers: dict[str, bytes | Say] = {"show clock": chatters, "show version": b"three\r\n"}
    with ssh_server(router(answers), prompt=b"OS10# ") as peer, nothing_left(peer):
        results = send_show(peer.device(platform="dell_os10", read_timeout=6), ["show clock", "show version"])
    assert [(each.status, each.output) for each in results] == [("ok", "one\ntwo\n"), ("ok", "three\n")]


@pytest.mark.parametrize("platform", ["dell_os10", "zyxel_os", "cisco_ios"])
@pytest.mark.parametrize("echo", ["", "\r\n", "show version^J\r\n", "show version\r\n"])
def test_an_echo_that_is_missing_or_shows_the_line_end(platform: str, echo: str) -> None:
    async def shell(talk: Talk) -> None:
        await talk.say(b"sw1# ")
        while (command := await _read_silently(talk)) != "exit":
            shown = echo if command == "show version" else "\r\n"
            await talk.say(shown.encode() + (b"one\r\ntwo\r\n" if "show" in command else b"") + b"sw1# ")

    with ssh_server(shell) as peer, nothing_left(peer):
        output = send_show(peer.device(platform=platform, read_timeout=6), "show version")
    assert output == "one\ntwo\n"


def test_an_output_without_an_end_is_given_up() -> None:
    async def endless(talk: Talk) -> None:
        while not talk.process.stdin.at_eof():
            await talk.say(b"y\r\n" * 10_000)

    answers: dict[str, bytes | Say] = {"show clock": b"12:00\r\n", "show tech": endless}
    with ssh_server(router(answers)) as peer, nothing_left(peer):
        results = send_show(peer.device(max_output=1_000_000), ["show clock", "show tech", "show version"])
    assert [(each.status, each.output) for each in results] == [
        ("ok", "12:00\n"),
        ("failed", ""),
        ("not_run", ""),
    ]
    assert results[1].error is not None
    assert results[1].error.kind is ErrorKind.INCOMPLETE
    assert "1000000 bytes" in results[1].error.message
    assert "--max-output" in results[1].error.hint


def test_an_output_just_below_the_bound_is_whole() -> None:
    body = b"y\r\n" * 1000
    with ssh_server(router({"show tech": body})) as peer, nothing_left(peer):
        assert send_show(peer.device(max_output=len(body) + 100), "show tech") == "y\n" * 1000
        with pytest.raises(DeviceError, match="incomplete"):
            send_show(peer.device(max_output=len(body) - 100), "show tech")


def painted(lines: list[bytes], end: bytes) -> bytes:
    """Lines as a ProCurve paints them: each is positioned, and none has a line end of its own."""
    return b"".join(b"\x1b[1;24r\x1b[24;1H\x1b[24;1H\x1b[2K" + line + end for line in lines)


@pytest.mark.parametrize("end", [b"\x1bE", b"\r\n", b""], ids=["next-line", "line-end", "scroll-region"])
@pytest.mark.parametrize("platform", ["hp_procurve", "aruba_osswitch", "aruba_procurve"])
def test_a_painted_screen_is_read_as_lines(platform: str, end: bytes) -> None:
    prompt = b"\x1b[24;1HHP-2530# \x1b[24;1H\x1b[24;10H\x1b[?25h"

    async def shell(talk: Talk) -> None:
        await talk.say(b"\x1b[2J\x1b[1;24r\x1b[1;1HCopyright of the lab" + b"\x1bE" + prompt)
        while (command := await _read_silently(talk)) not in ("exit", "logout"):
            echo = b"".join(
                b"\x1b[24;%dH%c\x1b[?25h" % (10 + at, char) for at, char in enumerate(command.encode())
            )
            answer = painted([b"Image stamp:", b"  WB.16.10", b"Boot Image: Primary"], end)
            said = echo + b"\x1b[24;0H\x1bE" + (answer if command == "show version" else b"")
            await talk.say(said + (b"" if end and command == "show version" else b"\x1b[1;24r") + prompt)

    with ssh_server(shell) as peer, nothing_left(peer):
        device = peer.device(platform=platform, read_timeout=6)
        assert send_show(device, "show version") == "Image stamp:\n  WB.16.10\nBoot Image: Primary\n"
