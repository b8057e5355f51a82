"""The page on questions shows the tables and commands that there are."""

from __future__ import annotations

import re
from pathlib import Path

from netcollect.platforms import QUESTIONS, asks_of

PAGE = (Path(__file__).parents[2] / "docs" / "questions.md").read_text()
PLATFORMS = (
    *("cisco_ios", "cisco_nxos", "cisco_xr", "arista_eos", "juniper_junos"),
    *("huawei", "hp_comware", "fortinet", "linux"),
)


def commands() -> str:
    """The table of commands, as the page has it."""
    rows = ["| platform | question | commands |", "|---|---|---|"]
    for platform in PLATFORMS:
        name = platform
        for question in QUESTIONS:
            asks = ", ".join(
                f"`{ask.command.replace('|', chr(92) + '|')}`" for ask in asks_of(platform, question)
            )
            rows.append(f"| {name} | {question} | {asks or 'none'} |")
            name = ""
    return "\n".join(rows)


def test_the_page_shows_every_command() -> None:
    assert commands() in PAGE, f"docs/questions.md should have:\n{commands()}"


def test_the_page_shows_every_column() -> None:
    for question, about in QUESTIONS.items():
        row = re.search(rf"^\| `{question}` \| (.*) \|$", PAGE, re.MULTILINE)
        assert row, question
        named = re.findall(r"`(\w+)`", row[1])
        assert [name for name in named if name in about.columns] == list(about.columns), question
