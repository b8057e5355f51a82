"""The stored text of one command, in both layouts and from every version."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from netcollect.archive import Run, output, prompt_of, read_output
from netcollect.errors import ErrorKind, InputError
from netcollect.model import CommandResult, Failure
from netcollect.store import Layout
from unit.archive.samples import aged, edit, run
from unit.fakes import ok, rejected

LAYOUTS: tuple[Layout, ...] = get_args(Layout)

#: Outputs that a parse of prompt lines gets wrong: prompts inside, none at the end, several lines, no UTF-8.
OUTPUTS = [
    ok("show a", "one\n"),
    rejected("shw"),
    ok("show b", "R1#show c\nR1#show a\none\n"),
    ok("show c", ""),
    ok("show d", b"\xff\xfe caf\xc3\xa9 \xc3\r\n\x1b[0m\n".decode("utf-8", "surrogateescape")),
    CommandResult("show e", "[edit]\nuser@R1# ", "x\x85y\u2028z\n", "ok", None, 0.1),
    ok("show f \udcff", "R1#show f\nlast\n"),
]
STORED = {each.command: each.output for each in OUTPUTS if each.status == "ok"}
VERSIONS: dict[str, Callable[[Path], object]] = {
    "ours": lambda _path: None,
    "older": aged,
    "first": lambda path: aged(path, first=True),
}


@pytest.fixture(params=[(layout, version) for layout in LAYOUTS for version in VERSIONS], ids=str)
def stored(tmp_path: Path, request: pytest.FixtureRequest) -> Run:
    layout, version = request.param
    path = run(tmp_path, outputs={"R0": [ok("show a", "zero\n")], "R1": OUTPUTS}, layout=layout)
    VERSIONS[version](path)
    return Run(path)


def test_an_output_is_the_text_that_the_device_gave(stored: Run) -> None:
    for command, text in STORED.items():
        assert output(stored, "R1", command.replace("\udcff", r"\udcff")) == text
    assert output(stored, "R0", "show a") == "zero\n"


def test_entries_of_the_document_are_read_likewise(stored: Run) -> None:
    row = stored.devices["R1"]
    found = [read_output(stored, row, entry) for entry in row.commands if entry.file]
    assert found == list(STORED.values())


@pytest.mark.parametrize("age", VERSIONS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_command_that_came_twice_has_both_outputs(tmp_path: Path, layout: Layout, age: str) -> None:
    both = {"R1": [rejected("show a"), ok("show a", "1\n"), ok("show a", "2\n")]}
    path = run(tmp_path, outputs=both, layout=layout)
    VERSIONS[age](path)
    found = Run(path)
    row = found.devices["R1"]
    assert [read_output(found, row, entry) for entry in row.commands[1:]] == ["1\n", "2\n"]
    assert output(found, "R1", "show a") == "1\n"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_offset_is_where_the_output_begins(tmp_path: Path, layout: Layout) -> None:
    path = run(
        tmp_path, outputs={"R1": [ok("show ä", "ü\n"), rejected(), ok("show b", "two\n")]}, layout=layout
    )
    entries = Run(path).devices["R1"].commands
    assert [entry.offset for entry in entries] == ([11, None, 24] if layout == "device" else [0, None, 0])
    for entry, text in zip(entries, ("ü\n", None, "two\n"), strict=True):
        if text and entry.file and entry.offset is not None and entry.bytes:
            data = (path / entry.file).read_bytes()
            assert data[entry.offset : entry.offset + entry.bytes].decode() == text


@pytest.mark.parametrize("age", VERSIONS)
def test_a_prompt_is_what_stands_before_the_first_command(tmp_path: Path, age: str) -> None:
    edit_mode = CommandResult("show a", "[edit]\nuser@R2# ", "one\n", "ok", None, 0.1)
    outputs = {"R1": OUTPUTS, "R2": [rejected("shw"), edit_mode], "R3": [rejected("shw")], "R4": OUTPUTS}
    path = run(tmp_path, outputs=outputs, layout="device")
    VERSIONS[age](path)
    flipped(path / "R4.txt")
    found = Run(path)
    prompts = {name: prompt_of(found, row) for name, row in found.devices.items()}
    assert prompts == {"R1": "R1#", "R2": "[edit]\nuser@R2# ", "R3": "", "R4": ""}
    (path / "R1.txt").unlink()
    assert prompt_of(found, found.devices["R1"]) == ""


def test_layout_command_has_no_prompts(tmp_path: Path) -> None:
    found = Run(run(tmp_path, outputs={"R1": OUTPUTS}, layout="command"))
    assert prompt_of(found, found.devices["R1"]) == ""


@pytest.mark.parametrize(
    ("device", "command", "message"),
    [
        ("R9", "show a", "runs/20261123T151100Z-7f3a: has no device 'R9'"),
        ("R1", "show x", "R1 was not asked 'show x'"),
        ("R1", "shw", "R1 gave no output of 'shw': rejected: shw: % Invalid input"),
    ],
)
def test_what_was_not_collected_is_an_error_that_says_why(
    tmp_path: Path, device: str, command: str, message: str
) -> None:
    found = Run(run(tmp_path, outputs={"R1": OUTPUTS}))
    with pytest.raises(InputError) as caught:
        output(found, device, command)
    assert message in str(caught.value)


def test_a_device_that_failed_as_a_whole_says_why(tmp_path: Path) -> None:
    path = run(tmp_path, outputs={"R1": [CommandResult("show a", "", "", "not_run")]})
    error = {"kind": "dns", "message": "R1 does not resolve", "hint": ""}
    edit(path, lambda document: document["devices"][0].update(status="failed", error=error))
    with pytest.raises(InputError, match="no output of 'show a': dns: R1 does not resolve"):
        output(Run(path), "R1", "show a")
    assert Run(path).devices["R1"].error == Failure(ErrorKind.DNS, "R1 does not resolve")


def flipped(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data.replace(b"one", b"0ne"))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def removed(path: Path) -> None:
    path.unlink()


def led_away(path: Path) -> None:
    """To a file with the same bytes: it is not the run's, all the same."""
    path.rename(path.parents[3] / "elsewhere")
    path.symlink_to(path.parents[3] / "elsewhere")


