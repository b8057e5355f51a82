"""The result document, word for word as the contract has it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from importlib.metadata import version

import pytest

from netcollect.document import (
    CommandEntry,
    DeviceResult,
    RunResult,
    build_result,
    decode,
    encode,
    encode_row,
)
from netcollect.errors import ErrorKind
from netcollect.model import DeviceStatus, Failure

START = datetime(2026, 11, 23, 15, 11, 0, 123000, tzinfo=UTC)
ENTRY = CommandEntry(
    command="sh ip int br", status="ok", file="R1.txt", offset=16, bytes=421, sha256="ab", seconds=0.08
)
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
                        "offset": 16,
                        "bytes": 421,
                        "sha256": "ab",
                        "seconds": 0.08,
                        "changed": None,
                    }
                ],
                "changed": False,
                "sha256": None,
                "facts": {},
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


def test_a_document_is_read_back() -> None:
    document = build(row("failed", FAILURE))
    assert decode(text_of(document)) == document


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a netcollect manifest"),
        (b"{}", "is not a netcollect manifest: .*schema"),
        (b'{"schema": 1', "is not a netcollect manifest"),
        (b'{"schema": "\xff"}', "is not a netcollect manifest"),
        (b'{"x": ' + b"[" * 200_000, "is not a netcollect manifest"),
        (text_of(build(row("ok"))).replace(b'"offset":16', b'"offset":-1'), "is not a netcollect manifest"),
        (text_of(build(row("ok"))).replace(b'"schema": 1', b'"schema": 2'), "has schema 2, not 1"),
        (b'{"schema": 3, "devices": {"R1": "ok"}}', "has schema 3, not 1: read it with the netcollect that"),
    ],
    ids=["empty", "foreign", "cut", "binary", "deep", "negative", "later", "unlike"],
)
def test_a_text_that_is_no_document_of_ours_is_an_error(content: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        decode(content)


def test_what_a_foreign_file_holds_drives_no_terminal_and_fills_no_screen() -> None:
    status = '"interrup\\u001b[2J\\n' + "x" * 100_000 + '"'
    data = text_of(build(row("ok"), interrupted=True)).replace(b'"interrupted"', status.encode())
    with pytest.raises(ValueError, match=r"interrup\\x1b\[2J\\nx+…\Z") as caught:
        decode(data)
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()


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
