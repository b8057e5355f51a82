"""Whether a run's files are still what was written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec import structs

from netcollect.archive import Run, verify_run
from netcollect.document import Audited
from netcollect.errors import InputError
from netcollect.store import Layout, RunDirectory
from unit.archive.samples import aged, edit
from unit.fakes import ok
from unit.store.test_directory import create, outcome, result


def finished(tmp_path: Path, layout: Layout = "device") -> RunDirectory:
    directory = create(tmp_path, layout)
    rows = tuple(
        directory.write(outcome(ok("show a", "one\n"), ok("show b", "two\n"), name=name))
        for name in ("R1", "R2")
    )
    directory.finish(result(directory, rows=rows))
    return directory


def faults(directory: RunDirectory) -> list[tuple[str, str]]:
    return [(found.fault, found.file) for found in verify_run(Run(directory.path)).findings]


@pytest.mark.parametrize(("layout", "files"), [("device", 2), ("command", 4)])
def test_a_run_is_as_it_was_written(tmp_path: Path, layout: Layout, files: int) -> None:
    found = verify_run(Run(finished(tmp_path, layout).path))
    assert (found.run, found.files, found.findings) == ("20261123T151100Z-7f3a", files, ())


@pytest.mark.parametrize("place", [0, 3, 9, -1])
def test_one_altered_byte_is_found_wherever_it_is(tmp_path: Path, place: int) -> None:
    directory = finished(tmp_path)
    data = bytearray((directory.path / "R1.txt").read_bytes())
    data[place] ^= 1
    (directory.path / "R1.txt").write_bytes(data)
    assert faults(directory) == [("altered", "R1.txt")]


def test_what_is_missing_or_extra_is_named(tmp_path: Path) -> None:
    directory = finished(tmp_path, "command")
    (directory.path / "R1" / "show_a.txt").unlink()
    (directory.path / "R2" / "notes.txt").write_text("mine")
    (directory.path / ".x.tmp").touch()
    assert faults(directory) == [("extra", ".x.tmp"), ("missing", "R1/show_a.txt"), ("extra", "R2/notes.txt")]


def test_what_rules_said_is_one_of_its_files(tmp_path: Path) -> None:
    directory = create(tmp_path, "device")
    digest = directory.add("audit.json", b"{}\n")
    counts = dict.fromkeys(
        ("rules", "passed", "violated", "waived", "unknown", "not_applicable", "new", "still", "fixed"), 0
    )
    audit = Audited(file="audit.json", sha256=digest, **counts)
    directory.finish(structs.replace(result(directory), audit=audit))
    assert (faults(directory), verify_run(Run(directory.path)).files) == ([], 1)
    (directory.path / "audit.json").write_text("[]\n")
    assert faults(directory) == [("altered", "audit.json")]
    (directory.path / "audit.json").unlink()
    assert faults(directory) == [("missing", "audit.json")]


def test_a_name_that_is_no_text_can_be_told(tmp_path: Path) -> None:
    directory = finished(tmp_path)
    (directory.path / os.fsdecode(b"a\xff")).touch()
    assert faults(directory) == [("extra", "a\\udcff")]


def test_a_link_or_a_pipe_is_not_what_was_written(tmp_path: Path) -> None:
    directory = finished(tmp_path)
    (directory.path / "R1.txt").rename(tmp_path / "elsewhere")
    (directory.path / "R1.txt").symlink_to(tmp_path / "elsewhere")
    (directory.path / "R2.txt").unlink()
    os.mkfifo(directory.path / "R2.txt")
    (directory.path / "more").symlink_to(tmp_path)
    assert faults(directory) == [("altered", "R1.txt"), ("altered", "R2.txt"), ("extra", "more")]


def test_a_run_that_did_not_finish_cannot_be_verified(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is this a finished run"):
        verify_run(Run(create(tmp_path).path))


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("layout", ["device", "command"])
def test_a_run_of_an_older_version_is_verified_as_strictly(
    tmp_path: Path, layout: Layout, first: bool
) -> None:
    directory = finished(tmp_path, layout)
    aged(directory.path, first=first)
    assert faults(directory) == []
    for file in directory.path.rglob("*.txt"):
        data = file.read_bytes()
        file.write_bytes(data.replace(b"two", b"tw0") + (b"" if b"two" in data else b"more\n"))
    assert {fault for fault, _ in faults(directory)} == {"altered"}
    assert len(faults(directory)) == (2 if layout == "device" else 4)


def test_what_was_added_to_a_file_of_the_first_version_is_found(tmp_path: Path) -> None:
    directory = finished(tmp_path)
    aged(directory.path, first=True)
    with (directory.path / "R1.txt").open("a") as file:
        file.write("more\n")
    assert faults(directory) == [("altered", "R1.txt")]


def test_a_manifest_that_leads_out_of_the_run_is_told_and_nothing_there_is_read(tmp_path: Path) -> None:
    directory = finished(tmp_path, "command")
    (directory.path.parent / "outside.txt").write_text("one\n")

    def lead_away(document: dict[str, list[dict[str, list[dict[str, str]]]]]) -> None:
        first, second = document["devices"][0]["commands"]
        first["file"], second["file"] = "../outside.txt", "a\0b"

    edit(directory.path, lead_away)
    assert [found for found in faults(directory) if found[0] != "extra"] == [
        ("altered", "../outside.txt"),
        ("altered", "a\0b"),
    ]
