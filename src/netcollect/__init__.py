"""Runs show commands on a fleet of network devices and keeps the outputs as evidence.

The public names are loaded on first use, so that importing the package costs nothing: netmiko alone
takes half a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netcollect.app.collect import Watch, collect
    from netcollect.app.devices import load_inventory
    from netcollect.archive import Run, open_run, output, runs
    from netcollect.document import Audited, Change, CommandEntry, Counts, DeviceResult, RunResult
    from netcollect.errors import CollectError, DeviceError, ErrorKind, InputError, OutputError, Problem
    from netcollect.inventory import load_platform_files
    from netcollect.model import Bastion, CommandResult, Device, Failure, HostKeys, Job, SessionOptions
    from netcollect.options import ClusterOptions, Keeping, LimitOptions, RunOptions, StorageOptions
    from netcollect.plan import Commands
    from netcollect.platforms import Own
    from netcollect.rows import Rows, Templates, parse, parse_many
    from netcollect.session import send_show

__all__ = [
    "Audited",
    "Bastion",
    "Change",
    "ClusterOptions",
    "CollectError",
    "CommandEntry",
    "CommandResult",
    "Commands",
    "Counts",
    "Device",
    "DeviceError",
    "DeviceResult",
    "ErrorKind",
    "Failure",
    "HostKeys",
    "InputError",
    "Job",
    "Keeping",
    "LimitOptions",
    "OutputError",
    "Own",
    "Problem",
    "Rows",
    "Run",
    "RunOptions",
    "RunResult",
    "SessionOptions",
    "StorageOptions",
    "Templates",
    "Watch",
    "collect",
    "load_inventory",
    "load_platform_files",
    "open_run",
    "output",
    "parse",
    "parse_many",
    "runs",
    "send_show",
]

_HOMES = {
    "app.collect": ("Watch", "collect"),
    "app.devices": ("load_inventory",),
    "archive": ("Run", "open_run", "output", "runs"),
    "document": ("Audited", "Change", "CommandEntry", "Counts", "DeviceResult", "RunResult"),
    "errors": ("CollectError", "DeviceError", "ErrorKind", "InputError", "OutputError", "Problem"),
    "inventory": ("load_platform_files",),
    "model": ("Bastion", "CommandResult", "Device", "Failure", "HostKeys", "Job", "SessionOptions"),
    "options": ("ClusterOptions", "Keeping", "LimitOptions", "RunOptions", "StorageOptions"),
    "plan": ("Commands",),
    "platforms": ("Own",),
    "rows": ("Rows", "Templates", "parse", "parse_many"),
    "session": ("send_show",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 (slow to import)

        return version("netcollect")
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
