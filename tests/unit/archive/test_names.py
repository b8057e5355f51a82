"""What a person may call a run."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netcollect.archive import LATEST, MANIFEST, find_run, open_run
from netcollect.archive.names import end_of
from netcollect.errors import InputError
from unit.archive.samples import DAY, HOUR, SECOND, START, run


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Runs of three days: one on the 23rd, two on the 24th, and on the 25th one that was interrupted."""
    for at, token in ((START, "7f3a"), (START + DAY, "81c0"), (START + DAY + HOUR, "81c1")):
        run(tmp_path, at, token=token)
    run(tmp_path, START + 2 * DAY, token="dead", interrupted=True)
    return tmp_path


FIRST, SECOND_RUN, THIRD, CUT = (
    "20261123T151100Z-7f3a",
    "20261124T151100Z-81c0",
    "20261124T161100Z-81c1",
    "20261125T151100Z-dead",
)


@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("latest", THIRD),
        ("latest~0", THIRD),
        ("latest~1", SECOND_RUN),
        ("latest~2", FIRST),
        (FIRST, FIRST),
        (CUT, CUT),
        ("20261123", FIRST),
        ("20261124T16", THIRD),
        ("20261124T151100Z-8", SECOND_RUN),
        ("20261125", CUT),
        ("runs/" + FIRST, FIRST),
        ("2026-11-23", FIRST),
        ("2026-11-24", THIRD),
        ("2026-11-25", THIRD),
        ("2030-01-01", THIRD),
        ("9999-12-31", THIRD),
        ("2026-11-24T15", SECOND_RUN),
        ("2026-11-24T15:11", SECOND_RUN),
        ("2026-11-24T15:10", FIRST),
        ("2026-11-24 15:11:01", SECOND_RUN),
        ("2026-11-24T15:11:00Z", FIRST),
        ("2026-11-24T15:11:01.123Z", SECOND_RUN),
        ("2026-11-24T15:11:01.122Z", FIRST),
        ("2026-11-24T18:30+02:00", THIRD),
        ("2026-11-24T17:30+02:00", SECOND_RUN),
        ("2026-11-24T1511", SECOND_RUN),
        ("2026-11-25+02:00", THIRD),
    ],
)
def test_a_run_has_many_names(output: Path, name: str, run: str) -> None:
    assert open_run(name, output).path == output / "runs" / run


