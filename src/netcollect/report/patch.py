"""A patch on a stream: the bytes as they are for `patch`, and nothing that controls a terminal for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from netcollect.report.screen import is_for_people, printable, send, tell


def write_patch(stream: TextIO, parts: Iterable[str]) -> None:
    """Writes the parts of a patch."""
    for part in parts:
        if is_for_people(stream):
            tell(stream, printable(part))
        else:
            send(stream, part.encode("utf-8", "surrogateescape"))
