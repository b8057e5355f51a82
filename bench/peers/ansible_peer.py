"""ansible-playbook: `cisco.ios.ios_command` over `network_cli`, with its default of five forks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from task import is_whole, run

SHARED = {
    "ansible_connection": "ansible.netcommon.network_cli",
    "ansible_network_os": "cisco.ios.ios",
    "ansible_user": "lab",
    "ansible_password": "lab",
    "ansible_python_interpreter": sys.executable,
}


def work(task: dict[str, Any]) -> int:
    """All devices of the task; gives how many answered whole."""
    directory = Path(task["directory"])
    hosts = {
        device["name"]: {"ansible_host": device["host"], "ansible_port": device["port"]}
        for device in task["devices"]
    }
    play = {
        "hosts": "all",
        "gather_facts": False,
        "tasks": [{"cisco.ios.ios_command": {"commands": [task["command"]]}}],
    }
    # JSON is YAML, too.
    (directory / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": SHARED}}))
    (directory / "play.json").write_text(json.dumps([play]))
    done = subprocess.run(
        [Path(sys.executable).with_name("ansible-playbook"), "-v", "-i", "hosts.json", "play.json"],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
        cwd=directory,
        env={
            **os.environ,
            "ANSIBLE_HOST_KEY_CHECKING": "False",
            "ANSIBLE_FORKS": str(task["workers"] or 5),
            "ANSIBLE_INVENTORY_ENABLED": "yaml",
            "ANSIBLE_PERSISTENT_CONNECT_TIMEOUT": next(iter(task["options"]), "30"),
        },
    )
    return sum(
        is_whole(json.loads(line.partition(" => ")[2])["stdout"][0])
        for line in done.stdout.splitlines()
        if line.startswith("ok: [")
    )


run(work)
