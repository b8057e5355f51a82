"""Which devices and commands of finished runs a person means, in the words of `--limit` and `--command`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from netcollect.document import DeviceResult
from netcollect.inventory.limit import select
from netcollect.model import Device
from netcollect.text import is_meant


def chosen(
    rows: Sequence[DeviceResult], limit: Sequence[str], commands: Sequence[str]
) -> Callable[[DeviceResult, str], bool]:
    """Whether a device's command is meant; an empty command stands for the device.

    Raises:
        InputError: a limit names no device of the runs.
    """
    devices = [
        Device(name=row.device, host=row.host, platform=row.platform, groups=row.groups) for row in rows
    ]
    names = {device.name for device in select(devices, limit)} if limit else None

    def wanted(row: DeviceResult, command: str) -> bool:
        if names is not None and row.device not in names:
            return False
        return (
            not commands
            or not command
            or any(is_meant(each, command) or fnmatchcase(command, each) for each in commands)
        )

    return wanted
