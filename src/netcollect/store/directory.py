"""A run's directory: outputs as they come, the manifest last, then `latest`."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from errno import EEXIST
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import UNSET

from netcollect.archive import MANIFEST, RUNS
from netcollect.comparable import rules_of
from netcollect.document import CommandEntry, DeviceResult, RunResult, as_unicode, encode
from netcollect.errors import OutputError
from netcollect.model import CommandResult, Device, Failure, Outcome
from netcollect.options import Keeping, Layout
from netcollect.store.changes import compare
from netcollect.store.facts import kept_facts
from netcollect.store.files import failure, link_twin, make_directory, sync_directory, write_whole
from netcollect.store.history import History
from netcollect.store.keeping import check_place, publish, remove, tidy
from netcollect.store.lock import claim, locked
from netcollect.store.names import file_names

#: Characters encoded at a time, so that an output of any size takes no more memory than this on top.
_PIECE = 1 << 20


class RunDirectory:
    """One run's place under the output directory; written by one process, immutable once finished.

    `run` is the run's id and `path` its directory.
    """

    def __init__(
        self,
        output: Path,
        run: str,
        layout: Layout,
        history: History | None = None,
        *,
        ignore: Sequence[str] = (),
    ) -> None:
        self.output = output
        self.run = run
        self.path = output / RUNS / run
        self._layout = layout
        self._history = history or History()
        self._ignore = tuple(ignore)
        self._claim: int | None = None

    @classmethod
    def create(
        cls,
        output: Path,
        *,
        layout: Layout,
        now: datetime,
        token: str | None = None,
        history: History | None = None,
        ignore: Sequence[str] = (),
    ) -> RunDirectory:
        """Makes `runs/20261123T151100Z-7f3a`: the start in UTC, and four hex digits to make it unique.

        Cleans up after runs that were killed, and logs what it found. `history` is what earlier runs hold,
        and `ignore` are the user's patterns for what is left out when an output is compared with that.

        Raises:
            OutputError: the directory cannot be made, or `latest` could not be moved at the end.
        """
        make_directory(output)
        with locked(output, "beginning a run"):
            check_place(output)
            tidy(output)
            while True:
                suffix = token or secrets.token_hex(2)
                run = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{suffix}"
                directory = cls(output, run, layout, history, ignore=ignore)
                if make_directory(directory.path):
                    directory._claim = claim(directory.path)
                    return directory
                if token:
                    raise failure(directory.path, FileExistsError(EEXIST, os.strerror(EEXIST)))

    def write(self, outcome: Outcome) -> DeviceResult:
        """Stores the `ok` outputs of a device and gives its row of the document.

        Bytes that were not UTF-8 are written as they came. An empty output has no bytes; any other ends
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
        digests = self._store(stored)
        entries = tuple(self._entries(device, outcome.results, names))
        return DeviceResult(
            device=device.name,
            host=device.host,
            port=device.port,
            platform=device.platform,
            groups=device.groups,
            status=outcome.status,
            error=_json_safe(outcome.error),
            attempts=outcome.attempts,
            seconds=_seconds(round(outcome.seconds * 1000)),
            commands=entries,
            changed=any(entry.changed for entry in entries),
            sha256=digests.get(names[0]) if names and self._layout == "device" else None,
            facts=kept_facts(device),
        )

    def add(self, name: str, data: bytes) -> str:
        """Stores a file that is no device's, beside the outputs; gives its SHA-256.

        Raises:
            OutputError: it could not be written.
        """
        write_whole(self.path / name, [data])
        return hashlib.sha256(data).hexdigest()

    def finish(self, result: RunResult, keeping: Keeping | None = None) -> None:
        """Writes the manifest; a run that was not interrupted becomes `latest`. Then prunes as requested.

        An interrupted run waits for no lock: it leaves links and pruning to the next run that finishes.

        Raises:
            OutputError: manifest or link could not be written, or an old run could not be removed.
        """
        write_whole(self.path / MANIFEST, encode(result))
        sync_directory(self.path)
        if result.status == "interrupted":
            self.close()
            return
        with locked(self.output, f"finishing {self.run}"):
            pruned = publish(self.output, self.path, result, keeping or Keeping())
        self.close()
        remove(pruned)

    def close(self) -> None:
        """Gives up the claim on the directory."""
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None

    def _names(self, device: str, outcome: Outcome) -> tuple[str, ...]:
        try:
            return file_names(device, [result.command for result in outcome.results], self._layout)
        except ValueError as error:
            raise OutputError(str(self.path), str(error)) from None

    def _store(self, stored: dict[str, list[CommandResult]]) -> dict[str, str]:
        """Writes the files of one device, which share one directory; gives their SHA-256."""
        parts = {"device": _with_prompts, "command": _without_prompts}[self._layout]
        digests = {}
        for name, results in stored.items():
            path = self.path / name
            if path.parent != self.path:
                make_directory(path.parent)
            before, digest = self._history.files.get(name), hashlib.sha256()
            if before is None or not link_twin(path, before / name, _hashed(parts(results), digest)):
                digest = hashlib.sha256()
                write_whole(path, _hashed(parts(results), digest))
            digests[name] = digest.hexdigest()
        if stored:
            sync_directory(path.parent)
        return digests

    def _entries(
        self, device: Device, results: Sequence[CommandResult], names: Sequence[str]
    ) -> Iterator[CommandEntry]:
        """The document's rows of a device's commands; an output begins where `_store` writes it."""
        ends: dict[str, int] = {}
        for result, name in zip(results, names, strict=True):
            if result.status != "ok":
                yield _entry(result)
                continue
            command = as_unicode(result.command)
            size, digest = _measured(result.output)
            offset = ends.get(name, 0) + (len(_prompt_line(result)) if self._layout == "device" else 0)
            ends[name] = offset + size
            found = compare(
                result.output,
                digest,
                rules_of(device.platform, command, self._ignore),
                self._history.outputs.get((device.name, command)),
            )
            yield _entry(
                result,
                file=name,
                offset=offset,
                bytes=size,
                sha256=digest,
                changed=found.changed,
                compared=found.compared,
                hidden=found.hidden,
                secrets=found.secrets or UNSET,
            )


