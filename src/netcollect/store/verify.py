"""Whether a finished run's files are still what was written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import Literal

import msgspec

from netcollect.model import RunResult
from netcollect.store.manifest import MANIFEST, as_unicode, read_manifest

Fault = Literal["missing", "extra", "altered"]
_PIECE = 1 << 20


class Finding(msgspec.Struct, frozen=True):
    """A file that is not as the manifest says; `file` is relative to the run directory."""

    fault: Fault
    file: str


class Verification(msgspec.Struct, frozen=True):
    """What verifying a run gave: how many files the manifest names, and what is wrong."""

    run: str
    files: int
    findings: tuple[Finding, ...]


def verify_run(directory: Path) -> Verification:
    """Compares every file of a finished run with its manifest.

    Raises:
        InputError: it is no finished run, or its manifest cannot be read.
    """
    result = read_manifest(directory)
    named = _named(result)
    findings = [found for file, digest in named.items() if (found := _examined(directory, file, digest))]
    findings += [Finding("extra", as_unicode(file)) for file in _present(directory) if file not in named]
    return Verification(result.run, len(named), tuple(sorted(findings, key=lambda found: found.file)))


def _named(result: RunResult) -> dict[str, str]:
    """The SHA-256 of each file that the manifest names."""
    return {
        each.file: row.sha256 or each.sha256 or ""
        for row in result.devices
        for each in row.commands
        if each.file
    }


def _examined(directory: Path, file: str, digest: str) -> Finding | None:
    try:
        descriptor = os.open(directory / file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return Finding("missing", file)
    except OSError:
        return Finding("altered", file)
    with os.fdopen(descriptor, "rb") as opened:
        if not S_ISREG(os.fstat(descriptor).st_mode):
            return Finding("altered", file)
        found = hashlib.sha256()
        try:
            while piece := opened.read(_PIECE):
                found.update(piece)
        except OSError:
            return Finding("altered", file)
    return None if found.hexdigest() == digest else Finding("altered", file)


def _present(directory: Path) -> Iterator[str]:
    """What lies in a run's directory beside the manifest; a directory counts only by what it holds."""
    for parent, folders, files in os.walk(directory):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        for name in (*files, *links):
            path = Path(parent, name).relative_to(directory)
            if str(path) != MANIFEST:
                yield str(path)
