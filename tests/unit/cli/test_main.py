"""Exit statuses and what is said; the run itself is not ours here."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from msgspec import structs
from pytest_mock import MockerFixture

from netcollect.cli import main
from netcollect.cli.messages import EndedError
from netcollect.cli.run import status_of
from netcollect.document import Audited, DeviceResult, RunResult, build_result
from netcollect.errors import InputError, OutputError
from netcollect.model import DeviceStatus

COMMAND = ["collect", "-i", "devices.yaml", "-c", "show version"]


def result(status: DeviceStatus, *, interrupted: bool = False) -> RunResult:
    now = datetime.now(UTC)
    return build_result(
        run="20261123T151100Z-7f3a",
        started=now,
        finished=now,
        seconds=1.0,
        directory="output/runs/20261123T151100Z-7f3a",
        inventory=(),
        rows=[DeviceResult("R1", "192.0.2.1", 22, "cisco_ios", (), status, None, 1, 1.0, ())],
        interrupted=interrupted,
    )


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    devices = tmp_path / "devices.yaml"
    devices.write_text(
        "- {name: R1, host: 192.0.2.1, platform: cisco_ios, username: lab, private_key: key}\n"
    )
    (tmp_path / "key").touch()


@pytest.mark.parametrize(
    ("status", "interrupted", "caught", "expected"),
    [
        ("ok", False, [], 0),
        ("failed", False, [], 1),
        ("partial", False, [], 1),
        ("skipped", False, [], 1),
        ("ok", True, [], 1),
        ("ok", True, [2], 130),
        ("ok", True, [15], 143),
        ("failed", True, [1], 129),
    ],
)
def test_the_status_of_a_run(
    status: DeviceStatus, interrupted: bool, caught: list[int], expected: int
) -> None:
    assert status_of(result(status, interrupted=interrupted), caught) == expected


@pytest.mark.parametrize(
    ("status", "violated", "unknown", "expected"),
    [
        ("ok", 0, 0, 0),
        ("ok", 2, 0, 3),
        ("ok", 2, 1, 3),
        ("ok", 0, 1, 1),
        ("failed", 2, 0, 1),
        ("partial", 0, 1, 1),
    ],
)
def test_the_status_of_a_run_with_rules(
    status: DeviceStatus, violated: int, unknown: int, expected: int
) -> None:
    counts = dict.fromkeys(("rules", "passed", "waived", "not_applicable", "new", "still", "fixed"), 1)
    audit = Audited(file="audit.json", sha256="", violated=violated, unknown=unknown, **counts)
    assert status_of(structs.replace(result(status), audit=audit), []) == expected


@pytest.mark.parametrize(
    ("outcome", "status", "said"),
    [
        (result("ok"), 0, ""),
        (result("failed"), 1, ""),
        (InputError.of("max_per", "no selected device has 'sight'"), 2, "error: --max-per: no selected"),
        (click.UsageError("no such option"), 2, "no such option"),
        (OutputError("output", "No space left on device"), 4, "earlier runs are untouched"),
        (OSError(28, "No space left on device"), 4, "cannot write stdout: No space left on device"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (EndedError(15), 143, "interrupted"),
        (EndedError(1), 129, "interrupted"),
        (ZeroDivisionError("7/0"), 70, "internal error: ZeroDivisionError: 7/0"),
    ],
)
def test_how_the_process_ends(
    outcome: object,
    status: int,
    said: str,
    mocker: MockerFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mocker.patch("sys.argv", COMMAND)
    mocker.patch("netcollect.cli.signal.signal", autospec=True)
    mocker.patch("netcollect.cli.leave", autospec=True, side_effect=sys.exit)
    run = mocker.patch("netcollect.app.collect.Collection.run", autospec=True)
    run.side_effect = [outcome]
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == status
    assert run.call_count == 1
    errors = capsys.readouterr().err
    assert said in errors
    assert "Traceback" not in errors


def test_a_dry_run_runs_nothing(mocker: MockerFixture, capsys: pytest.CaptureFixture[str]) -> None:
    mocker.patch("sys.argv", [*COMMAND, "--dry-run"])
    mocker.patch("netcollect.cli.signal.signal", autospec=True)
    mocker.patch("netcollect.cli.leave", autospec=True, side_effect=sys.exit)
    run = mocker.patch("netcollect.app.collect.Collection.run", autospec=True)
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, run.call_count) == (0, 0)
    assert "show version  ->  R1.txt" in capsys.readouterr().out
