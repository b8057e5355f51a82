"""Which output goes into which file; pure, so that a dry run can show it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netcollect.options import Layout

_MAX_SLUG = 80
# Names that Windows reserves for its own devices, with or without an extension; see inventory/names.py.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)")
#: In layout `command` a device has a directory of its name, which must not be one of these.
_TAKEN = frozenset({"manifest.json"})


def file_names(device: str, commands: Sequence[str], layout: Layout) -> tuple[str, ...]:
    """The file of each command, relative to the run directory.

    Layout `device`: `R1.txt` for all; layout `command`: `R1/show_version.txt`, no two of them equal.

    Raises:
        ValueError: the device's name could leave the directory, or is the manifest's; the inventory
            refuses such names earlier.
    """
    if not device or "/" in device or "\0" in device or device in (".", ".."):
        raise ValueError(f"{device!r} cannot be a file name")
    if layout == "device":
        return (f"{device}.txt",) * len(commands)
    if device.casefold() in _TAKEN:
        raise ValueError(f"{device!r} cannot be a directory beside the manifest")
    taken: set[str] = set()
    return tuple(f"{device}/{_unique(slug(command), taken)}.txt" for command in commands)


def slug(command: str) -> str:
    """A command as a readable file name: lower case, `_` for anything but letters, digits, `.` and `-`."""
    text = re.sub(r"[^a-z0-9.-]+", "_", command.lower()).strip("_.-")
    found = text[:_MAX_SLUG].rstrip("_.-") or "command"
    return f"command_{found}" if _RESERVED.match(found) else found


def _unique(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    taken.add(found)
    return found
