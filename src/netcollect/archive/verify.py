"""Whether a finished run's files are still what was written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from netcollect.archive.files import open_stored, stored_files
from netcollect.archive.outputs import located
from netcollect.archive.run import MANIFEST, Run
from netcollect.document import DeviceResult, as_unicode

Fault = Literal["missing", "extra", "altered"]
_PIECE = 1 << 20


class Finding(msgspec.Struct, frozen=True):
    """A file that is not as the manifest says; `file` is relative to the run directory."""

    fault: Fault
    file: str


class Verification(msgspec.Struct, frozen=True):
    """How many files the manifest names, and what is wrong with them."""

    run: str
    files: int
    findings: tuple[Finding, ...]


def verify_run(run: Run) -> Verification:
    """Compares every file of a finished run with its manifest.

    Raises:
        InputError: its manifest cannot be read.
    """
    named = {file: row for row in run.document.devices for file in stored_files(row)}
    findings = [found for file, row in named.items() if (found := _examined(run.path, file, row))]
    others = _others(run)
    findings += [
        found for file, digest in others.items() if (found := _examined_other(run.path, file, digest))
    ]
    known = {*named, *others}
    findings += [Finding("extra", as_unicode(file)) for file in _present(run.path) if file not in known]
    return Verification(run.document.run, len(known), tuple(sorted(findings, key=lambda found: found.file)))


def _others(run: Run) -> dict[str, str]:
    """Files that are no device's, each with the SHA-256 that the document says."""
    audit = run.document.audit
    return {audit.file: audit.sha256} if audit else {}


def _examined_other(directory: Path, file: str, digest: str) -> Finding | None:
    try:
        with open_stored(directory, file) as opened:
            return None if _digest(opened) == digest else Finding("altered", file)
    except FileNotFoundError:
        return Finding("missing", file)
    except OSError:
        return Finding("altered", file)


def _examined(directory: Path, file: str, row: DeviceResult) -> Finding | None:
    try:
        with open_stored(directory, file) as opened:
            intact = _is_intact(opened, file, row)
    except FileNotFoundError:
        return Finding("missing", file)
    except OSError:
        return Finding("altered", file)
    return None if intact else Finding("altered", file)


def _is_intact(opened: BinaryIO, file: str, row: DeviceResult) -> bool:
    entries = [entry for entry in row.commands if entry.file == file]
    if row.sha256 is None and "/" not in file:
        # The first versions had no figure for a device's whole file: its outputs have to be found in it.
        ends = [place + (entry.bytes or 0) for entry, place in located(opened, row)]
        return len(ends) == len(entries) and ends[-1] == opened.seek(0, os.SEEK_END)
    return _digest(opened) == (row.sha256 or entries[-1].sha256)


def _digest(opened: BinaryIO) -> str:
    found = hashlib.sha256()
    while piece := opened.read(_PIECE):
        found.update(piece)
    return found.hexdigest()


def _present(directory: Path) -> Iterator[str]:
    """What is in a run's directory beside the manifest; a directory counts only by what it holds."""
    for parent, folders, files in os.walk(directory):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        for name in (*files, *links):
            path = Path(parent, name).relative_to(directory)
            if str(path) != MANIFEST:
                yield str(path)
