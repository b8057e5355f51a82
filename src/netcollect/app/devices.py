"""The use case: inventory files → devices that can be logged in to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from netcollect.credentials import follow_references
from netcollect.inventory import read_inventory
from netcollect.model import Device


def load_inventory(*paths: str | Path, limit: Sequence[str] = ()) -> list[Device]:
    """The devices of one or more inventory files, in their order, ready to be logged in to.

    Args:
        paths: YAML files in any of the formats; they are told apart by shape.
        limit: only these devices: globs over names, `group:NAME`, `platform:NAME`, `@FILE` (names, one a
            line), or any of these behind `!`, which leaves out.

    Raises:
        InputError: with every problem of every file, each with file, line, column and key; or with every
            secret that a reference (`env:NAME`) names and that cannot be had.

    Examples:
        >>> devices = load_inventory("devices.yaml", limit=["platform:cisco_ios", "!vie*"])
        >>> [device.name for device in devices]
        ['ams-ios-0001', 'fra-ios-0002', 'lon-ios-0003', 'par-ios-0004']
    """
    return follow_references(read_inventory(*paths, limit=limit))
