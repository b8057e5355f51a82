"""What earlier runs say to one that begins."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from netcollect.archive import Run
from netcollect.archive.run import read_manifest
from netcollect.document import RunResult, RunStatus, build_result
from netcollect.model import CommandResult
from netcollect.store import History, Layout, RunDirectory, look_back
from unit.fakes import ok, rejected
from unit.store.test_directory import START, outcome

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def run(
    output: Path,
    outputs: Mapping[str, list[CommandResult]],
    at: datetime = START,
    status: RunStatus = "ok",
    layout: Layout = "command",
) -> Path:
    """A finished run as a real one makes it, with what earlier runs hold; gives its directory."""
    history = look_back(output, {(name, each.command) for name, row in outputs.items() for each in row})
    directory = RunDirectory.create(output, layout=layout, now=at, history=history)
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
            interrupted=status == "interrupted",
        )
    )
    return directory.path


def manifests_read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """From now on: the directory of each manifest that is read, as often as it is."""
    read: list[Path] = []

    def reading(path: Path) -> RunResult:
        read.append(path)
        return read_manifest(path)

    monkeypatch.setattr("netcollect.archive.run.read_manifest", reading)
    return read


def changes(path: Path) -> list[bool | None]:
    return [each.changed for row in Run(path).document.devices for each in row.commands]


def test_nothing_is_known_at_first(tmp_path: Path) -> None:
    assert look_back(tmp_path, {("R1", "show a")}) == History(whole=set())
    assert changes(run(tmp_path, {"R1": [ok("show a")]})) == [None]
    assert not Run(tmp_path / "latest").document.changed


@pytest.mark.parametrize("layout", ["device", "command"])
def test_changed_is_told_of_the_command_the_device_and_the_run(tmp_path: Path, layout: Layout) -> None:
    run(tmp_path, {"R1": [ok("show a"), ok("show b")], "R2": [ok("show a")]}, layout=layout)
    path = run(
        tmp_path,
        {"R1": [ok("show a"), ok("show b", "2\n")], "R2": [ok("show a")]},
        START + HOUR,
        layout=layout,
    )
    assert changes(path) == [False, True, False]
    document = Run(path).document
    assert [row.changed for row in document.devices] == [True, False]
    assert document.changed
    path = run(tmp_path, {"R1": [ok("show a"), ok("show b", "2\n")]}, START + 2 * HOUR, layout=layout)
    assert not Run(path).document.changed


def test_each_command_is_compared_with_the_run_that_has_it_last(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("show a", "old\n"), ok("show b")]})
    run(tmp_path, {"R1": [ok("show a", "new\n")], "R2": [ok("show a")]}, START + HOUR)
    run(tmp_path, {"R1": [rejected("show a")]}, START + 2 * HOUR)
    path = run(tmp_path, {"R1": [ok("show a", "new\n"), ok("show b")]}, START + 3 * HOUR)
    assert changes(path) == [False, False]


def test_what_failed_is_neither(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("show a")]})
    assert changes(run(tmp_path, {"R1": [rejected("show a")]}, START + HOUR)) == [None]


def test_the_order_is_learned_from_a_run_that_was_not_interrupted(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("show a")], "R2": [rejected("show a")]})
    run(tmp_path, {"R3": [ok("show a")]}, START + HOUR, status="interrupted")
    found = look_back(tmp_path, {("R3", "show a")})
    assert found.seconds.keys() == {"R1", "R2"}
    assert found.whole == {"R1"}
    assert found.outputs.keys() == {("R3", "show a")}


def test_a_run_of_a_few_does_not_make_the_others_new(tmp_path: Path) -> None:
    """As `--rerun-failed` or `--limit` do: the order of the rest comes from the run before."""
    run(tmp_path, {"R1": [ok("show a")], "R2": [rejected("show a")]})
    run(tmp_path, {"R2": [ok("show a")]}, START + HOUR)
    found = look_back(tmp_path, {("R1", "show a"), ("R2", "show a")})
    assert found.seconds.keys() == {"R1", "R2"}
    assert found.whole == {"R1", "R2"}


def test_a_manifest_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("show a")]})
    broken = run(tmp_path, {"R1": [ok("show a")]}, START + HOUR)
    (broken / "manifest.json").write_text("{")
    assert look_back(tmp_path, {("R1", "show a")}).outputs.keys() == {("R1", "show a")}


def test_a_copy_that_somebody_keeps_beside_the_runs_is_no_run(tmp_path: Path) -> None:
    first = run(tmp_path, {"R1": [ok("show a", "old\n")]})
    shutil.copytree(first, tmp_path / "runs" / "before-the-change")
    run(tmp_path, {"R1": [ok("show a", "new\n")]}, START + HOUR)
    assert changes(run(tmp_path, {"R1": [ok("show a", "new\n")]}, START + 2 * HOUR)) == [False]


def test_no_more_runs_are_read_than_that_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for hours in range(4):
        run(tmp_path, {"R1": [ok("show a")]}, START + hours * HOUR)
    read = manifests_read(monkeypatch)
    look_back(tmp_path, {("R1", "show a")})
    assert len(read) == 1
    look_back(tmp_path, {("R9", "show a")}, depth=3, enough=0)
    assert len(read) == 1 + 3
    look_back(tmp_path, {("R9", "show a")}, depth=3)
    assert len(read) == 1 + 3 + 4


def test_many_small_runs_do_not_hide_a_large_one(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("show a")], "R2": [ok("show a")]})
    for minutes in range(1, 61):
        run(tmp_path, {"R1": [ok("show a")]}, START + minutes * MINUTE)
    assert changes(run(tmp_path, {"R2": [ok("show a")]}, START + 2 * HOUR)) == [False]


def test_what_is_redacted_is_compared_with_its_like(tmp_path: Path) -> None:
    path = run(tmp_path, {"R1": [ok("show a")]})
    manifest = path / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "redacted": True}))
    assert Run(path).document.redacted
    wanted = {("R1", "show a")}
    assert look_back(tmp_path, wanted).outputs == {}
    assert look_back(tmp_path, wanted, redacted=True).outputs.keys() == wanted


def test_an_output_that_did_not_change_is_one_file(tmp_path: Path) -> None:
    first = run(tmp_path, {"R1": [ok("show a"), ok("show b")]})
    second = run(tmp_path, {"R1": [ok("show a"), ok("show b", "2\n")]}, START + HOUR)
    assert (first / "R1/show_a.txt").samefile(second / "R1/show_a.txt")
    assert not (first / "R1/show_b.txt").samefile(second / "R1/show_b.txt")
    assert (first / "R1/show_b.txt").read_text() == "one\n"
    assert not list(tmp_path.rglob(".*.tmp"))


def altered(path: Path) -> None:
    path.write_text("someone's")


def lengthened(path: Path) -> None:
    with path.open("a") as file:
        file.write("more\n")


def opened(path: Path) -> None:
    path.chmod(0o644)


def linked(path: Path) -> None:
    path.rename(path.with_name("other"))
    path.symlink_to("other")


def removed(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [altered, lengthened, opened, linked, removed])
def test_a_file_that_is_not_as_it_was_written_is_not_linked_to(tmp_path: Path, harm: object) -> None:
    first = run(tmp_path, {"R1": [ok("show a")]})
    assert callable(harm)
    harm(first / "R1/show_a.txt")
    second = run(tmp_path, {"R1": [ok("show a")]}, START + HOUR) / "R1/show_a.txt"
    assert second.read_text() == "one\n"
    assert (second.stat().st_mode & 0o777, second.stat().st_nlink) == (0o600, 1)
    assert not second.is_symlink()


def test_where_files_cannot_be_linked_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, {"R1": [ok("show a")]})

    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    second = run(tmp_path, {"R1": [ok("show a")]}, START + HOUR)
    assert (second / "R1/show_a.txt").read_text() == "one\n"
    assert (second / "R1/show_a.txt").stat().st_nlink == 1
    assert not list(tmp_path.rglob(".*.tmp"))


def space(output: Path) -> int:
    """What a directory takes on the disk, in bytes, as `du` counts it."""
    found = {path.lstat().st_ino: path.lstat().st_blocks * 512 for path in output.rglob("*")}
    return sum(found.values())


@pytest.mark.soak
def test_thirty_runs_of_unchanged_devices_take_less_than_half_a_run_more(tmp_path: Path) -> None:
    # 40 kB is a usual configuration of a switch with 48 ports; each device's is its own.
    outputs = {
        f"SW{n}": [ok("show running-config", f"hostname SW{n}\n" + f"! {n:34}\n" * 1100)] for n in range(40)
    }
    run(tmp_path, outputs, layout="device")
    one = space(tmp_path)
    for hours in range(1, 30):
        run(tmp_path, outputs, START + hours * HOUR, layout="device")
    assert len(list((tmp_path / "runs").iterdir())) == 30
    assert space(tmp_path) < 1.5 * one
