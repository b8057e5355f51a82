"""What a library user has of the archive."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import netcollect
from netcollect import archive
from unit.archive.samples import START, run
from unit.fakes import ok, rejected


@pytest.mark.parametrize("name", ["Run", "open_run", "output", "runs"])
def test_reading_finished_runs_is_public(name: str) -> None:
    assert getattr(netcollect, name) is getattr(archive, name)
    assert name in netcollect.__all__


def test_a_run_is_read_as_the_documentation_shows(tmp_path: Path) -> None:
    run(tmp_path, START, {"R1": [ok("show a", "one\n"), rejected("show b")]})
    run(tmp_path, START + timedelta(hours=1), {"R1": [ok("show a", "two\n")]}, token="81c0")
    texts = [
        netcollect.output(found, row.device, entry.command)
        for found in netcollect.runs(tmp_path)
        for row in found.document.devices
        for entry in row.commands
        if entry.status == "ok"
    ]
    assert texts == ["two\n", "one\n"]
