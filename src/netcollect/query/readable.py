"""Whether the outputs of a run are still what it stored: asked of each, however many have the same text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from netcollect.archive import Run, read_output
from netcollect.document import CommandEntry, DeviceResult, as_unicode
from netcollect.errors import InputError
from netcollect.query.asking import Scope
from netcollect.query.memory import unreadable


class Readable:
    """The outputs of one run, by what the index says of their files, or else by the files."""

    def __init__(self, run: Run, scope: Scope) -> None:
        self._run, self._scope = run, scope
        self._read: dict[tuple[str, str], str] = {}

    def trouble(self, row: DeviceResult, entry: CommandEntry) -> str:
        """Why a stored output cannot be read; empty where it can, or where nothing was stored."""
        key = (row.device, entry.command)
        if self._indexed is not None:
            return self._indexed.get(key, "")
        if key not in self._read:
            self._read[key] = self._tried(row, entry) if entry.file else ""
        return self._read[key]

    @cached_property
    def _indexed(self) -> Mapping[tuple[str, str], str] | None:
        return unreadable(self._scope)

    def _tried(self, row: DeviceResult, entry: CommandEntry) -> str:
        try:
            read_output(self._run, row, entry)
        except InputError as error:
            return as_unicode(str(error))
        return ""
