"""What a library user has of the archive, and the examples of its docstrings."""

from __future__ import annotations

import doctest
import importlib
from datetime import timedelta
from pathlib import Path

import pytest

import netcollect
from netcollect import archive
from unit.archive.samples import DAY, START, run
from unit.fakes import ok, rejected

EXAMPLES = ("catalogue", "names", "outputs", "run")


@pytest.mark.parametrize("name", ["Run", "open_run", "output", "runs"])
def test_reading_finished_runs_is_public(name: str) -> None:
    assert getattr(netcollect, name) is getattr(archive, name)
    assert name in netcollect.__all__


@pytest.mark.parametrize("module", EXAMPLES)
def test_the_examples_are_true(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = {name: [ok("show clock", "15:11:00.123 UTC Mon Nov 23 2026\n")] for name in ("R1", "R2")}
    run(tmp_path / "output", START, {**outputs, "R3": [rejected("show clock")]})
    run(tmp_path / "output", START + DAY, {**outputs, "R3": [ok("show clock")]}, token="81c0")
    monkeypatch.chdir(tmp_path)
    names = {name: getattr(netcollect, name) for name in ("Run", "open_run", "output", "runs")}
    found = doctest.testmod(
        importlib.import_module(f"netcollect.archive.{module}"), extraglobs={**names, "Path": Path}
    )
    assert found.attempted > 0
    assert found.failed == 0


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
