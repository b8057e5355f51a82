"""Runs the installed `collect` as people and playbooks do."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from e2e.canary import WORD

COLLECT = Path(sysconfig.get_path("scripts"), "collect")


@dataclass(frozen=True)
class Ended:
    """What a command left: exit status, stdout, stderr."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Stdout as one JSON document."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def collect(*arguments: str | Path, env: dict[str, str] | None = None, program: Path = COLLECT) -> Ended:
    """Runs `collect` to its end; `env` is added to the environment."""
    done = subprocess.run(
        [program, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
    )
    ended = Ended(done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in ended.err
    assert WORD not in ended.out + ended.err
    return ended
