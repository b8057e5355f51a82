"""The plain text that a pattern cannot do without."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.comparable.literals import is_in, literal_of, literals_of


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        (r"^ntp clock-period \d+$", "ntp clock-period "),
        (r"ab?c", "a"),
        (r"abc*de", "ab"),
        (r"x{2}yz", "yz"),
        (r"one|other", ""),
        (r"(one|other) thing", " thing"),
        (r"(?i)abc", ""),
        (r"a\.b\d", "a.b"),
        (r"[ab]cd", "cd"),
        (r"a+bc", "bc"),
    ],
)
def test_the_longest_text_that_is_certain(pattern: str, literal: str) -> None:
    assert literal_of(pattern) == literal


@given(st.text(alphabet="ab*+?{}()|[]\\.^$2,d ", max_size=14), st.text(alphabet="ab2 .d", max_size=12))
def test_it_is_in_whatever_the_pattern_matches(pattern: str, text: str) -> None:
    try:
        compiled = re.compile(pattern)
    except (re.error, FutureWarning, DeprecationWarning):
        return
    if compiled.search(text):
        assert literal_of(pattern) in text
        assert is_in(literals_of(pattern), text)


def test_a_choice_at_the_beginning_is_as_good() -> None:
    assert literals_of("^(?:Time source is|No time source,) .*") == ("Time source is", "No time source,")
    assert literals_of("(?:uptime|up) x") == (" x",)
    assert literals_of("(?:abcd|efgh)?x") == ("x",)
