"""The stored text of one command: the very bytes that the run stored, checked against its manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from netcollect.archive.files import open_stored
from netcollect.archive.run import Run
from netcollect.document import CommandEntry, DeviceResult
from netcollect.errors import InputError
from netcollect.text import escaped

#: A prompt may stand on more than one line (`[edit]` above Junos's); no device's has more lines than this.
_PROMPT_LINES = 5


class Stored(NamedTuple):
    """An output that a run stored: the run, and what its document says of the device and the command."""

    run: Run
    row: DeviceResult
    entry: CommandEntry

    @property
    def key(self) -> tuple[str, str]:
        """Its device and command."""
        return self.row.device, self.entry.command

    @property
    def text(self) -> str:
        """Its text, read now; see `output`.

        Raises:
            InputError: what is stored is not what the run wrote.
        """
        return read_output(self.run, self.row, self.entry)

    def look(self) -> None:
        """Looks whether its file is there and long enough to hold it; what the file holds is not read.

        Raises:
            InputError: it is not.
        """
        where = escaped(str(self.run.path / str(self.entry.file)))
        try:
            with open_stored(self.run.path, str(self.entry.file)) as file:
                size = file.seek(0, 2)
        except OSError as error:
            raise _unread(where, error) from None
        if size < (self.entry.offset or 0) + (self.entry.bytes or 0):
            raise _altered(where, self.entry)


def stored(run: Run) -> Iterator[Stored]:
    """The outputs of a run, in the order of its document."""
    for row in run.document.devices:
        for entry in row.commands:
            if entry.sha256 and entry.file:
                yield Stored(run, row, entry)


def output(run: Run, device: str, command: str) -> str:
    """What a device answered to a command in a finished run, in either layout.

    Bytes that were not UTF-8 come back as surrogates (`surrogateescape`), so that encoding the text in the
    same way gives the stored bytes again.

    Examples:
        >>> print(output(open_run("latest"), "R1", "show clock"), end="")
        15:11:00.123 UTC Mon Nov 23 2026

    Raises:
        InputError: the run has no such device or command, the command gave no output, or the stored file
            is missing or was changed since.
    """
    row = run.devices.get(device)
    if row is None:
        raise InputError.of(str(run.path), f"has no device {device!r}")
    entries = [entry for entry in row.commands if entry.command == command]
    if not entries:
        raise InputError.of(str(run.path), f"{device} was not asked {command!r}")
    entry = next((each for each in entries if each.file), entries[0])
    return read_output(run, row, entry)


def read_output(run: Run, row: DeviceResult, entry: CommandEntry) -> str:
    """The text of one entry of the run's document; see `output`.

    Raises:
        InputError: there is no output, or what is stored is not what the run wrote.
    """
    if entry.file is None:
        raise InputError.of(
            str(run.path), f"{row.device} gave no output of {entry.command!r}{_why(row, entry)}"
        )
    where = escaped(str(run.path / entry.file))
    try:
        with open_stored(run.path, entry.file) as file:
            data = _bytes_of(file, row, entry)
    except OSError as error:
        raise _unread(where, error) from None
    if data is None:
        raise _altered(where, entry)
    return data.decode("utf-8", "surrogateescape")


def _unread(where: str, error: OSError) -> InputError:
    return InputError.of(where, f"cannot be read: {error.strerror or error}")


def _altered(where: str, entry: CommandEntry) -> InputError:
    return InputError.of(where, f"the output of {entry.command!r} is not what the run stored")


def prompt_of(run: Run, row: DeviceResult) -> str:
    """The prompt that stands in front of a device's first output; empty where none is stored.

    Layout `command` stores none, and a file that was changed since has none that could be trusted.
    """
    first = next((each for each in row.commands if each.file), None)
    if first is None or "/" in str(first.file):
        return ""
    try:
        with open_stored(run.path, str(first.file)) as file:
            line = _before(file, row, first).decode("utf-8", "surrogateescape").removesuffix("\n")
    except OSError:
        return ""
    prompt = line.removesuffix(first.command)
    return prompt if prompt != line and prompt.count("\n") < _PROMPT_LINES else ""


def _before(file: BinaryIO, row: DeviceResult, entry: CommandEntry) -> bytes:
    """What stands in front of the first output of a file, if that is as it was written."""
    begin = entry.offset or next((begin for _, begin in located(file, row)), 0)
    intact = _intact(file, begin, entry) is not None
    file.seek(0)
    return file.read(begin) if intact else b""


def _why(row: DeviceResult, entry: CommandEntry) -> str:
    error = entry.error or row.error
    return f": {error.kind}: {error.message}" if error else ""


def _bytes_of(file: BinaryIO, row: DeviceResult, entry: CommandEntry) -> bytes | None:
    offset = entry.offset
    if offset is None and "/" in str(entry.file):  # layout `command`: the file is the output
        offset = 0
    if offset is None:
        offset = next((begin for each, begin in located(file, row) if each is entry), None)
    return None if offset is None else _intact(file, offset, entry)


def _intact(file: BinaryIO, offset: int, entry: CommandEntry) -> bytes | None:
    """The bytes at this place, if they are those that the manifest describes."""
    size = entry.bytes or 0
    # Not by reading: a manifest that somebody wrote may name any size.
    if offset + size > file.seek(0, 2):
        return None
    file.seek(offset)
    data = file.read(size)
    return data if hashlib.sha256(data).hexdigest() == entry.sha256 else None


def located(file: BinaryIO, row: DeviceResult) -> Iterator[tuple[CommandEntry, int]]:
    """Where in a device's file each of its outputs begins: behind its prompt line.

    For documents without `offset`. An output is only taken for one when its SHA-256 says so; from a
    damaged one on, nothing is found.
    """
    begin = 0
    for entry in row.commands:
        if not entry.file:
            continue
        place = next(
            (place for place in _line_ends(file, begin) if _intact(file, place, entry) is not None), None
        )
        if place is None:
            return
        yield entry, place
        begin = place + (entry.bytes or 0)


def _line_ends(file: BinaryIO, begin: int) -> Iterator[int]:
    for _ in range(_PROMPT_LINES):
        file.seek(begin)
        if not file.readline():
            return
        begin = file.tell()
        yield begin