def _entry(result: CommandResult, **stored: Any) -> CommandEntry:
    return CommandEntry(
        command=as_unicode(result.command),
        status=result.status,
        error=_json_safe(result.error),
        seconds=_seconds(round(result.seconds * 1000)),
        **stored,
    )


@lru_cache(maxsize=10_000)
def _seconds(milliseconds: int) -> float:
    """Seconds as the document has them; equal times share one object, because a fleet keeps many."""
    return milliseconds / 1000


def _hashed(parts: Iterable[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    """The same parts, each added to `digest` on its way."""
    for part in parts:
        digest.update(part)
        yield part


def _parts(output: str) -> Iterator[bytes]:
    """The bytes of an output, in pieces."""
    end = len(output)
    while end and output[end - 1] == "\n":
        end -= 1
    for start in range(0, end, _PIECE):
        yield _as_bytes(output[start : min(end, start + _PIECE)])
    if end:
        yield b"\n"


def _without_prompts(results: Iterable[CommandResult]) -> Iterator[bytes]:
    """A command's file: its output alone."""
    for result in results:
        yield from _parts(result.output)


def _with_prompts(results: Iterable[CommandResult]) -> Iterator[bytes]:
    """A device's file: for each command its prompt line, then its output."""
    for result in results:
        yield _prompt_line(result)
        yield from _parts(result.output)


def _prompt_line(result: CommandResult) -> bytes:
    return _as_bytes(f"{result.prompt}{result.command}\n")


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _measured(output: str) -> tuple[int, str]:
    """Length and SHA-256 of an output's bytes."""
    size, digest = 0, hashlib.sha256()
    for part in _parts(output):
        size += len(part)
        digest.update(part)
    return size, digest.hexdigest()


def _json_safe(error: Failure | None) -> Failure | None:
    """An error that JSON can hold: a device's words may not be UTF-8."""
    return error and Failure(error.kind, as_unicode(error.message), as_unicode(error.hint))
