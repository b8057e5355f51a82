"""nornir with its threaded runner and nornir_netmiko."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nornir import InitNornir
from nornir_netmiko.tasks import netmiko_send_command
from task import is_whole, run


def work(task: dict[str, Any]) -> int:
    """All devices of the task; gives how many answered whole."""
    directory = Path(task["directory"])
    seconds = task["options"][0]
    hosts = [
        f"{device['name']}:\n  hostname: {device['host']}\n  port: {device['port']}\n"
        f"  platform: {device['platform']}\n  username: lab\n  password: lab\n"
        "  connection_options:\n    netmiko:\n      extras:\n"
        + "".join(f"        {name}_timeout: {seconds}\n" for name in ("conn", "banner", "auth"))
        for device in task["devices"]
    ]
    (directory / "hosts.yaml").write_text("---\n" + "".join(hosts))
    nornir = InitNornir(
        inventory={"plugin": "SimpleInventory", "options": {"host_file": str(directory / "hosts.yaml")}},
        runner={"plugin": "threaded", "options": {"num_workers": task["workers"]}},
        logging={"enabled": False},
    )
    try:
        results = nornir.run(task=_show, command=task["command"])
    finally:
        nornir.close_connections()
    return sum(not result.failed and is_whole(str(result[0].result)) for result in results.values())


def _show(task: Any, command: str) -> Any:
    result = task.run(task=netmiko_send_command, command_string=command)
    # A fleet is not held open until the last device is done.
    task.host.close_connections()
    return result[0].result


run(work)
