"""Nothing outside a run's directory is read, whatever a manifest or a link says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from netcollect.archive import is_stored, open_stored, pieces, stored_files
from netcollect.document import CommandEntry
from unit.report.samples import row


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A run's directory with two files of its own, beside a secret."""
    (tmp_path / "secret.txt").write_text("secret")
    inside = tmp_path / "run"
    (inside / "R1").mkdir(parents=True)
    (inside / "R1.txt").write_bytes(b"one\n")
    (inside / "R1" / "show_a.txt").write_bytes(b"two\n")
    return inside


def test_files_of_the_run_are_read(directory: Path) -> None:
    assert b"".join(pieces(directory, "R1.txt")) == b"one\n"
    with open_stored(directory, "R1/show_a.txt") as file:
        assert file.read() == b"two\n"
    assert is_stored(directory, "R1.txt")
    assert not is_stored(directory, "R2.txt")


def test_the_directory_itself_may_be_reached_by_a_link(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "latest").symlink_to("run")
    assert is_stored(tmp_path / "latest", "R1/show_a.txt")


@pytest.mark.parametrize(
    "file",
    [
        "../secret.txt",
        "R1/../../secret.txt",
        "R1/../R1.txt",
        "..",
        ".",
        "",
        "/",
        "R1",
        "a\0b",
        "x\udfff",
        "x" * 300,
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(directory: Path, file: str) -> None:
    assert not is_stored(directory, file)
    with pytest.raises(OSError, match=r".") as caught:
        open_stored(directory, file)
    assert caught.value.strerror


def test_an_absolute_name_is_refused(directory: Path, tmp_path: Path) -> None:
    for file in (str(tmp_path / "secret.txt"), f"/{tmp_path / 'secret.txt'}", str(directory / "R1.txt")):
        assert not is_stored(directory, file)


def test_links_inside_the_run_are_not_followed(directory: Path) -> None:
    (directory / "R2.txt").symlink_to("../secret.txt")
    (directory / "R3").symlink_to("..")
    (directory / "R4.txt").symlink_to("R1.txt")
    for file in ("R2.txt", "R3/secret.txt", "R4.txt"):
        assert not is_stored(directory, file)


def test_a_pipe_is_not_waited_for(directory: Path) -> None:
    os.mkfifo(directory / "R2.txt")
    assert not is_stored(directory, "R2.txt")


def test_no_descriptor_is_left_open(directory: Path) -> None:
    (directory / "R2").symlink_to("..")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for file in ("R1.txt", "R1/show_a.txt", "R1", "R2/secret.txt", "none/at/all", "../secret.txt"):
        is_stored(directory, file)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_devices_files_are_named_once_with_their_first_command() -> None:
    def entry(command: str, file: str | None) -> CommandEntry:
        return CommandEntry(command=command, status="ok", file=file, seconds=0)

    commands = (entry("a", None), entry("b", "R1.txt"), entry("c", "R1.txt"), entry("d", "R1/d.txt"))
    assert stored_files(row(commands=commands)) == {"R1.txt": "b", "R1/d.txt": "d"}
