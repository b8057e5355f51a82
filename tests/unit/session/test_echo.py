"""How terminals show the line that was typed."""

from __future__ import annotations

import pytest

from netcollect.session.echo import end_of_echo

LONG = "show running-config object-group network OFFICES-AND-BRANCHES-OF-THE-NORTH"


def scrolled(command: str, prompt: str, width: int) -> bytes:
    """IOS and ASA: a full line is drawn again from its left edge, with `$` for what is hidden there."""
    text, line = "", prompt
    for at, char in enumerate(command):
        if len(line) >= width - 1:
            tail = command[:at][-(width // 2 - len(prompt)) :]
            text += "\x08" * (len(line) - len(prompt))
            fresh = prompt + "$" + tail
            text += fresh[len(prompt) :] + " " * (len(line) - len(fresh)) + "\x08" * (len(line) - len(fresh))
            line = fresh
        text += char
        line += char
    return text.encode()


@pytest.mark.parametrize("prompt", [b"", b"A:pe1#", b"A:pe1# "])
@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("show port desc | match 1/2/1", b"show port description | match 1/2/1\r\n"),
        ("sh int ter", b"show interfaces terse \r\n"),
        ("sh ver", b"sh\x08\x08show ver\x08\x08\x08version\r\n"),
    ],
)
def test_a_terminal_that_completes_words_shows_the_command_too(
    typed: str, echo: bytes, prompt: bytes
) -> None:
    assert end_of_echo(prompt + echo + b"shown\r\n", typed, b"A:pe1#") == len(prompt + echo)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("sh ver", b"show version 7 is here\r\n"),
        ("sh ver", b"show\r\n"),
        ("sh ver", b"software version\r\n"),
        ("info", b"information\r\n"),
        ("sh ver", b"show version"),
    ],
)
def test_text_that_begins_like_the_command_is_no_echo(typed: str, text: bytes) -> None:
    assert end_of_echo(text, typed, b"A:pe1#") == 0


@pytest.mark.parametrize(
    "echo",
    [
        b"show version\r\n",
        b"show version^J\r\n",
        b"show version^M\r\n",
        b"show version ^J^J \r\n",
        b"\r\nR1#show version\r\n",
        b"show ver\r\nsion\r\n",
        b"R1#show v\rR1#show version\r\n",
        b"\x1b[Kshow version\x1b[K\r\n",
    ],
)
def test_an_echo_ends_with_its_line(echo: bytes) -> None:
    assert end_of_echo(echo + b"out\r\n", "show version", b"R1#") == len(echo)


@pytest.mark.parametrize("width", [30, 40, 61, 72, 75])
@pytest.mark.parametrize("prompt", ["asa#", "asa/pri/act# ", "R1>"])
def test_a_command_that_is_scrolled_in_its_line(width: int, prompt: str) -> None:
    echo = scrolled(LONG, prompt, width) + b"\r\n"
    assert b"\x08" in echo
    assert end_of_echo(echo + b"object-group x\r\n", LONG, prompt.encode()) == len(echo)


@pytest.mark.parametrize(
    "echo",
    [
        # Drawn from its left edge when Enter was pressed.
        b"\rasa# show running-config object-group network OFF$\r\n",
        # readline's horizontal scrolling.
        b"show running-c\rasa# <group network OFFICES-AND-BRANCHES-OF-THE-NORTH\x1b[K\r\n",
        b"\r\nasa# s\x08$ing-config object-group netw$\r\n",
    ],
)
def test_a_piece_of_the_command_with_a_sign_that_it_is_one(echo: bytes) -> None:
    assert end_of_echo(echo + b"out\r\n", LONG, b"asa#") == len(echo)


@pytest.mark.parametrize(
    "text",
    [
        b"OFFICES-AND-BRANCHES-OF-THE-NORTH\r\n",
        b"object-group network OFFICES\x08\r\n",
        b"10%\r50%\r100%\r\n",
        b"\x08\x08$SHORT\r\n",
        b"\x08\x08$another text that is no command at all\r\n",
    ],
)
def test_other_text_is_no_echo(text: bytes) -> None:
    assert end_of_echo(text + b"out\r\n", LONG, b"asa#") == 0


def test_a_short_command_is_never_looked_for_in_pieces() -> None:
    assert end_of_echo(b"\x08$version\r\n", "show version", b"asa#") == 0
