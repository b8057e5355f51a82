"""Whether an output changed: what counts of it, not its bytes."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from netcollect.archive import Run, output
from netcollect.document import CommandEntry
from netcollect.store import History, RunDirectory, changes, look_back
from unit.fakes import ok
from unit.store.test_directory import START, outcome
from unit.store.test_history import HOUR, run

CONFIG = "! Last configuration change at {at} UTC by admin\nhostname R1\nntp clock-period {period}\nend\n"


def entry(path: Path) -> CommandEntry:
    return Run(path).document.devices[0].commands[0]


def config(at: str, period: int) -> str:
    return CONFIG.format(at=at, period=period)


def test_what_is_volatile_changes_nothing_and_the_bytes_stay(tmp_path: Path) -> None:
    first = run(tmp_path, {"R1": [ok("show run", config("10:00:00", 1))]})
    second = run(tmp_path, {"R1": [ok("show run", config("11:00:00", 22))]}, START + HOUR)
    old, new = entry(first), entry(second)
    assert new.changed is False
    assert new.sha256 != old.sha256
    assert new.compared == old.compared
    assert new.hidden == 2
    assert not Run(second).document.changed
    assert output(Run(second), "R1", "show run") == config("11:00:00", 22)
    third = run(
        tmp_path, {"R1": [ok("show run", config("11:00:00", 22) + "x\n")]}, START + timedelta(hours=2)
    )
    assert entry(third).changed is True


def test_an_older_document_is_compared_by_its_text(tmp_path: Path) -> None:
    """It has no `compared`, or one by patterns of another version."""
    first = run(tmp_path, {"R1": [ok("show run", config("10:00:00", 1))]})
    manifest = first / "manifest.json"
    document = json.loads(manifest.read_text())
    for number, compared in enumerate((None, "0" * 64)):
        document["devices"][0]["commands"][0] |= {"compared": compared} if compared else {}
        if compared is None:
            del document["devices"][0]["commands"][0]["compared"]
        manifest.write_text(json.dumps(document))
        at = START + (number + 1) * HOUR
        path = run(tmp_path, {"R1": [ok("show run", config("11:00:00", number + 2))]}, at)
        assert entry(path).changed is False
        (path / "manifest.json").unlink()


def test_an_older_output_that_is_gone_has_changed(tmp_path: Path) -> None:
    first = run(tmp_path, {"R1": [ok("show run", config("10:00:00", 1))]})
    stored = first / "R1" / "show_run.txt"
    manifest = first / "manifest.json"
    manifest.write_text(manifest.read_text().replace(str(entry(first).compared), "0" * 64))
    stored.unlink()
    path = run(tmp_path, {"R1": [ok("show run", config("11:00:00", 2))]}, START + HOUR)
    assert entry(path).changed is True


def test_the_users_patterns_are_left_out(tmp_path: Path) -> None:
    def written(text: str, at: int) -> CommandEntry:
        history = look_back(tmp_path, {("R1", "show x")})
        directory = RunDirectory.create(
            tmp_path, layout="command", now=START + at * HOUR, history=history, ignore=[r"rate \d+"]
        )
        row = directory.write(outcome(ok("show x", text)))
        directory.close()
        return row.commands[0]

    run(tmp_path, {"R1": [ok("show x", "rate 1\n")]})
    found = written("rate 2\n", 1)
    assert found.changed is False
    assert found.hidden == 1
    assert written("rote 2\n", 2).changed is True


def test_a_very_long_output_is_compared_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LARGEST", 20)
    run(tmp_path, {"R1": [ok("show run", config("10:00:00", 1))]})
    path = run(tmp_path, {"R1": [ok("show run", config("11:00:00", 1))]}, START + HOUR)
    found = entry(path)
    assert found.changed is True
    assert (found.compared, found.hidden) == (found.sha256, 0)


def test_nothing_before_is_neither(tmp_path: Path) -> None:
    directory = RunDirectory.create(tmp_path, layout="device", now=START, history=History())
    assert directory.write(outcome(ok("show x"))).commands[0].changed is None
    directory.close()
