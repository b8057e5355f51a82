"""docs/troubleshooting.md has an entry for every kind of error, and a session log that is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from netcollect.errors import ErrorKind
from netcollect.lab import read_recording

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
ENTRIES = dict(re.findall(r"^### `(\w+)`\n(.+?)(?=\n#|\Z)", TEXT, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("kind", list(ErrorKind))
def test_every_kind_has_its_entry(kind: ErrorKind) -> None:
    assert len(ENTRIES[kind].split()) > 10


def test_no_entry_is_of_a_kind_that_there_is_not() -> None:
    assert ENTRIES.keys() == {str(kind) for kind in ErrorKind}


def test_the_log_that_it_shows_can_be_played_back(tmp_path: Path) -> None:
    (block,) = re.findall(r"```text\n(# netcollect session log.*?)```", TEXT, re.DOTALL)
    (tmp_path / "R1.1.log").write_text(block)
    recording = read_recording(tmp_path / "R1.1.log")
    assert (recording.name, recording.platform, recording.failure) == ("R1", "cisco_ios", "read_timeout")
    typed = [each.typed for each in recording.exchanges if each.typed]
    assert typed == [b"terminal width 511", b"terminal length 0", b"show clock", b"show logging"]


def test_it_is_linked() -> None:
    for page in ("README.md", "docs/exit-status-and-json.md"):
        assert "troubleshooting.md" in (ROOT / page).read_text("utf-8")
