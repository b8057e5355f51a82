"""Which runs there are."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from netcollect.archive import MANIFEST, files, finished, runs, unfinished
from netcollect.errors import InputError
from unit.archive.samples import DAY, HOUR, START, run
from unit.fakes import ok
from unit.store.test_history import manifests_read

DAMAGES = {
    "empty": b"",
    "cut": b'{"schema": 1, "run": "2026',
    "foreign": b'{"name": "something else"}',
    "binary": bytes(range(256)),
    "deep": b"[" * 100_000,
    "list": b"[]",
    "sizes": b'{"schema": 1, "bytes": -1}',
}


def test_nothing_is_there_at_first(tmp_path: Path) -> None:
    assert list(runs(tmp_path)) == []
    assert list(runs(tmp_path / "none")) == []
    (tmp_path / "runs").touch()
    assert list(runs(tmp_path)) == []


def test_the_newest_comes_first_and_copies_beside_them_are_no_runs(tmp_path: Path) -> None:
    first = run(tmp_path, START)
    last = run(tmp_path, START + DAY)
    between = run(tmp_path, START + HOUR, interrupted=True)
    shutil.copytree(first, tmp_path / "runs" / "before-the-change")
    assert [each.path for each in runs(tmp_path)] == [last, between, first]
    assert [each.document.status for each in runs(str(tmp_path))] == ["ok", "interrupted", "ok"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_manifest_is_told_and_hides_no_other_run(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    first, broken, last = (run(tmp_path, START + days * DAY) for days in range(3))
    (broken / MANIFEST).write_bytes(DAMAGES[damage])
    with caplog.at_level(logging.WARNING, "netcollect.archive"):
        assert [each.path for each in runs(tmp_path)] == [last, first]
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith(f"left out: {broken / MANIFEST}: is not a netcollect manifest: ")


def test_who_lists_runs_can_tell_of_the_damaged_ones_himself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (run(tmp_path) / MANIFEST).write_text("{")
    problems: list[InputError] = []
    assert list(runs(tmp_path, damaged=problems.append)) == []
    assert [problem.problems[0].message[:29] for problem in problems] == ["is not a netcollect manifest:"]
    assert caplog.messages == []


def test_runs_are_read_one_at_a_time_once_each_and_without_their_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in range(5):
        run(tmp_path, START + days * DAY, {f"R{n}": [ok("show a"), ok("show b")] for n in range(20)})
    read, opened = manifests_read(monkeypatch), list[str]()
    steps = files._steps

    def opening(file: str) -> tuple[str, ...]:
        opened.append(file)
        return steps(file)

    monkeypatch.setattr(files, "_steps", opening)
    for number, each in enumerate(runs(tmp_path), 1):
        assert each.document.counts.ok == len(each.devices) == 20
        assert len(read) == number
    assert opened == [MANIFEST] * 5


def test_finished_runs_are_listed_without_reading_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [run(tmp_path, START + days * DAY) for days in (1, 0)]
    read = manifests_read(monkeypatch)
    assert [each.path for each in finished(tmp_path)] == paths
    assert read == []


def test_runs_without_a_manifest_did_not_finish(tmp_path: Path) -> None:
    whole, killed = run(tmp_path), run(tmp_path, START + DAY)
    (killed / MANIFEST).unlink()
    (tmp_path / "runs" / "notes").mkdir()
    assert list(unfinished(tmp_path)) == [killed]
    assert [each.path for each in runs(tmp_path)] == [whole]
    assert list(unfinished(tmp_path / "none")) == []
