"""What a value is in a query."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.query.values import cell, own_names, plain_name, quoted, unpacked


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("0", 0),
        ("9", 9),
        ("-5", -5),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("9223372036854775808", "9223372036854775808"),
        ("-0", "-0"),
        ("007", "007"),
        ("+1", "+1"),
        ("1.0", "1.0"),
        ("1_000", "1_000"),
        (" 1", " 1"),
        ("1\n", "1\n"),
        ("٣", "٣"),
        ("", ""),
        ("\udcff", r"\udcff"),
        (["a", "é"], '["a","é"]'),
        ([], "[]"),
        (True, 1),
        (2**70, str(2**70)),
        (None, None),
        (1.5, 1.5),
        (float("nan"), "nan"),
    ],
)
def test_a_text_that_prints_as_an_integer_is_one(value: Any, found: Any) -> None:
    assert cell(value) == found
    assert type(cell(value)) is type(found)


@given(st.text())
def test_a_cell_prints_as_the_text_did(text: str) -> None:
    assert str(cell(text)) == text.encode("utf-8", "backslashreplace").decode()


def test_names_are_plain_and_their_own() -> None:
    assert plain_name("a-b c") == "a_b_c"
    assert own_names(["run", "Run", "x-y", "x.y"], {"run"}) == ["run_", "Run__", "x_y", "x_y_"]
    assert quoted('a"b') == '"a""b"'


def test_a_list_is_one_again() -> None:
    assert unpacked('["a"]', is_list=True) == ["a"]
    assert unpacked('["a"]', is_list=False) == '["a"]'
    assert unpacked("[a", is_list=True) == "[a"
    assert unpacked(7, is_list=True) == 7
