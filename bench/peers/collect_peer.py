"""The whole command: inventory read, devices asked, files written and synced, manifest, summary."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from task import run


def work(task: dict[str, Any]) -> int:
    """All devices of the task; gives how many answered whole."""
    directory = Path(task["directory"])
    command = [sys.executable, "-m", "netcollect", "-i", task["inventory"], "-c", task["command"]]
    command += ["-o", str(directory / "output"), "--known-hosts", str(directory / "known_hosts")]
    command += ["--format", "json", "-q"]
    if task["workers"]:
        command += ["--workers", str(task["workers"])]
    done = subprocess.run([*command, *task["options"]], capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    ok: int = json.loads(done.stdout)["counts"]["ok"]
    return ok


run(work)
