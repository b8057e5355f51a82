"""What is wrong with a user's pattern."""

from __future__ import annotations

import pytest

from netcollect.comparable import objection


@pytest.mark.parametrize(
    "pattern", [".*", ".", r"\S+", r"\w+", "^", "$", "x*", "", "(?:)", r"[^\n]*", "^.+$"]
)
def test_what_leaves_nothing_to_compare_is_refused(pattern: str) -> None:
    assert "every line" in str(objection(pattern))


@pytest.mark.parametrize("pattern", ["[", "(", "*", "a{3,2}"])
def test_what_does_not_compile_is_refused(pattern: str) -> None:
    assert "not a valid regular expression" in str(objection(pattern))


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"(?:\d*)*x", r"(?:a|b+)*c", r"(a|aa)+$"])
def test_what_may_take_for_ever_is_refused(pattern: str) -> None:
    assert "for ever" in str(objection(pattern))


@pytest.mark.parametrize("pattern", [r"uptime is .*", r"^Total packets: \d+", r"\d+ pps", r"(?:\w+ )?rate"])
def test_others_are_taken(pattern: str) -> None:
    assert objection(pattern) is None