def test_a_directory_is_a_name_wherever_it_is(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(output / "runs" / FIRST, tmp_path / "kept" / "2026-11-24")
    assert open_run(tmp_path / "kept" / "2026-11-24", output).document.run == FIRST
    assert open_run(f"{output / 'runs' / FIRST}/", "nowhere").document.run == FIRST
    monkeypatch.chdir(tmp_path / "kept")
    assert open_run("2026-11-24", output).document.run == FIRST


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "there is no finished run ''"),
        (" ", "there is no finished run ' '"),
        ("latest~3", "there is no finished run 'latest~3': fewer are kept"),
        ("latest~999999", "fewer are kept"),
        ("latest~-1", "there is no finished run 'latest~-1'"),
        ("latest~x", "there is no finished run"),
        ("20261124", rf"'20261124' could be any of 2 runs: {THIRD}, {SECOND_RUN} \(see"),
        ("2", rf"could be any of 4 runs: {CUT}, {THIRD}, {SECOND_RUN}, … \(see"),
        ("2019", "there is no finished run '2019'"),
        ("2026-11-22", "no run had finished by 2026-11-22"),
        ("0001-01-01T00:00+05:00", "there is no finished run"),
        ("2026-11-31", "there is no finished run '2026-11-31': day is out of range for month"),
        ("2026-11-24T25:00", "there is no finished run .*: hour must be in"),
        ("../..", "there is no finished run"),
        ("a\0b", "there is no finished run"),
        ("x" * 300, ": File name too long "),
    ],
)
def test_a_name_that_means_no_run_or_several_is_an_error(output: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        open_run(name, output)
    assert str(caught.value).endswith(f"(see {output / 'runs'})")


@pytest.mark.parametrize(("run", "why"), [("x", "'x'"), ("x" * 300, ": File name too long")])
def test_an_error_says_where_the_name_came_from(tmp_path: Path, run: str, why: str) -> None:
    with pytest.raises(InputError, match=f"RUN: there is no finished run .*{why} "):
        find_run(tmp_path, run, "RUN")


def test_a_run_without_a_manifest_is_told_to_be_unfinished(output: Path) -> None:
    (output / "runs" / FIRST / MANIFEST).unlink()
    with pytest.raises(InputError, match=f"the run '{FIRST}' did not finish: it has no manifest"):
        open_run(FIRST, output)


def test_latest_is_one_run_even_if_the_link_moves_while_it_is_read(output: Path) -> None:
    found = open_run("latest", output)
    run(output, START + 9 * DAY)
    assert found.document.run == THIRD
    assert open_run("latest", output).document.run != THIRD


@pytest.mark.parametrize("harm", ["removed", "dangling", "foreign"])
def test_latest_does_without_its_link(output: Path, harm: str) -> None:
    (output / LATEST).unlink()
    if harm != "removed":
        (output / LATEST).symlink_to("runs/none" if harm == "dangling" else "/")
    assert open_run("latest", output).name == THIRD
    assert open_run("latest~2", output).name == FIRST


def test_a_directory_in_the_place_of_the_link_is_taken_as_it_is(output: Path) -> None:
    (output / LATEST).unlink()
    shutil.copytree(output / "runs" / FIRST, output / LATEST)
    assert open_run("latest", output).document.run == FIRST


def test_a_damaged_run_stands_in_nobodys_way_but_is_not_passed_over_when_it_is_named(
    output: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (output / "runs" / SECOND_RUN / MANIFEST).write_text("{")
    assert open_run("latest~1", output).name == FIRST
    assert len(caplog.messages) == 1
    assert f"{SECOND_RUN}/manifest.json: is not a netcollect manifest" in caplog.text
    assert open_run("2026-11-24T15:30", output).name == FIRST
    (output / "runs" / THIRD / MANIFEST).write_text("{")
    with pytest.raises(InputError, match=rf"{THIRD}/manifest\.json: is not a netcollect manifest"):
        _ = open_run("latest", output).document
    assert open_run("latest~1", output).name == FIRST


@pytest.mark.parametrize(("first", "last"), [("aaaa", "bbbb"), ("bbbb", "aaaa")])
def test_of_two_runs_of_one_second_the_one_before_latest_is_the_other(
    tmp_path: Path, first: str, last: str
) -> None:
    path = run(tmp_path, START, token=first)
    run(tmp_path, START, token=last)
    os.utime(path / MANIFEST, (9e9, 9e9))
    assert open_run("latest", tmp_path).name.endswith(last)
    assert open_run("latest~1", tmp_path).name.endswith(first)


def test_a_run_is_not_taken_for_a_moment_before_it_had_finished(tmp_path: Path) -> None:
    slow = run(tmp_path, START, seconds=7200)
    quick = run(tmp_path, START + SECOND)
    assert open_run("2026-11-23T16", tmp_path).path == quick
    (quick / MANIFEST).unlink()
    with pytest.raises(InputError, match="no run had finished by"):
        open_run("2026-11-23T16", tmp_path)
    assert open_run("2026-11-23T17", tmp_path).path == slow


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026-11-20", "2026-11-20T23:59:59.999+00:00"),
        ("2026-11-20+01:00", "2026-11-20T22:59:59.999+00:00"),
        ("2026-11-20T14", "2026-11-20T14:59:59.999+00:00"),
        ("2026-11-20T14:30", "2026-11-20T14:30:59.999+00:00"),
        ("2026-11-20T14:30:05", "2026-11-20T14:30:05.999+00:00"),
        ("2026-11-20T14:30:05.5Z", "2026-11-20T14:30:05.500+00:00"),
        ("2026-11-20T14:30+0530", "2026-11-20T09:00:59.999+00:00"),
    ],
)
def test_a_moment_ends_where_its_last_unit_does_in_utc(text: str, end: str) -> None:
    assert end_of(text) == datetime.fromisoformat(end).astimezone(UTC)


@pytest.mark.parametrize(
    "text", ["latest", "20261120", "2026-11", "2026-11-20T", "2026-11-20T14:30:", "14:30"]
)
def test_what_is_no_moment(text: str) -> None:
    assert end_of(text) is None
