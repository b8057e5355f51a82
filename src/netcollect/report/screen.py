"""What a device or a file says, made safe for a terminal and for the log of a CI job."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from typing import TextIO

from netcollect.text import escaped

#: What a CI system takes for a command: `::name ...::` at the beginning of a line, `##[name]` or
#: `##vso[name]` anywhere (actions/runner, src/Runner.Common/ActionCommand.cs); no address like `::1`.
_CI_COMMAND = re.compile(r"^[^\S\n]*(?=::[\w-]+(?: [^\n]*)?::)|##\w*(?=\[)", re.MULTILINE)

#: Variables that CI systems set: most of them; Azure Pipelines; TeamCity.
CI_VARIABLES = ("CI", "TF_BUILD", "TEAMCITY_VERSION")


def printable(text: str) -> str:
    r"""The text with control and direction characters shown as `\x1b`; newlines and tabs stay.

    Bytes that were not UTF-8 are shown in the same way. A backslash goes in front of what a CI system would
    take for a command (`::error::`, `##[group]`).
    """
    return _CI_COMMAND.sub(r"\g<0>\\", escaped(text, lines=True))


def is_for_people(stream: TextIO) -> bool:
    """Whether people read the stream: a terminal, or in a CI job (they read its log) anything but a file."""
    if stream.isatty():
        return True
    if not any(os.environ.get(name) for name in CI_VARIABLES):
        return False
    with suppress(OSError, ValueError):
        return not stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    return True


def tell(stream: TextIO, text: str) -> None:
    """Writes for people; a character that the stream's encoding lacks is shown as its number."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def send(stream: TextIO, data: bytes) -> None:
    """Writes for a program: UTF-8 whatever the locale, if the stream takes bytes at all."""
    raw = getattr(stream, "buffer", None)
    if raw is None:
        stream.write(data.decode("utf-8", "surrogateescape"))
        return
    # Text that was written earlier has to go first.
    stream.flush()
    raw.write(data)


def write_text(stream: TextIO, head: str, text: str) -> None:
    """Writes an output: shown to people, and as the bytes that a device gave to anything else."""
    if is_for_people(stream):
        tell(stream, printable(head + text))
    else:
        send(stream, (head + text).encode("utf-8", "surrogateescape"))
