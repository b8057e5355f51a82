"""What a device or a file says, made safe for a person's terminal and for a CI's log."""

from __future__ import annotations

import re
import unicodedata

#: Lines that a CI system would take for commands of its own.
_CI_COMMAND = re.compile(r"^(\s*)(::|##\[|##vso\[)", re.MULTILINE)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    r"""The text with control and direction characters shown as `\x1b`; newlines and tabs stay.

    A line that a CI would execute (`::error`, `##[group]`) gets a visible mark in front.
    """
    if not text.isprintable():
        text = "".join(
            char if char in "\n\t" or unicodedata.category(char) not in _UNSEEN else _shown(char)
            for char in text
        )
    return _CI_COMMAND.sub(r"\1\\\2", text)


def _shown(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
