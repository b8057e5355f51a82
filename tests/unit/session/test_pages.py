"""The marks of a pager: which key turns the page, and how a mark is taken out."""

from __future__ import annotations

import pytest

from netcollect.session.pages import Pages
from netcollect.session.platforms import BASE


def turned(mark: bytes) -> bytes:
    return Pages(bytearray(b"one\r\n" + mark), BASE.pager).turn(0)


@pytest.mark.parametrize(
    ("mark", "key"),
    [
        (b"--More--", b" "),
        (b"Press <SPACE> to continue or <Q> to quit:", b" "),
        (b"Press any key to continue (Enter: one line)", b" "),
        (b"Press Enter to continue or Ctrl-C to abort", b"\r"),
        (b"Press <RETURN> to continue, q to quit", b"\r"),
        (b"Type <CR> to continue, Q<CR> to stop: ", b"\r"),
        (b"Press the [Enter] key to continue...", b"\r"),
        (b"lines 1-23 (END)", b"q"),
    ],
)
def test_each_mark_gets_its_key(mark: bytes, key: bytes) -> None:
    assert turned(mark) == key


def test_a_mark_is_taken_out_with_what_erased_it() -> None:
    data = bytearray(b"one\r\n--More--")
    pages = Pages(data, BASE.pager)
    pages.turn(0)
    data += b"\r        \rtwo\r\n"
    pages.drop()
    assert data == b"one\r\ntwo\r\n"


def test_a_mark_that_is_left_in_its_line_goes_with_the_line() -> None:
    data = bytearray(b"one\r\nPress <RETURN> to continue, q to quit")
    pages = Pages(data, BASE.pager)
    pages.turn(0)
    data += b"\r\ntwo\r\n"
    pages.drop()
    assert data == b"one\r\ntwo\r\n"
