"""Which commands may be sent: nothing reaches a device that could be read as more than one command."""

from __future__ import annotations

import unicodedata


def objection(command: str) -> str | None:
    """Why a command is not sent, or None; a second line inside it would be a second command."""
    if not command.strip():
        return "the command is empty"
    for char in command:
        if unicodedata.category(char) in {"Cc", "Zl", "Zp"}:
            return f"the command holds the control character {char!r}"
    return None
