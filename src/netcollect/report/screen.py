"""What a device or a file says, made safe for a person's terminal and for a CI's log."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from contextlib import suppress
from typing import TextIO

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

#: What a CI would carry out: `::name ...::` at the beginning of a line, `##[name]` and `##vso[name]`
#: anywhere in it (actions/runner, src/Runner.Common/ActionCommand.cs). An address like `::1` is none.
_CI_COMMAND = re.compile(r"^[^\S\n]*(?=::[\w-]+(?: [^\n]*)?::)|##\w*(?=\[)", re.MULTILINE)

#: Variables by which a CI tells programs that it runs them: most of them; Azure Pipelines; TeamCity.
_CI_VARIABLES = ("CI", "TF_BUILD", "TEAMCITY_VERSION")


class _Shown(dict[int, str]):
    """How each character is shown; found out once."""

    def __missing__(self, code: int) -> str:
        unseen = unicodedata.category(chr(code)) in _UNSEEN
        shown = self[code] = _escaped(code) if unseen else chr(code)
        return shown


_SHOWN = _Shown({ord("\n"): "\n", ord("\t"): "\t"})


def printable(text: str) -> str:
    r"""The text with control and direction characters shown as `\x1b`; newlines and tabs stay.

    Bytes that were no UTF-8 are shown likewise. Where a CI would carry out a line (`::error::`,
    `##[group]`) a backslash stands in the way.
    """
    safe = text if text.isprintable() else text.translate(_SHOWN)
    return _CI_COMMAND.sub(r"\g<0>\\", safe)


def is_for_people(stream: TextIO) -> bool:
    """Whether a stream is a terminal, or in a CI's job anything but a file: there it ends in the log."""
    if stream.isatty():
        return True
    if not any(os.environ.get(name) for name in _CI_VARIABLES):
        return False
    with suppress(OSError, ValueError):
        return not stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    return True


def tell(stream: TextIO, text: str) -> None:
    """Writes to a person; a character that the stream's encoding lacks is shown as its number."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _escaped(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8 (PEP 383)
        code -= 0xDC00
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
