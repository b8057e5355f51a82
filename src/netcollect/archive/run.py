"""One finished run: where it is, and its document, which is read when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from netcollect.archive.files import open_stored
from netcollect.document import SCHEMA, DeviceResult, RunResult, decode
from netcollect.errors import InputError

MANIFEST = "manifest.json"
LATEST, RUNS = "latest", "runs"
#: A run's name begins with its start in UTC; nothing else under `runs` is one, or is ever touched.
RUN_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}\Z")


class _Head(msgspec.Struct):
    """What of a fleet's long document tells whether the run counts."""

    schema: int
    status: str


_HEAD = msgspec.json.Decoder(_Head)


@dataclass(frozen=True)
class Run:
    """A finished run in its directory; the manifest is read once, when it is first needed.

    Examples:
        >>> run = open_run("latest")
        >>> run.name, run.document.status, list(run.devices)
        ('20261124T151100Z-81c0', 'ok', ['R1', 'R2', 'R3'])
    """

    path: Path

    @classmethod
    def with_document(cls, path: Path, document: RunResult) -> Run:
        """A run whose document is at hand, such as one that has not written it yet."""
        run = cls(path)
        vars(run)["document"] = document
        return run

    @property
    def name(self) -> str:
        """The run's name, which begins with its start in UTC."""
        return self.path.name

    @cached_property
    def document(self) -> RunResult:
        """The result document.

        Raises:
            InputError: the manifest is missing, damaged, or not one of ours.
        """
        return read_manifest(self.path)

    @property
    def status(self) -> str:
        """How the run ended; a damage further on in its document need not be noticed.

        Raises:
            InputError: as `document`.
        """
        if "document" not in vars(self):
            with suppress(OSError, ValueError), open_stored(self.path, MANIFEST) as file:
                head = _HEAD.decode(file.read())
                if head.schema == SCHEMA:
                    return head.status
        return self.document.status

    @cached_property
    def devices(self) -> Mapping[str, DeviceResult]:
        """The document's devices by name.

        Raises:
            InputError: as `document`.
        """
        return {row.device: row for row in self.document.devices}


def read_manifest(directory: Path) -> RunResult:
    """The document of a finished run.

    Raises:
        InputError: there is none, or it is not one of ours.
    """
    where = str(directory / MANIFEST)
    try:
        with open_stored(directory, MANIFEST) as file:
            data = file.read()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError.of(where, f"cannot be read: {reason}", "is this a finished run?") from None
    try:
        return decode(data)
    except ValueError as error:
        raise InputError.of(where, str(error)) from None