@pytest.mark.parametrize("age", ["ours", "older"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("harm", [flipped, cut, emptied, removed, led_away])
def test_a_file_that_was_changed_is_never_read_as_an_output(
    tmp_path: Path, harm: Callable[[Path], None], layout: Layout, age: str
) -> None:
    path = run(tmp_path / "deep" / "output", outputs={"R1": [ok("show a", "one\n")]}, layout=layout)
    VERSIONS[age](path)
    (file,) = path.rglob("*.txt")
    harm(file)
    with pytest.raises(InputError, match=rf"{file.name}: (cannot be read|the output of 'show a' is not)"):
        output(Run(path), "R1", "show a")


@pytest.mark.parametrize(
    "wrong",
    [
        {"offset": 10**18},
        {"bytes": 10**18},
        {"offset": 0},
        {"bytes": None},
        {"sha256": None},
        {"file": "../x"},
    ],
    ids=str,
)
def test_a_manifest_that_somebody_wrote_is_told_and_nothing_else_is_read(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    path = run(tmp_path, outputs={"R1": [ok("show a", "one\n")]})
    (path.parent / "x").write_text("one\n")
    edit(path, lambda document: document["devices"][0]["commands"][0].update(wrong))
    with pytest.raises(InputError):
        output(Run(path), "R1", "show a")


def test_a_device_whose_older_file_lost_a_line_keeps_what_stands_before_it(tmp_path: Path) -> None:
    path = run(
        tmp_path, outputs={"R1": [ok("show a", "one\n"), ok("show b", "two\n"), ok("show c", "three\n")]}
    )
    aged(path)
    (path / "R1.txt").write_bytes(b"R1#show a\none\nR1#show b\nR1#show c\nthree\n")
    assert output(Run(path), "R1", "show a") == "one\n"
    for command in ("show b", "show c"):
        with pytest.raises(InputError, match="is not what the run stored"):
            output(Run(path), "R1", command)
