"""Small things about text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.text import escaped, listed, plural, unseen


@given(st.text())
def test_what_is_escaped_has_nothing_unseen(text: str) -> None:
    assert unseen(escaped(text)) is None
    assert (unseen(text) is None) == (escaped(text) == text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\0b", r"a\x00b"),
        ("a\nb\tc", r"a\x0ab\x09c"),
        ("\u202eabc", r"\u202eabc"),
        ("\udcff", r"\xff"),
        ("\U000e0001x", r"\U000e0001x"),
        ("Zürich №1", "Zürich №1"),
    ],
)
def test_control_and_direction_characters_are_shown(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_line_ends_stay_where_there_are_lines() -> None:
    assert escaped("a\n\tb\r\x1b", lines=True) == "a\n\tb\\x0d\\x1b"


def test_a_number_with_its_noun() -> None:
    assert [plural(n, "reply", "replies") for n in (0, 1, 2)] == ["0 replies", "1 reply", "2 replies"]


def test_a_list_says_that_it_is_cut() -> None:
    assert listed("abcd") == "a, b, c, …"
    assert listed("abc") == "a, b, c"
    assert listed([], 5) == ""
