"""The plain text that a pattern cannot do without."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.comparable.literals import head_of, is_in, lines_behind, literal_of, literals_of


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
        (r"\x41bcd", "bcd"),
        (r"\u0041bcd\U00000041", "bcd"),
        (r"\N{DIGIT ONE}ab", "ab"),
        (r"(a)\12 b", " b"),
        (r"ab(?#(|)cd", ""),
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
        assert not (head := head_of(pattern)) or re.match(head, text)


def test_a_choice_at_the_beginning_is_as_good() -> None:
    assert literals_of("^(?:Time source is|No time source,) .*") == ("Time source is", "No time source,")
    assert literals_of("(?:uptime|up) x") == (" x",)
    assert literals_of("(?:abcd|efgh)?x") == ("x",)


def test_a_choice_further_on_is_taken_if_all_else_is_short() -> None:
    assert literals_of(r"^(?:set |\s*)(?:message|announcement) (.)") == ("message", "announcement")
    assert literals_of("^ *set (?:buffer|comment) x") == ("buffer", "comment")
    assert literals_of("^banner (?:login|motd) x") == ("banner ",)
    assert literals_of("(?:abcd|efgh)|x") == ("",)


@pytest.mark.parametrize(
    ("pattern", "head"),
    [
        (r"^! (?:Last change|No change ) .*", "! (?:Last change|No change)"),
        (r"^\d\d:\d+", r"\d\d:\d"),
        (r"^a\.bc?", r"a\.b"),
        (r"^\d{4}-", ""),
        ("^! (?:a|)b", ""),
        ("^abc |def", ""),
        ("^ *abc", ""),
        ("abc", ""),
        ("(?i)^abc", ""),
        ("^ab(?#|)cd|e", ""),
        ("^ab\ncd", "ab"),
        ("^ab<cd", "ab"),
        ("^ab(?:c<|d)", "ab"),
    ],
)
def test_what_a_line_begins_with(pattern: str, head: str) -> None:
    assert head_of(pattern) == head


def test_lines_behind_breaks_are_counted_from_the_first() -> None:
    assert lines_behind(re.compile("\n(?:ab|c)"), "ab\n\nc\nxab\nab") == [0, 2, 4]
