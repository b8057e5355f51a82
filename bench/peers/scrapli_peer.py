"""scrapli in a thread pool; its libssh2 transport, or with the option `bin` its default, the `ssh` program."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from scrapli import AuthOptions, Cli, SessionOptions, TransportBinOptions, TransportSsh2Options
from task import is_whole, run


def work(task: dict[str, Any]) -> int:
    """All devices of the task; gives how many answered whole."""
    show = partial(
        _whole,
        command=task["command"],
        transport=TransportBinOptions if "bin" in task["options"] else TransportSsh2Options,
        timeout=next((int(each) for each in task["options"] if each.isdecimal()), 60),
    )
    with ThreadPoolExecutor(task["workers"]) as executor:
        return sum(executor.map(show, task["devices"]))


def _whole(device: dict[str, Any], command: str, transport: Any, timeout: int) -> bool:
    try:
        with Cli(
            device["host"],
            port=device["port"],
            definition_file_or_name="cisco_iosxe",
            auth_options=AuthOptions(username="lab", password="lab"),
            session_options=SessionOptions(operation_timeout_s=timeout),
            transport_options=transport(),
        ) as connection:
            return is_whole(connection.send_input(command).result)
    except Exception as error:
        print(device["name"], repr(error)[:200])
        return False


run(work)
