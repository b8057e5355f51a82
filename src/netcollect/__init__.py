"""Runs show commands on a fleet of network devices and keeps the outputs as evidence.

The public names are loaded on first use, so that importing the package costs nothing: netmiko alone
takes half a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netcollect.app import collect, load_inventory
    from netcollect.archive import Run, open_run, output, runs
    from netcollect.document import DeviceResult, RunResult
    from netcollect.errors import DeviceError, ErrorKind, InputError
    from netcollect.inventory import load_platform_files
    from netcollect.model import CommandResult, Device, SessionOptions
    from netcollect.session import send_show

__all__ = [
    "CommandResult",
    "Device",
    "DeviceError",
    "DeviceResult",
    "ErrorKind",
    "InputError",
    "Run",
    "RunResult",
    "SessionOptions",
    "collect",
    "load_inventory",
    "load_platform_files",
    "open_run",
    "output",
    "runs",
    "send_show",
]

_HOMES = {
    "CommandResult": "model",
    "Device": "model",
    "DeviceError": "errors",
    "DeviceResult": "document",
    "ErrorKind": "errors",
    "InputError": "errors",
    "Run": "archive",
    "RunResult": "document",
    "SessionOptions": "model",
    "collect": "app",
    "load_inventory": "app",
    "load_platform_files": "inventory",
    "open_run": "archive",
    "output": "archive",
    "runs": "archive",
    "send_show": "session",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 (slow to import)

        return version("netcollect")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
