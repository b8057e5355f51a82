"""The script that everybody has: a thread pool, `ConnectHandler`, `send_command`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from netmiko import ConnectHandler
from task import is_whole, run


def work(task: dict[str, Any]) -> int:
    """All devices of the task; gives how many answered whole."""
    timeouts = dict.fromkeys(("conn_timeout", "banner_timeout", "auth_timeout"), int(task["options"][0]))
    with ThreadPoolExecutor(task["workers"]) as executor:
        return sum(executor.map(partial(_whole, command=task["command"], timeouts=timeouts), task["devices"]))


def _whole(device: dict[str, Any], command: str, timeouts: dict[str, int]) -> bool:
    try:
        with ConnectHandler(
            device_type=device["platform"],
            host=device["host"],
            port=device["port"],
            username="lab",
            password="lab",
            **timeouts,
        ) as connection:
            return is_whole(connection.send_command(command))
    except Exception as error:
        print(device["name"], error)
        return False


run(work)
