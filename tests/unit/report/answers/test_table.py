"""Tables for people: aligned, and on a terminal never wider than it is."""

from __future__ import annotations

import shutil
from os import terminal_size

import pytest

from netcollect.report.answers.table import _fitting
from unit.report.answers.samples import answer, several, written
from unit.report.samples import Terminal

WIDE = answer(("R1", "x" * 90, 7), ("R22", "", 10), columns=("device", "text", "n"))


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "get_terminal_size", lambda _fallback: terminal_size((40, 24)))


def test_columns_are_aligned_and_numbers_stand_right() -> None:
    assert written("table", WIDE) == (
        f"device  {'text'.ljust(90)}   n\nR1      {'x' * 90}   7\nR22     {' ' * 90}  10\n"
    )


def test_a_wide_table_fits_the_terminal_and_says_so(narrow: None) -> None:
    text = written("table", WIDE, Terminal())
    assert text == (
        f"device  {'text'.ljust(28)}   n\nR1      {'x' * 27}…   7\nR22     {' ' * 28}  10\n"
        "(1 column cut to fit; --format csv has them whole)\n"
    )


def test_what_is_too_wide_even_so_is_a_block_for_each_row(narrow: None) -> None:
    columns = tuple(f"column_{n}" for n in range(9))
    found = answer(("R1", *range(8)), ("R2", *[None] * 7, "x" * 60), columns=columns)
    text = written("table", found, Terminal())
    assert text.startswith("column_0  R1\ncolumn_1  0\n")
    assert text.endswith(f"column_8  7\n\ncolumn_0  R2\ncolumn_8  {'x' * 30}\n          {'x' * 30}\n")
    assert max(map(len, text.splitlines())) == 40


def test_several_wide_columns_share_the_room_however_wide_they_are() -> None:
    assert _fitting([6, 10**9, 60, 8], [6, 1, 1, 1], 41) == [6, 11, 10, 8]
    assert _fitting([6, 10**9, 60, 8], [6, 1, 1, 1], 36) == [6, 8, 8, 8]
    assert _fitting([6, 10**9, 60, 8], [6, 1, 1, 1], 35) is None
    assert _fitting([6, 10, 3], [6, 1, 1], 40) == [6, 10, 3]


def test_characters_take_the_columns_that_they_take() -> None:
    found = answer(("路由", "a"), ("R1", "b"))
    assert written("table", found) == "device  text\n路由    a\nR1      b\n"


def test_control_characters_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    found = answer(("R1", "\x1b[2J\nx"))
    assert written("table", found) == "device  text\nR1      \\x1b[2J\\x0ax\n"
    assert "\x1b[1mdevice  text\x1b[0m\n" in written("table", found, color=True)


def test_several_tables_have_their_names() -> None:
    assert written("table", several()) == (
        "show_a\ndevice  a\nR1      1\n\nshow_b\ndevice  b\nR1      x\nR2      y\n"
    )
