"""Which patterns may take for ever, and that the others do not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.comparable import may_take_for_ever
from netcollect.platforms import shipped


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(?:a*)*$",
        "(a|aa)+$",
        "(?:a|b*)*c",
        "(?:a|ab|b)+c",
        r"(?:\S+\s*)+x",
        r"(?:\s*,?\s*)+x",
        "(?:a?b?)+c",
        "(?:.*,)*x",
        "(?:a(?:b*)?c)+d",
        "(a?){30}a{30}",
        "(a{1,3}){30}b",
        "x(?=(a+)+b)",
        "x|(?:y(?:a+)+)?z",
        r"(?:[a-z]+|\d|k)+!",
        "(?:é+è?)+!",
        r"(?:(a)\1|aa)+b",
        "(?:(a)?b(?(1)c*|c)c)+d",
        r"(?:[\w(), .-]+ *){8}\^$",
        r"(?:\S+\s*){8}:",
        r"(?:\d\w|\w\d){40}x",
        r"^(?:\w+-?){5}$",
        r"(?:(?:\d+-?){4} ?){4}x",
        r"(?:(?:\d?){8}){8}x",
        r"(?:(?:(?:\d|\d){3}){3}){3}x",
        r"(?:(?:\d|\d){3} ?){3}x",
        r"(?:[\d.]+ *){1,8}%",
        r"(?:\S+\s*){8}",
        "(?s)(?:.*\\n)+x",
        "(?:(?s:.)*\\n)+x",
        "(?:(?i:a)|A)+$",
        "(?:(?:a+)+b)+",
        "(?:(?:a+)+b)?",
        "(?:a+)+(?=b)",
        "(?:a+)+$",
        "(?:a+){2,}",
    ],
)
def test_two_ways_through_a_loop_may_take_for_ever(pattern: str) -> None:
    assert may_take_for_ever(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "a+b*c?",
        r".*\d+.*",
        "(?:a b)+",
        r"(?:\w+ )+x",
        r"(?:\s+\S+)+x",
        "(?:[^,]*,)*x",
        r"(?:\d{1,3}\.){3}\d{1,3}",
        "(?:[0-9A-F]{16} ?)+",
        "(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}",
        "(?:(?!x).)*y",
        "(?:\u0430+ )+",
        "(?:[a-z]|[A-Z]1)+!",
        "[^a]+a",
        r"interface \S+\n(?: .*\n)*? ip redirects",
        r"(?:ntp server .*\n)+x",
        r"(.+\n)+x",
        "(?:(?i:x)|a|A)+$",
        r"\d{40}x",
        r"(?:[0-9a-f]{2}:?){6}x",
        r"(?:[0-9a-fA-F]{0,4}:){2,7}x",
        r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}x",
        r"(?:\d{1,3}\.?){4}x",
        r"(?:\s+\S+){10}x",
        r"(?:.*\n){0,20}end",
        r"(?:\S+\s*){3}x",
        r"(?: [0-9a-f]{8}){64}x",
        r"uptime is (?:\d+ \w+,?\s*)+",
        r"(?:\d+(?:\.\d+)?%?\s*)+",
        r"x|y(?:\d+\.?)+z?\s*",
        "(?=(?:a+)+)b",
        "(?:(?:a+)+)+",
    ],
)
def test_one_way_does_not(pattern: str) -> None:
    assert not may_take_for_ever(pattern)


def test_what_must_match_as_a_whole_can_fail_behind_every_loop() -> None:
    assert may_take_for_ever(r"clear (?:\w+ ?)+", whole=True)
    assert not may_take_for_ever(r"clear (?:\w+ ?)+")


def test_case_may_make_the_difference() -> None:
    assert may_take_for_ever("(?:[a-z]+[A-Z])+!", re.IGNORECASE)
    assert may_take_for_ever("(?i)(?:[a-z]+[A-Z])+!")
    assert not may_take_for_ever("(?:[a-z]+[A-Z])+!")


def test_a_loop_that_is_too_large_to_be_looked_at_counts_too() -> None:
    assert may_take_for_ever(f"(?:{'ab' * 300}c)+!")


@pytest.mark.no_cover
@given(st.from_regex(r"(?:[ab]|\(\?:[ab]\|[ab]b?\)[*+?]?|[ab][*+?]){1,5}", fullmatch=True))
def test_what_is_taken_comes_to_an_end(part: str) -> None:
    """What takes for ever would: each further character doubles what 40 of them take."""
    pattern = f"(?:{part})+!"
    if not may_take_for_ever(pattern):
        for word in ("a", "b", "ab", "aab", "abb"):
            assert re.match(pattern, word * 20) is None


#: Its patterns are for commands, which are short and the user's own.
_OF_COMMANDS = "mikrotik_routeros"


@pytest.mark.soak
def test_our_own_patterns_come_to_an_end() -> None:
    for name in shipped().names:
        family = shipped().family(name)
        rows = [text for row in family.volatile for text in (*row.patterns, row.until)]
        rows += [text for row in family.banners for text in (row.begins, row.ends)]
        rows += [text for row in family.refusals for text in row.patterns]
        rows += [text for row in family.secrets for text in (row.line, *row.words, row.unless)]
        rows += [text for row in family.secret_tables for text in (row.heading, row.rows)]
        asked = (*family.questions, *family.pagers, *family.login_names, *family.login_passwords)
        said = (*family.errors, *family.listings, *family.in_front, *family.prompt_marks)
        commands = () if name == _OF_COMMANDS else family.reading_patterns
        for text in (*rows, *asked, *said, *commands):
            assert not may_take_for_ever(text, re.IGNORECASE), (name, text)
