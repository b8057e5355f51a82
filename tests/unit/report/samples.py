"""Documents and streams that the report's tests share."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

from netcollect.document import CommandEntry, DeviceResult, RunResult, build_result
from netcollect.errors import ErrorKind
from netcollect.model import DeviceStatus, Failure

START = datetime(2026, 11, 23, 15, 11, 0, 123000, tzinfo=UTC)
ENTRY = CommandEntry(
    command="sh ip int br", status="ok", file="R1.txt", offset=16, bytes=421, sha256="ab", seconds=0.08
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class Pipe(io.TextIOWrapper):
    """A stream into another program, whose bytes can be looked at; `reached` is what was flushed."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.reached = io.BytesIO()
        super().__init__(io.BufferedWriter(_Held(self.reached)), encoding=encoding)

    def bytes(self) -> bytes:
        self.flush()
        return self.reached.getvalue()


class _Held(io.RawIOBase):
    """Where a pipe's bytes arrive; stays readable after the pipe is closed."""

    def __init__(self, reached: io.BytesIO) -> None:
        self._reached = reached

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        return self._reached.write(bytes(data))


def row(
    name: str = "R1",
    status: DeviceStatus = "ok",
    error: Failure | None = None,
    *,
    host: str = "192.0.2.1",
    port: int = 22,
    commands: tuple[CommandEntry, ...] = (ENTRY,),
) -> DeviceResult:
    return DeviceResult(name, host, port, "cisco_ios", ("core",), status, error, 1, 0.31, commands)


def failed(name: str, kind: ErrorKind, message: str, hint: str = "", *, number: int = 1) -> DeviceResult:
    """A device at 192.0.2.`number` that gave nothing; `{host}` and `{name}` in the texts are its own."""
    host = f"192.0.2.{number}"
    error = Failure(kind, message.format(host=host, name=name), hint.format(host=host, name=name))
    return row(name, "failed", error, host=host, commands=())


def refused_command(command: str, words: str) -> CommandEntry:
    error = Failure(ErrorKind.REJECTED, f"{command}: {words}", "the platform does not take this command")
    return CommandEntry(command=command, status="rejected", error=error, seconds=0.1)


def document(*rows: DeviceResult, interrupted: bool = False) -> RunResult:
    return build_result(
        run="20261123T151100Z-7f3a",
        started=START,
        finished=START + timedelta(seconds=1.897),
        seconds=1.897,
        directory="output/runs/20261123T151100Z-7f3a",
        inventory=["inventory/devices.yaml"],
        rows=rows,
        interrupted=interrupted,
    )
