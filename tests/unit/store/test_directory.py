"""A run's directory."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netcollect.archive import Run
from netcollect.document import DeviceResult, RunResult, RunStatus, build_result
from netcollect.errors import ErrorKind, OutputError
from netcollect.model import CommandResult, Failure, Job, Outcome
from netcollect.store import Layout, RunDirectory
from unit.fakes import device, ok, rejected

Rows = tuple[DeviceResult, ...]

START = datetime(2026, 11, 23, 15, 11, 0, 123456, tzinfo=UTC)
LATER = START + timedelta(milliseconds=1)


def create(tmp_path: Path, layout: Layout = "device", token: str | None = "7f3a") -> RunDirectory:
    return RunDirectory.create(tmp_path / "output", layout=layout, now=START, token=token)


def outcome(*results: CommandResult, name: str = "R1") -> Outcome:
    error = next((result.error for result in results if result.error), None)
    job = Job(device(name), tuple(result.command for result in results))
    return Outcome(job, results, error, 1, 0.5)


def result(
    directory: RunDirectory, status: RunStatus = "ok", *, started: datetime = START, rows: Rows = ()
) -> RunResult:
    return build_result(
        run=directory.run,
        started=started,
        finished=START,
        seconds=1.0,
        directory=str(directory.path),
        inventory=(),
        rows=rows,
        interrupted=status == "interrupted",
    )


def latest(tmp_path: Path) -> Path:
    return tmp_path / "output" / "latest"


def open_files(tmp_path: Path) -> list[Path]:
    """What this process holds open below a directory."""
    links = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return [link for link in links if link.is_relative_to(tmp_path)]


def test_its_name_is_the_start_and_a_token(tmp_path: Path) -> None:
    assert create(tmp_path).run == "20261123T151100Z-7f3a"


def test_the_token_is_four_hex_digits(tmp_path: Path) -> None:
    assert re.fullmatch(r"20261123T151100Z-[0-9a-f]{4}", create(tmp_path, token=None).run)


def test_a_token_that_is_taken_is_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = iter(["aaaa", "aaaa", "bbbb"])
    monkeypatch.setattr("secrets.token_hex", lambda _size: next(tokens))
    names = [create(tmp_path, token=None).run[-4:] for _ in range(2)]
    assert names == ["aaaa", "bbbb"]


def test_layout_device_has_prompt_lines(tmp_path: Path) -> None:
    directory = create(tmp_path)
    row = directory.write(outcome(ok("show a", "one\n"), rejected("shw x"), ok("show b", "")))
    assert (directory.path / "R1.txt").read_text() == "R1#show a\none\nR1#show b\n"
    assert [entry.file for entry in row.commands] == ["R1.txt", None, "R1.txt"]
    first, bad, empty = row.commands
    assert (first.bytes, first.sha256) == (4, hashlib.sha256(b"one\n").hexdigest())
    assert (bad.bytes, bad.sha256) == (None, None)
    assert empty.bytes == 0
    assert (row.status, row.seconds) == ("partial", 0.5)


def test_layout_command_has_the_outputs_alone(tmp_path: Path) -> None:
    directory = create(tmp_path, "command")
    row = directory.write(outcome(ok("show a", "one\n"), ok("show b", "two\n")))
    assert [entry.file for entry in row.commands] == ["R1/show_a.txt", "R1/show_b.txt"]
    assert (directory.path / "R1" / "show_b.txt").read_bytes() == b"two\n"


def test_bytes_that_were_no_utf8_are_stored_as_they_came(tmp_path: Path) -> None:
    directory = create(tmp_path, "command")
    row = directory.write(outcome(ok("show a", b"\xff\xfeabc\n".decode("utf-8", "surrogateescape"))))
    assert (directory.path / "R1" / "show_a.txt").read_bytes() == b"\xff\xfeabc\n"
    assert row.commands[0].bytes == 6


def test_a_device_that_failed_has_no_file(tmp_path: Path) -> None:
    directory = create(tmp_path)
    failure = Failure(ErrorKind.REFUSED, "no")
    row = directory.write(
        Outcome(Job(device(), ("show a",)), (CommandResult("show a", "", "", "not_run"),), failure, 1, 0)
    )
    assert row.error == failure
    assert list(directory.path.iterdir()) == []


def test_the_manifest_comes_last_and_latest_points_to_it(tmp_path: Path) -> None:
    directory = create(tmp_path)
    assert not (directory.path / "manifest.json").exists()
    directory.finish(result(directory))
    assert json.loads((tmp_path / "output" / "latest" / "manifest.json").read_text())["run"] == directory.run


def test_an_interrupted_run_is_listed_but_is_not_the_latest(tmp_path: Path) -> None:
    first = create(tmp_path)
    first.finish(result(first))
    second = create(tmp_path, token="ffff")
    second.finish(result(second, "interrupted"))
    assert (second.path / "manifest.json").exists()
    assert (tmp_path / "output" / "latest").readlink() == Path("runs", first.run)


def test_a_failed_run_has_finished_and_is_the_latest(tmp_path: Path) -> None:
    directory = create(tmp_path)
    row = directory.write(outcome(rejected()))
    directory.finish(result(directory, rows=(row,)))
    assert Run(latest(tmp_path)).document.status == "failed"


@pytest.mark.parametrize(("early", "late"), [("0000", "ffff"), ("ffff", "0000")])
def test_of_two_runs_the_one_that_began_later_is_the_latest(tmp_path: Path, early: str, late: str) -> None:
    first, second = create(tmp_path, token=early), create(tmp_path, token=late)
    second.finish(result(second, started=LATER))
    first.finish(result(first))
    assert latest(tmp_path).readlink() == Path("runs", second.run)
    third = create(tmp_path, token="8888")
    third.finish(result(third, started=LATER))
    assert latest(tmp_path).readlink() == Path("runs", third.run)


@pytest.mark.parametrize("target", ["runs/99991231T235959Z-ffff", "/nowhere", "."])
def test_a_latest_that_is_no_run_is_put_right(tmp_path: Path, target: str) -> None:
    directory = create(tmp_path)
    latest(tmp_path).symlink_to(target)
    directory.finish(result(directory))
    assert latest(tmp_path).readlink() == Path("runs", directory.run)


def test_latest_is_moved_under_the_lock_and_the_manifest_stands_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = create(tmp_path)

    def lock(_descriptor: int, how: int) -> None:
        assert how == fcntl.LOCK_EX | fcntl.LOCK_NB
        assert (directory.path / "manifest.json").exists()
        assert not latest(tmp_path).exists()

    monkeypatch.setattr(fcntl, "flock", lock)
    directory.finish(result(directory))
    assert latest(tmp_path).exists()
    assert not open_files(tmp_path)


def test_a_lock_that_cannot_be_had_is_an_error_and_leaves_no_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lock(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", lock)
    with pytest.raises(OutputError, match=r"\.lock: No locks available"):
        create(tmp_path)
    assert not (tmp_path / "output" / "runs").exists()
    assert not open_files(tmp_path)


@pytest.mark.parametrize(
    ("layout", "synced"),
    [
        ("device", ["file", "run"]),
        ("command", ["run", "file", "file", "R1"]),
    ],
)
def test_every_file_and_every_name_is_on_the_disk_before_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: Layout, synced: list[str]
) -> None:
    steps: list[str] = []

    def sync(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        steps.append("file" if name.endswith(".tmp") else "run" if name.startswith("2026") else name)

    monkeypatch.setattr(os, "fsync", sync)
    directory = create(tmp_path, layout)
    assert steps == [tmp_path.name, "output", "runs"]
    steps.clear()
    row = directory.write(outcome(ok("show a"), ok("show b")))
    assert steps == synced
    steps.clear()
    directory.finish(result(directory, rows=(row,)))
    assert steps == ["file", "run", "output"]


def test_everything_of_a_run_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        directory = create(tmp_path, "command")
        directory.finish(result(directory, rows=(directory.write(outcome(ok())),)))
    finally:
        os.umask(before)
    found = {path: stat.S_IMODE(path.lstat().st_mode) for path in (tmp_path / "output").rglob("*")}
    assert {path.name for path in found} >= {"runs", "R1", "show_version.txt", "manifest.json", ".lock"}
    for path, mode in found.items():
        if not path.is_symlink():
            assert mode == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE((tmp_path / "output").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("output", "stored"),
    [
        ("", b""),
        ("\n\n", b""),
        ("one", b"one\n"),
        ("one\n", b"one\n"),
        ("one\n\n\n", b"one\n"),
        ("\n one \n", b"\n one \n"),
        ("a" * 3_000_000 + "é", b"a" * 3_000_000 + "é\n".encode()),
    ],
    ids=["empty", "newlines", "none", "one", "three", "blanks", "large"],
)
def test_an_output_ends_with_one_newline_and_the_document_tells_its_very_bytes(
    tmp_path: Path, output: str, stored: bytes
) -> None:
    directory = create(tmp_path, "command")
    entry = directory.write(outcome(ok("show a", output))).commands[0]
    assert (directory.path / "R1" / "show_a.txt").read_bytes() == stored
    assert (entry.bytes, entry.sha256) == (len(stored), hashlib.sha256(stored).hexdigest())


def test_an_output_without_newline_does_not_run_into_the_next_prompt(tmp_path: Path) -> None:
    directory = create(tmp_path)
    directory.write(outcome(ok("show a", "one"), ok("show b", "two")))
    assert (directory.path / "R1.txt").read_bytes() == b"R1#show a\none\nR1#show b\ntwo\n"


def test_words_that_were_no_utf8_do_not_cost_the_manifest(tmp_path: Path) -> None:
    directory = create(tmp_path)
    failure = Failure(ErrorKind.REJECTED, "shw: % \udce9", "see \udcff")
    bad = CommandResult("shw \udcfe", "R1#", "% \udce9\n", "rejected", failure, 0.1)
    directory.finish(result(directory, rows=(directory.write(outcome(bad)),)))
    row = Run(directory.path).document.devices[0]
    assert row.error == Failure(ErrorKind.REJECTED, r"shw: % \udce9", r"see \udcff")
    assert row.commands[0].error == row.error
    assert row.commands[0].command == r"shw \udcfe"


def test_a_command_that_came_twice_has_two_files(tmp_path: Path) -> None:
    directory = create(tmp_path, "command")
    row = directory.write(outcome(ok("show a", "one\n"), ok("show a", "two\n")))
    assert [(directory.path / str(entry.file)).read_text() for entry in row.commands] == ["one\n", "two\n"]


@pytest.mark.parametrize("name", ["../R1", "manifest.json"])
def test_a_device_name_that_would_leave_or_harm_the_run_is_an_error(tmp_path: Path, name: str) -> None:
    directory = create(tmp_path, "command")
    with pytest.raises(OutputError, match="cannot be a"):
        directory.write(outcome(ok(), name=name))
    assert list((tmp_path / "output" / "runs").iterdir()) == [directory.path]
    assert list(directory.path.iterdir()) == []


def test_a_token_that_was_asked_for_is_not_taken_twice(tmp_path: Path) -> None:
    create(tmp_path)
    with pytest.raises(OutputError, match="7f3a: File exists"):
        create(tmp_path)


def test_an_output_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "output").touch()
    with pytest.raises(OutputError, match="output"):
        create(tmp_path)


def test_a_run_directory_that_is_taken_away_is_an_error(tmp_path: Path) -> None:
    directory = create(tmp_path)
    directory.path.rmdir()
    with pytest.raises(OutputError, match=r"R1\.txt"):
        directory.write(outcome(ok()))
