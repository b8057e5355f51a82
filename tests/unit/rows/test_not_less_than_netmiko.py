"""Wherever netmiko and ntc-templates give rows, `parse` gives the same."""

from __future__ import annotations

from typing import Any

import pytest
from netmiko.utilities import get_structured_data_textfsm
from ntc_templates.parse import ParsingException, parse_output
from textfsm import TextFSMError

from netcollect.lab.dialects import DIALECTS
from netcollect.lab.facts import facts
from netcollect.rows import parse
from netcollect.rows.aliases import template_platforms

PLATFORMS = tuple(DIALECTS)
#: Every output of the lab: of each platform's first device.
OUTPUTS = [
    (platform, command, text(facts(index, 2 * len(PLATFORMS), PLATFORMS, 1)))
    for index, platform in enumerate(PLATFORMS, 1)
    for command, text in DIALECTS[platform].commands.items()
]


def netmiko(platform: str, command: str, text: str) -> list[dict[str, Any]] | None:
    """What netmiko gives of an output: None for the text itself, and for an exception."""
    try:
        rows = get_structured_data_textfsm(text, platform=platform, command=command)
    except TextFSMError:
        return None
    return rows if isinstance(rows, list) else None


def ntc_templates(platform: str, command: str, text: str) -> list[dict[str, Any]] | None:
    """What ntc-templates gives under its own name of the platform."""
    try:
        rows: list[dict[str, Any]] = parse_output(template_platforms(platform)[-1], command, text)
    except (ParsingException, TextFSMError):
        return None
    return rows


# netmiko's way to its templates.
@pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("platform", "command", "text"), OUTPUTS, ids=lambda each: str(each)[:40])
def test_rows_are_theirs(platform: str, command: str, text: str) -> None:
    found = parse(platform, command, text)
    for theirs in (netmiko(platform, command, text), ntc_templates(platform, command, text)):
        # Theirs may be an empty table by the template of another command, as of `show standby` for `show st`.
        if theirs:
            assert list(found.rows) == theirs


def test_most_of_the_labs_outputs_have_rows() -> None:
    """A test that compares nothing proves nothing."""
    states = [parse(*output).state for output in OUTPUTS]
    assert states.count("parsed") > 30
