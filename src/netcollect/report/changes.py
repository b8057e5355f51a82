"""A change on many devices, on one line."""

from __future__ import annotations

from netcollect.document import Change
from netcollect.report.screen import printable
from netcollect.text import plural

#: More lines than these do not go on one.
_LINES = 2


def change_line(change: Change) -> str:
    """A change on one line: `37 devices: show running-config: + ntp server 192.0.2.9`."""
    lines = [f"- {line.strip()}" for line in change.removed] + [f"+ {line.strip()}" for line in change.added]
    shown = " ".join(lines) if len(lines) <= _LINES else f"{lines[0]} … ({len(lines)} lines)"
    heading = f"{change.heading}: " if change.heading else ""
    return on_a_line(f"{who(change)}: {change.command}: {heading}{change.row or shown}")


def who(change: Change) -> str:
    """The device that has it, or how many."""
    number = len(change.devices)
    return change.devices[0] if number == 1 else plural(number, "device")


def on_a_line(text: str) -> str:
    """Safe for a terminal, and on one line."""
    return printable(text).replace("\n", "\\n")
