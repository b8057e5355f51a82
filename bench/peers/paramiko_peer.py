"""The least that a client can do: read from an SSH channel until so many bytes are there."""

from __future__ import annotations

from typing import Any

import paramiko
from task import run


def work(task: dict[str, Any]) -> int:
    """All devices of the task; gives how many answered whole."""
    return sum(_whole(device, task["command"], int(task["options"][0])) for device in task["devices"])


def _whole(device: dict[str, Any], command: str, size: int) -> bool:
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect(device["host"], device["port"], "lab", "lab", allow_agent=False, look_for_keys=False)
        channel = client.invoke_shell()
        channel.send(f"{command}\n".encode())
        got = 0
        while got < size:
            got += len(channel.recv(65536))
    return True


run(work)
