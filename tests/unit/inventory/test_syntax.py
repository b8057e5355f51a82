"""Places and words for text that is not valid YAML."""

from __future__ import annotations

import pytest
import yaml

from netcollect.inventory.syntax import Flaw, flaw_of, place_of, unreadable


@pytest.mark.parametrize(
    ("text", "place"),
    [("", (1, 1)), ("ab", (1, 3)), ("a\n", (2, 1)), ("a\r\nb", (2, 2)), ("a\u2028é", (2, 2))],
)
def test_places_count_from_one(text: str, place: tuple[int, int]) -> None:
    assert place_of(text + "rest", len(text)) == place


def test_the_first_forbidden_character_is_told() -> None:
    assert unreadable("a: é\n\t😀\x85") is None
    assert unreadable("a\nb\x7f\0") == Flaw(
        2, 2, "the character U+007F is not allowed in a text file", "remove it"
    )


def test_an_error_that_has_no_words_of_ours_shows_none_of_the_parsers() -> None:
    error = yaml.MarkedYAMLError("hunter2", None, "found hunter2", yaml.Mark("", 0, 4, 2, None, 0))
    assert flaw_of(error, "") == Flaw(5, 3, "is not valid YAML", "check quotes, brackets and indentation")
