"""The result document, word for word as the contract has it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from importlib.metadata import version
from pathlib import Path

import pytest

from netcollect.errors import ErrorKind, InputError
from netcollect.model import CommandEntry, DeviceResult, DeviceStatus, Failure, RunResult, encode, encode_row
from netcollect.store import build_result, find_run, read_manifest

START = datetime(2026, 11, 23, 15, 11, 0, 123000, tzinfo=UTC)
ENTRY = CommandEntry("sh ip int br", "ok", None, "R1.txt", 421, "ab", 0.08)
FAILURE = Failure(ErrorKind.REFUSED, "192.0.2.1 port 22 refused the connection", "check")


def text_of(document: RunResult) -> bytes:
    return b"".join(encode(document))


def row(status: DeviceStatus, error: Failure | None = None) -> DeviceResult:
    return DeviceResult("R1", "192.0.2.1", 22, "cisco_ios", ("core",), status, error, 1, 0.31, (ENTRY,))


def build(*rows: DeviceResult, interrupted: bool = False) -> RunResult:
    return build_result(
        run="20261123T151100Z-7f3a",
        started=START,
        finished=START + timedelta(seconds=1.897),
        seconds=1.8971,
        directory="output/runs/20261123T151100Z-7f3a",
        inventory=["inventory/devices.yaml"],
        rows=rows,
        interrupted=interrupted,
    )


def test_the_document() -> None:
    assert json.loads(text_of(build(row("ok"), row("failed", FAILURE)))) == {
        "schema": 1,
        "tool": f"netcollect {version('netcollect')}",
        "run": "20261123T151100Z-7f3a",
        "status": "failed",
        "started": "2026-11-23T15:11:00.123Z",
        "finished": "2026-11-23T15:11:02.020Z",
        "seconds": 1.897,
        "directory": "output/runs/20261123T151100Z-7f3a",
        "inventory": ["inventory/devices.yaml"],
        "counts": {"devices": 2, "ok": 1, "partial": 0, "failed": 1, "skipped": 0},
        "changed": False,
        "devices": [
            {
                "device": "R1",
                "host": "192.0.2.1",
                "port": 22,
                "platform": "cisco_ios",
                "groups": ["core"],
                "status": status,
                "error": error,
                "attempts": 1,
                "seconds": 0.31,
                "commands": [
                    {
                        "command": "sh ip int br",
                        "status": "ok",
                        "error": None,
                        "file": "R1.txt",
                        "bytes": 421,
                        "sha256": "ab",
                        "seconds": 0.08,
                        "changed": None,
                    }
                ],
                "changed": False,
                "sha256": None,
            }
            for status, error in (
                ("ok", None),
                (
                    "failed",
                    {
                        "kind": "refused",
                        "message": "192.0.2.1 port 22 refused the connection",
                        "hint": "check",
                    },
                ),
            )
        ],
    }


@pytest.mark.parametrize(
    ("statuses", "interrupted", "status"),
    [
        (["ok"], False, "ok"),
        (["ok", "partial"], False, "failed"),
        (["skipped"], False, "failed"),
        (["ok"], True, "interrupted"),
    ],
)
def test_a_runs_status(statuses: list[DeviceStatus], interrupted: bool, status: str) -> None:
    assert build(*map(row, statuses), interrupted=interrupted).status == status


def test_one_line_a_device() -> None:
    assert encode_row(row("ok")).count(b"\n") == 1


def test_a_manifest_is_read_back(tmp_path: Path) -> None:
    document = build(row("failed", FAILURE))
    (tmp_path / "manifest.json").write_bytes(text_of(document))
    assert read_manifest(tmp_path) == document


def test_a_missing_manifest_is_no_finished_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is this a finished run"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no manifest of netcollect"),
        (b"{}", "no manifest of netcollect: .*schema"),
        (b'{"schema": 1', "no manifest of netcollect"),
        (b'{"schema": "\xff"}', "no manifest of netcollect"),
        (b'{"x": ' + b"[" * 200_000, "no manifest of netcollect"),
        (text_of(build(row("ok"))).replace(b'"schema": 1', b'"schema": 2'), "has schema 2, not 1"),
    ],
    ids=["empty", "foreign", "cut", "binary", "deep", "later"],
)
def test_a_manifest_that_is_none_of_ours_is_an_error(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(InputError, match=f"manifest.json: .*{message}"):
        read_manifest(tmp_path)


def test_times_are_utc_wherever_the_run_was() -> None:
    east = datetime(2026, 11, 24, 0, 11, 0, 123999, tzinfo=timezone(timedelta(hours=9)))
    document = build_result(
        run="x",
        started=east,
        finished=east,
        seconds=0,
        directory="x",
        inventory=(),
        rows=(),
        interrupted=False,
    )
    assert document.started == "2026-11-23T15:11:00.123Z"


def test_a_path_that_is_no_utf8_does_not_cost_the_document() -> None:
    document = build_result(
        run="x",
        started=START,
        finished=START,
        seconds=0,
        directory="out\udcff",
        inventory=("\udcfe.yaml",),
        rows=(),
        interrupted=False,
    )
    told = json.loads(text_of(document))
    assert (told["directory"], told["inventory"]) == (r"out\udcff", [r"\udcfe.yaml"])


def test_the_document_is_for_people_too() -> None:
    text = text_of(build(row("ok"))).decode()
    assert text.startswith('{\n  "schema": 1,\n')
    assert text.endswith("}\n")
    assert list(json.loads(text)) == [
        *("schema", "tool", "run", "status", "started", "finished", "seconds"),
        *("directory", "inventory", "counts", "changed", "devices"),
    ]


@pytest.mark.parametrize(("run", "why"), [("x", "'x'"), ("x" * 300, ": File name too long")])
def test_a_run_that_is_not_there_is_said_so(tmp_path: Path, run: str, why: str) -> None:
    with pytest.raises(InputError, match=f"RUN: there is no finished run .*{why} "):
        find_run(tmp_path, run, "RUN")
