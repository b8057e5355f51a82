"""A run's directory: outputs as they come, the manifest last, then `latest`."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from errno import EEXIST
from pathlib import Path

from netcollect.errors import InputError, OutputError
from netcollect.model import CommandEntry, CommandResult, DeviceResult, Failure, Outcome, RunResult, encode
from netcollect.store.files import failure, make_directory, point_to, settle_directory, write_whole
from netcollect.store.manifest import LATEST, MANIFEST, RUNS, as_unicode, read_manifest
from netcollect.store.names import Layout, file_names

LOCK = ".lock"

#: Characters that are encoded at a time: an output of any size costs no more memory than this beside it.
_PIECE = 1 << 20


class RunDirectory:
    """One run's place under the output directory; written by one process, immutable once finished.

    `run` is the run's id and `path` its directory.
    """

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
            if make_directory(directory.path):
                return directory
            if token:
                raise failure(directory.path, FileExistsError(EEXIST, os.strerror(EEXIST)))

    def write(self, outcome: Outcome) -> DeviceResult:
        """Stores the `ok` outputs of a device; gives its row of the document.

        Bytes that were no UTF-8 are written as they came. An empty output has no bytes; any other ends
        with exactly one newline.

        Raises:
            OutputError: a file could not be written.
        """
        device = outcome.job.device
        names = self._names(device.name, outcome)
        stored: dict[str, list[CommandResult]] = {}
        for result, name in zip(outcome.results, names, strict=True):
            if result.status == "ok":
                stored.setdefault(name, []).append(result)
        self._store(stored)
        return DeviceResult(
            device=device.name,
            host=device.host,
            port=device.port,
            platform=device.platform,
            groups=device.groups,
            status=outcome.status,
            error=_told(outcome.error),
            attempts=outcome.attempts,
            seconds=round(outcome.seconds, 3),
            commands=tuple(map(_entry, outcome.results, names)),
        )

    def finish(self, result: RunResult) -> None:
        """Writes the manifest; a run that was not interrupted becomes `latest`.

        Raises:
            OutputError: manifest or link could not be written.
        """
        write_whole(self.path / MANIFEST, encode(result))
        settle_directory(self.path)
        if result.status != "interrupted":
            with self._alone():
                if not self._is_outrun(result):
                    point_to(self.output / LATEST, f"{RUNS}/{self.run}")

    def _names(self, device: str, outcome: Outcome) -> tuple[str, ...]:
        try:
            return file_names(device, [result.command for result in outcome.results], self._layout)
        except ValueError as error:
            raise OutputError(str(self.path), str(error)) from None

    def _store(self, stored: dict[str, list[CommandResult]]) -> None:
        """Writes the files of one device; all of them stand in one directory."""
        parts = {"device": _sheet, "command": _lone}[self._layout]
        for name, results in stored.items():
            path = self.path / name
            if path.parent != self.path:
                make_directory(path.parent)
            write_whole(path, parts(results))
        if stored:
            settle_directory(path.parent)

    def _is_outrun(self, result: RunResult) -> bool:
        """Whether `latest` is a run that began later than this one."""
        try:
            return read_manifest(self.output / LATEST).started > result.started
        except InputError:
            return False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The output directory's lock: another run may want to move `latest` at the same moment."""
        path = self.output / LOCK
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise failure(path, error) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as error:
            os.close(descriptor)
            raise failure(path, error) from None
        try:
            yield
        finally:
            os.close(descriptor)


def _parts(output: str) -> Iterator[bytes]:
    """The bytes of an output, in pieces."""
    end = len(output)
    while end and output[end - 1] == "\n":
        end -= 1
    for start in range(0, end, _PIECE):
        yield _as_bytes(output[start : min(end, start + _PIECE)])
    if end:
        yield b"\n"


def _lone(results: Iterable[CommandResult]) -> Iterator[bytes]:
    """A command's file: its output alone."""
    for result in results:
        yield from _parts(result.output)


def _sheet(results: Iterable[CommandResult]) -> Iterator[bytes]:
    """A device's file: for each command its prompt line, then its output."""
    for result in results:
        yield _as_bytes(f"{result.prompt}{result.command}\n")
        yield from _parts(result.output)


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _entry(result: CommandResult, name: str) -> CommandEntry:
    file, size, digest = None, None, None
    if result.status == "ok":
        file = name
        size, digest = _measured(result.output)
    return CommandEntry(
        command=as_unicode(result.command),
        status=result.status,
        error=_told(result.error),
        file=file,
        bytes=size,
        sha256=digest,
        seconds=round(result.seconds, 3),
    )


def _measured(output: str) -> tuple[int, str]:
    """Length and SHA-256 of an output's bytes."""
    size, digest = 0, hashlib.sha256()
    for part in _parts(output):
        size += len(part)
        digest.update(part)
    return size, digest.hexdigest()


def _told(error: Failure | None) -> Failure | None:
    """An error as JSON can hold it: a device's words may be no UTF-8."""
    return error and Failure(error.kind, as_unicode(error.message), as_unicode(error.hint))
