"""`current`, pruning and tidying."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from netcollect.document import build_result
from netcollect.errors import OutputError
from netcollect.model import CommandResult
from netcollect.store import Keeping, Layout, RunDirectory
from netcollect.store.keeping import publish
from netcollect.store.lock import LOCK, locked
from unit.fakes import ok, rejected
from unit.store.test_directory import outcome
from unit.store.test_history import manifests_read

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
GOOD = Keeping(last_good=True)


def run(
    output: Path,
    outputs: Mapping[str, list[CommandResult]],
    at: datetime = NOW,
    keeping: Keeping = GOOD,
    layout: Layout = "device",
    **more: bool,
) -> Path:
    directory = begun(output, at, layout)
    finish(directory, outputs, at, keeping, **more)
    return directory.path


def begun(output: Path, at: datetime, layout: Layout = "device") -> RunDirectory:
    return RunDirectory.create(output, layout=layout, now=at)


def finish(
    directory: RunDirectory,
    outputs: Mapping[str, list[CommandResult]],
    at: datetime,
    keeping: Keeping,
    *,
    interrupted: bool = False,
    redacted: bool = False,
) -> None:
    rows = [directory.write(outcome(*results, name=name)) for name, results in outputs.items()]
    directory.finish(
        build_result(
            run=directory.run,
            started=at,
            finished=at,
            seconds=1.0,
            directory=str(directory.path),
            inventory=(),
            rows=rows,
            interrupted=interrupted,
            redacted=redacted,
        ),
        keeping,
    )


def current(output: Path) -> dict[str, str]:
    directory = output / "current"
    return {
        str(path.relative_to(directory)): path.read_text().splitlines()[-1]
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def runs(output: Path) -> list[str]:
    return sorted(path.name for path in (output / "runs").iterdir())


def test_current_is_the_newest_complete_output_of_every_device(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok(output="1\n")], "R2": [ok(output="1\n")], "R3": [rejected()]}, NOW - 2 * DAY)
    run(tmp_path, {"R1": [ok(output="2\n")], "R2": [ok(output="2\n"), rejected()]}, NOW - DAY)
    run(tmp_path, {"R1": [rejected()]})
    assert current(tmp_path) == {"R1.txt": "2", "R2.txt": "1"}


def test_current_looks_back_to_runs_without_it(tmp_path: Path) -> None:
    without = Keeping()
    run(tmp_path, {"R1": [ok(output="1\n")], "R2": [ok(output="1\n")], "R3": [ok()]}, NOW - 4 * DAY, without)
    run(tmp_path, {"R1": [ok(output="2\n")], "R2": [rejected()]}, NOW - 3 * DAY)
    assert current(tmp_path) == {"R1.txt": "2", "R2.txt": "1", "R3.txt": "one"}
    run(tmp_path, {"R1": [ok(output="3\n")], "R2": [ok(output="3\n")]}, NOW - 2 * DAY, without)
    run(tmp_path, {"R1": [rejected()]}, NOW - DAY)
    assert current(tmp_path) == {"R1.txt": "3", "R2.txt": "3", "R3.txt": "one"}


def test_current_has_devices_that_this_run_leaves_out(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok()], "R2": [ok(output="1\n")]}, NOW - 3 * DAY, Keeping())
    run(tmp_path, {"R1": [ok()]}, NOW - 2 * DAY)
    assert current(tmp_path) == {"R1.txt": "one", "R2.txt": "1"}
    newer = run(tmp_path, {"R2": [ok(output="3\n")]}, NOW - DAY, Keeping())
    later = time.time() + 9
    os.utime(newer / "R2.txt", (later, later))
    run(tmp_path, {"R1": [ok()]})
    assert current(tmp_path) == {"R1.txt": "one", "R2.txt": "3"}


def test_a_file_that_somebody_took_from_a_run_is_not_missed(tmp_path: Path) -> None:
    (run(tmp_path, {"R1": [ok()]}, NOW - DAY, Keeping()) / "R1.txt").unlink()
    run(tmp_path, {"R1": [rejected()]})
    assert current(tmp_path) == {}


def test_current_does_not_go_back_when_a_run_is_removed(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok(output="1\n")], "R2": [ok(output="1\n")]}, NOW - 3 * DAY)
    removed = run(tmp_path, {"R1": [ok(output="2\n")]}, NOW - 2 * DAY)
    later = time.time() + 9
    os.utime(removed / "R1.txt", (later, later))
    shutil.rmtree(removed)
    run(tmp_path, {"R1": [rejected()], "R2": [rejected()]}, NOW - DAY)
    assert current(tmp_path) == {"R1.txt": "2", "R2.txt": "1"}
    # A clock that was wrong does not stop what is new.
    run(tmp_path, {"R1": [ok(output="3\n")]})
    assert current(tmp_path) == {"R1.txt": "3", "R2.txt": "1"}


def test_a_redacted_run_brings_nothing_into_current_that_is_not(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok(output="secret\n")]}, NOW - DAY, Keeping())
    run(tmp_path, {"R1": [rejected()], "R2": [ok()]}, redacted=True)
    assert current(tmp_path) == {"R2.txt": "one"}


def test_a_manifest_that_somebody_wrote_does_not_lead_out_of_current(tmp_path: Path) -> None:
    path = run(tmp_path, {"R1": [ok()]}, NOW - DAY, Keeping())
    (path.parent / "outside.txt").write_text("x")
    manifest = path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"R1.txt"', '"../outside.txt"'))
    run(tmp_path, {"R1": [rejected()]})
    assert not (tmp_path / "outside.txt").exists()


def test_no_more_runs_are_read_than_current_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in range(3):
        run(tmp_path, {"R1": [ok()]}, NOW - (9 - days) * DAY)
    read = manifests_read(monkeypatch)
    last = run(tmp_path, {"R1": [ok()]})
    assert read == [tmp_path / "latest", last]


def test_in_layout_command_every_output_is_complete_in_itself(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("show a", "1\n"), ok("show b", "1\n")]}, NOW - DAY, layout="command")
    run(tmp_path, {"R1": [ok("show a", "2\n"), rejected("show b")]}, layout="command")
    assert current(tmp_path) == {"R1/show_a.txt": "2", "R1/show_b.txt": "1"}


def test_current_outlives_its_run_and_costs_nothing_before(tmp_path: Path) -> None:
    path = run(tmp_path, {"R1": [ok(output="1\n")]}, NOW - DAY)
    assert (path / "R1.txt").samefile(tmp_path / "current/R1.txt")
    run(tmp_path, {"R1": [rejected()]}, keeping=Keeping(last_good=True, runs=1))
    assert not path.exists()
    assert current(tmp_path) == {"R1.txt": "1"}


def test_the_same_output_again_stays_and_leaves_nothing_behind(tmp_path: Path) -> None:
    for _ in range(2):
        run(tmp_path, {"R1": [ok()]})
    assert not list(tmp_path.rglob(".*.tmp"))


def test_a_run_that_is_late_does_not_replace_what_a_later_one_has(tmp_path: Path) -> None:
    early = begun(tmp_path, NOW - DAY)
    run(tmp_path, {"R1": [ok(output="late\n")], "R2": [rejected()]})
    finish(early, {"R1": [ok(output="early\n")], "R2": [ok(output="early\n")]}, NOW - DAY, GOOD)
    assert current(tmp_path) == {"R1.txt": "late", "R2.txt": "early"}


def test_without_hard_links_current_is_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    run(tmp_path, {"R1": [ok(output="1\n")]})
    assert current(tmp_path) == {"R1.txt": "1"}
    assert (tmp_path / "current/R1.txt").stat().st_mode & 0o777 == 0o600


def test_without_the_flag_there_is_no_current(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok()]}, keeping=Keeping())
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "latest", "runs"]


def history(output: Path, ages: list[float], keeping: Keeping = GOOD) -> list[str]:
    """Runs that are so many days old, and one of now that prunes; gives the ages that are left."""
    names = {run(output, {}, NOW - age * DAY, Keeping()).name: age for age in ages}
    run(output, {}, NOW, keeping)
    return sorted(str(names[name]) for name in runs(output) if name in names)


@pytest.mark.parametrize(
    ("keeping", "left"),
    [
        (Keeping(), ["1", "2", "30", "9"]),
        (Keeping(runs=1), []),
        (Keeping(runs=3), ["1", "2"]),
        (Keeping(runs=99), ["1", "2", "30", "9"]),
        (Keeping(days=5), ["1", "2"]),
        (Keeping(days=0), []),
        (Keeping(runs=2, days=10), ["1", "2", "9"]),
        (Keeping(runs=4, days=1.5), ["1", "2", "9"]),
    ],
)
def test_a_run_stays_that_a_rule_keeps(tmp_path: Path, keeping: Keeping, left: list[str]) -> None:
    assert history(tmp_path, [1, 2, 9, 30], keeping) == left


def test_only_finished_runs_are_pruned(tmp_path: Path) -> None:
    alive = begun(tmp_path, NOW - 9 * DAY)
    (tmp_path / "runs" / "notes").mkdir()
    (tmp_path / "runs" / "notes" / "manifest.json").touch()
    assert history(tmp_path, [8], Keeping(runs=1)) == []
    assert alive.path.exists()
    assert (tmp_path / "runs" / "notes").exists()
    alive.close()


def test_a_run_that_is_about_to_end_is_not_pruned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    early = begun(tmp_path, NOW - DAY)

    def overtaken(output: Path, path: Path, *rest: Any) -> list[Path]:
        # Its manifest stands, and another run has the lock before it.
        monkeypatch.undo()
        (output / LOCK).unlink()
        run(output, {}, keeping=Keeping(runs=1))
        return publish(output, path, *rest)

    monkeypatch.setattr("netcollect.store.directory.publish", overtaken)
    finish(early, {"R1": [ok(output="1\n")]}, NOW - DAY, GOOD)
    assert early.run in runs(tmp_path)
    assert current(tmp_path) == {"R1.txt": "1"}


def test_latest_is_never_pruned(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    early = begun(tmp_path, NOW - DAY)
    newest = run(tmp_path, {}, keeping=Keeping())
    assert caplog.messages == []
    finish(early, {}, NOW - DAY, Keeping(runs=1))
    assert (tmp_path / "latest").resolve() == newest.resolve()
    assert caplog.messages == [
        f"{tmp_path / 'latest'} is left as it is: the run it points to began later than {early.run}"
    ]
    assert runs(tmp_path) == sorted([early.run, newest.name])


def test_an_interrupted_run_moves_and_prunes_nothing_and_waits_for_nobody(tmp_path: Path) -> None:
    whole = run(tmp_path, {"R1": [ok()]}, NOW - 2 * DAY)
    late = begun(tmp_path, NOW - DAY)
    with locked(tmp_path, "pruning"):
        finish(late, {}, NOW - DAY, Keeping(runs=1), interrupted=True)
    assert (tmp_path / "latest").resolve() == whole.resolve()
    assert runs(tmp_path) == sorted([whole.name, late.run])


def test_latest_is_not_pruned_beside_interrupted_runs(tmp_path: Path) -> None:
    whole = run(tmp_path, {"R1": [ok()]}, NOW - 2 * DAY)
    cut = [run(tmp_path, {}, NOW - number * DAY / 2, interrupted=True).name for number in (1, 2)]
    early = begun(tmp_path, NOW - 3 * DAY)
    finish(early, {}, NOW - 3 * DAY, Keeping(runs=1))
    assert (tmp_path / "latest").resolve() == whole.resolve()
    assert runs(tmp_path) == sorted([whole.name, early.run, cut[0]])


def test_what_cannot_be_removed_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = run(tmp_path, {"R1": [ok()]}, NOW - DAY)
    monkeypatch.setattr(shutil, "rmtree", lambda _path, ignore_errors: ignore_errors)
    with pytest.raises(OutputError, match=rf"\.{old.name}\.tmp: Directory not empty"):
        run(tmp_path, {}, keeping=Keeping(runs=1))
    monkeypatch.undo()
    # It does not look like a run any more, and the next run removes the rest.
    run(tmp_path, {})
    assert all(not name.startswith(".") for name in runs(tmp_path))


def test_stray_temporary_files_are_removed_and_others_stay(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok()]})
    strays = [tmp_path / ".latest.123.tmp", tmp_path / "current" / ".R1.txt.9.tmp"]
    for stray in strays:
        stray.write_text("x")
    mine = [tmp_path / name for name in ("mine.tmp", ".mine.123.tmp", "latest.1.tmp")]
    for each in mine:
        each.write_text("x")
    begun(tmp_path, NOW).close()
    assert not any(stray.exists() for stray in strays)
    assert all(each.exists() for each in mine)


def test_a_run_that_did_not_finish_is_told_of_until_one_has(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dead = begun(tmp_path, NOW - DAY)
    dead.close()
    os.utime(dead.path, (1, 1))
    run(tmp_path, {"R1": [ok()]})
    said = f"{dead.path} did not finish: it has no manifest; 0 files kept, 0 half-written files removed"
    assert caplog.messages == [said]
    begun(tmp_path, NOW).close()
    assert caplog.messages == [said]


def test_a_run_that_may_not_be_looked_at_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(tmp_path, NOW - DAY).close()
    exists = Path.exists

    def denied(path: Path) -> bool:
        if path.name == "manifest.json":
            raise PermissionError(errno.EACCES, "Permission denied")
        return exists(path)

    monkeypatch.setattr(Path, "exists", denied)
    begun(tmp_path, NOW).close()


@pytest.mark.parametrize("kind", ["file", "directory"])
def test_what_stands_in_the_place_of_latest_is_told_at_the_beginning(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "latest"
    if kind == "file":
        place.touch()
    else:
        place.mkdir()
    with pytest.raises(OutputError, match="latest: it exists and is not a link"):
        begun(tmp_path, NOW)
    assert not (tmp_path / "runs").exists()
