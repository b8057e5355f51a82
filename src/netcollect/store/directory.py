"""A run's directory: outputs as they come, the manifest last, then `latest`."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from netcollect.model import CommandEntry, CommandResult, DeviceResult, Outcome, RunResult, encode
from netcollect.store.files import failure, make_directory, point_to, settle_directory, write_whole
from netcollect.store.manifest import MANIFEST
from netcollect.store.names import Layout, file_names

LATEST, LOCK, RUNS = "latest", ".lock", "runs"


class RunDirectory:
    """One run's place under the output directory; written by one process, immutable once finished."""

    def __init__(self, output: Path, run: str, layout: Layout) -> None:
        self.output = output
        self.run = run
        self.path = output / RUNS / run
        self._layout = layout

    @classmethod
    def create(cls, output: Path, *, layout: Layout, now: datetime, token: str | None = None) -> RunDirectory:
        """Makes `runs/20261123T151100Z-7f3a`: the start in UTC, and four hex digits that nobody else has.

        Raises:
            OutputError: the directory cannot be made.
        """
        while True:
            suffix = token or secrets.token_hex(2)
            directory = cls(output, f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{suffix}", layout)
            try:
                make_directory(directory.path)
            except FileExistsError as error:
                if token or not directory.path.is_dir():
                    raise failure(directory.path, error) from None
                continue
            return directory

    def write(self, outcome: Outcome) -> DeviceResult:
        """Stores the `ok` outputs of a device; gives its row of the document.

        Bytes that were no UTF-8 are written as they came. An empty output is an empty file; any other
        ends with one newline.

        Raises:
            OutputError: a file could not be written.
        """
        device = outcome.job.device
        names = file_names(device.name, [result.command for result in outcome.results], self._layout)
        pairs = list(zip(outcome.results, names, strict=True))
        stored = [(result, name) for result, name in pairs if result.status == "ok"]
        entries = [_entry(result, name) for result, name in pairs]
        if stored and self._layout == "device":
            write_whole(self.path / stored[0][1], _sheet([result for result, _ in stored]))
        elif stored:
            folder = self.path / device.name
            make_directory(folder)
            for result, name in stored:
                write_whole(self.path / name, [_bytes(result.output)])
            settle_directory(folder)
        if stored:
            settle_directory(self.path)
        return DeviceResult(
            device=device.name,
            host=device.host,
            port=device.port,
            platform=device.platform,
            groups=device.groups,
            status=outcome.status,
            error=outcome.error,
            attempts=outcome.attempts,
            seconds=round(outcome.seconds, 3),
            commands=tuple(entries),
        )

    def finish(self, result: RunResult) -> None:
        """Writes the manifest; a run that was not interrupted becomes `latest`.

        Raises:
            OutputError: manifest or link could not be written.
        """
        write_whole(self.path / MANIFEST, [encode(result)])
        settle_directory(self.path)
        settle_directory(self.path.parent)
        if result.status != "interrupted":
            with self._alone():
                if self._is_newest():
                    point_to(self.output / LATEST, f"{RUNS}/{self.run}")

    def _is_newest(self) -> bool:
        """Whether `latest` does not point to a run that began later; run names sort by time."""
        with suppress(OSError):
            return (self.output / LATEST).readlink().name <= self.run
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The output directory's lock: another run may want to move `latest` at the same moment."""
        path = self.output / LOCK
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise failure(path, error) from None
        with os.fdopen(descriptor):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield


def _bytes(output: str) -> bytes:
    return output.encode("utf-8", "surrogateescape")


def _sheet(results: list[CommandResult]) -> Iterator[bytes]:
    """A device's file: for each command its prompt line, then its output."""
    for result in results:
        yield f"{result.prompt}{result.command}\n".encode("utf-8", "surrogateescape")
        yield _bytes(result.output)


def _entry(result: CommandResult, name: str) -> CommandEntry:
    stored = result.status == "ok"
    data = _bytes(result.output) if stored else b""
    return CommandEntry(
        command=result.command,
        status=result.status,
        error=result.error,
        file=name if stored else None,
        bytes=len(data) if stored else None,
        sha256=hashlib.sha256(data).hexdigest() if stored else None,
        seconds=round(result.seconds, 3),
    )
