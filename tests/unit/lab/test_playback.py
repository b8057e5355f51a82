"""A session log as a device: what was typed finds its answer, and what was never typed finds none."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.lab.playback import Player
from netcollect.lab.recording import Recording, hidden, read

HEAD = "# netcollect session log, format 1\n# device: R1\n# platform: cisco_ios\n"
LOG = r"""
    0.500 == line open
    2.000 <- "Password: "
    2.250 -> "***\r\n"
    2.500 <- "\r\nR1#"
    2.500 -> "show a\n"
    2.600 <- "show a\r\nA\r\n"
    2.700 <- "R1#"
    2.700 -> "\n\n"
    2.800 <- "\r\nR1#\r\n"
    2.810 <- "R1#"
    2.900 -> "show b\n"
    3.000 <- "show b\r\n--More--"
    3.100 -> " "
    3.200 <- "\r        \rB\r\nR1#"
    3.300 -> "\n"
    3.400 -> "exit\n"
    3.500 <- "\r\nR1#exit\r\n"
    3.600 <- closed: the device closed the session
"""


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    path = tmp_path / "R1.1.log"
    path.write_text(HEAD + LOG.lstrip("\n"))
    return read(path)


def heard(player: Player, typed: bytes) -> bytes:
    return b"".join(b"<closed>" if said.data is None else said.data for said in player.feed(typed))


def test_in_the_same_order_it_says_the_same(recording: Recording) -> None:
    player = Player(recording)
    assert recording.greeting == ((1.5, b"Password: "),)
    assert heard(player, b"any other\r\n") == b"\r\nR1#"
    assert heard(player, b"show a\n") == b"show a\r\nA\r\nR1#"
    assert heard(player, b"\n\n") == b"\r\nR1#\r\nR1#"
    assert heard(player, b"show b\n") == b"show b\r\n--More--"
    assert heard(player, b" ") == b"\r        \rB\r\nR1#"
    assert heard(player, b"\nexit\n") == b"\r\nR1#exit\r\n<closed>"


@pytest.mark.parametrize("enter", [b"\n", b"\r", b"\r\n", b"\r\0"])
def test_enter_may_be_sent_in_any_way_and_cut_anywhere(recording: Recording, enter: bytes) -> None:
    typed = b"x" + enter + b"show a" + enter + enter
    for at in range(1, len(typed)):
        player = Player(recording)
        said = heard(player, typed[:at]) + heard(player, typed[at:])
        assert said == b"\r\nR1#show a\r\nA\r\nR1#\r\nR1#"


def test_another_order_finds_the_nearest_place(recording: Recording) -> None:
    player = Player(recording)
    assert heard(player, b"x\nshow b\n") == b"\r\nR1#show b\r\n--More--"
    assert heard(player, b" ").endswith(b"R1#")
    assert heard(player, b"show a\n\n").endswith(b"A\r\nR1#\r\nR1#")
    assert player.unknown == []


def test_of_several_answers_the_one_nearest_to_where_the_recording_stands_is_given(tmp_path: Path) -> None:
    rows = "".join(
        f'1.0 -> "{typed}\\n"\n1.1 <- "{number}#"\n'
        for number, typed in enumerate(["show x", "show a", "show a", "show x", "show b", "show x"])
    )
    path = tmp_path / "R1.1.log"
    path.write_text(f'{HEAD}0.1 == line open\n0.1 <- "R1#"\n{rows}')
    player = Player(read(path))
    assert heard(player, b"show x\n") == b"0#"
    assert heard(player, b"show b\n") == b"4#"
    assert heard(player, b"show x\n") == b"5#"
    assert heard(player, b"show a\n") == b"2#"
    assert heard(player, b"show b\n") == b"4#"
    assert heard(player, b"show a\nshow a\n") == b"2#2#"


def test_what_was_never_typed_gets_silence_and_moves_nothing(recording: Recording) -> None:
    player = Player(recording)
    assert heard(player, b"secret\n") == b"\r\nR1#"
    assert heard(player, b"show c\n") == b""
    assert heard(player, b"sho") == b""
    assert heard(player, b"w a\n").startswith(b"show a")
    assert player.unknown == [b"show c"]


def test_a_masked_line_is_any_line_only_where_it_stood(recording: Recording) -> None:
    player = Player(recording)
    assert heard(player, b"one\n") == b"\r\nR1#"
    assert heard(player, b"one\n") == b""


def test_pauses_are_those_of_the_device(recording: Recording) -> None:
    player = Player(recording)
    list(player.feed(b"x\n"))
    assert [round(said.pause, 3) for said in player.feed(b"show a\n")] == [0.1, 0.1]


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "R1.1.log"
    for cut in range(1, 12):
        path.write_text((HEAD + LOG.lstrip("\n"))[: -43 - cut])
        assert not any(said.data is None for each in read(path).exchanges for said in each.answer)


@pytest.mark.parametrize(
    ("text", "data"),
    [(r"\\x41", rb"\x41"), (r"\x41\x1b", b"A\x1b"), (r"\r\n\t\\", b"\r\n\t\\"), ("ä☃", "ä☃".encode())],
)
def test_what_is_shown_is_read_exactly(text: str, data: bytes) -> None:
    assert hidden(text) == data


def test_a_log_that_began_at_a_prompt_knows_no_secret(recording: Recording) -> None:
    assert not recording.asks_secret
