"""Which commands may be sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.guard import objection


@pytest.mark.parametrize(
    "command", ["show version", "display ip int br", "show run | include ^ip", "ls -l ä"]
)
def test_a_command_of_one_line_passes(command: str) -> None:
    assert objection(command) is None


@pytest.mark.parametrize(
    "command", ["", "  ", "show ver\nreload", "show ver\rreload", "a\x00b", "a\x1b[2J", "a\u2028b"]
)
def test_anything_else_does_not(command: str) -> None:
    assert objection(command)


@given(st.text(), st.sampled_from("\n\r\x0b\x0c\x85\u2028\u2029\x03\x04\x08\x15\x1a\x7f"), st.text())
def test_no_text_around_it_hides_a_control_character(before: str, control: str, after: str) -> None:
    assert objection(before + control + after)
