"""Cursor moves that stand for line ends, whichever way the bytes are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.session.screen import Screen, last_line, plain

#: A ProCurve 2530 that was asked for two lines: it positions the cursor before each, and scrolls the rest.
PAINTED = (
    b"\x1b[1;24r\x1b[1;1H\x1b[24;1HHP-2530# \x1b[24;1H\x1b[24;10H\x1b[24;1H\x1b[?25h\x1b[24;10H"
    b"\x1b[24;10Hs\x1b[24;10H\x1b[?25h\x1b[24;11H\x1b[24;11Hh\x1b[24;11H\x1b[?25h\x1b[24;12H"
    b"\x1b[24;0H\x1bE\x1b[24;1H\x1b[24;12H\x1b[24;1H\x1b[2K\x1b[24;1H\x1b[?25h\x1b[24;1H"
    b"\x1b[1;24r\x1b[24;1Hone\x1b[1;24r\x1b[24;1H\x1b[24;1H\x1b[2Ktwo\x1bE\x1b[24;1HHP-2530# "
)


def shown(data: bytes) -> list[bytes]:
    return [line.strip() for line in plain(data).split(b"\n") if line.strip()]


def test_a_painted_screen_is_read_as_lines() -> None:
    assert shown(PAINTED) == [b"HP-2530# sh", b"one", b"two", b"HP-2530#"]
    assert last_line(PAINTED) == b"HP-2530#"


@given(st.lists(st.integers(0, len(PAINTED)), max_size=8))
def test_the_same_however_it_is_cut(cuts: list[int]) -> None:
    screen = Screen()
    pieces = [PAINTED[start:end] for start, end in pairwise(sorted({0, *cuts, len(PAINTED)}))]
    assert b"".join(map(screen.lines, pieces)) == Screen().lines(PAINTED)
    assert not screen.held


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"one\x1bEtwo", [b"one", b"two"]),
        (b"one\x1bDtwo", [b"one", b"two"]),
        (b"one\x1b[2;1Htwo\x1b[3;1Hthree", [b"one", b"two", b"three"]),
        (b"\x1b[1;1Hone\x1b[2;1Htwo", [b"one", b"two"]),
        (b"\x1b[5;1Hone\x1b[6Htwo", [b"one", b"two"]),
        (b"\x1b[5;1fone\x1b[6;0ftwo", [b"one", b"two"]),
        (b"\x1b[24;1HR1#\x1b[24;1HR1#", [b"R1#"]),
        (b"\x1b[24;1HR1# \x1b[24;5Hshow\x1b[24;9H x", [b"R1# show x"]),
        (b"\x1b[1;1H\x1b[2;1H\x1b[3;1Hone", [b"one"]),
        (b"\x1b[31mred\x1b[0m\r\n\x1b[Kx", [b"red", b"x"]),
    ],
)
def test_a_move_that_begins_a_line(data: bytes, lines: list[bytes]) -> None:
    rows = shown(data)
    # Where the row of the first text is not known, the move may as well go back to its left edge.
    assert rows == lines or b"".join(rows) == b"".join(lines)
    if not data.startswith(b"one\x1b[2"):
        assert rows == lines


def test_text_without_moves_is_left_as_it_is() -> None:
    text = b"\x1b[31mred\x1b[0m\r\n 10%\r 20%\n"
    assert Screen().lines(text) == text


def test_a_sequence_that_is_cut_off_is_held_back() -> None:
    screen = Screen()
    assert (screen.lines(b"R1#\x1b["), screen.held) == (b"R1#", b"\x1b[")
    assert (screen.lines(b"24;1"), screen.held) == (b"", b"\x1b[24;1")
    assert (screen.lines(b"Hx"), screen.held) == (b"\rx", b"")
