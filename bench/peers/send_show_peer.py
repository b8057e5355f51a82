"""`send_show` in a plain thread pool: a session of ours, without the files and the rest of a run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from task import is_whole, run

from netcollect import Device, DeviceError, SessionOptions, send_show
from netcollect.model import HostKeys
from netcollect.session.internals import driver_class


def work(task: dict[str, Any]) -> int:
    """All devices of the task; gives how many answered whole."""
    devices = [Device(**device, username="lab", password="lab") for device in task["devices"]]
    ask = partial(_whole, command=task["command"])
    with ThreadPoolExecutor(task["workers"]) as executor:
        return sum(executor.map(ask, devices))


def _whole(device: Device, command: str) -> bool:
    try:
        return is_whole(send_show(device, command, options=SessionOptions(host_keys=HostKeys.OFF)))
    except DeviceError:
        return False


driver_class("cisco_ios")
run(work)
