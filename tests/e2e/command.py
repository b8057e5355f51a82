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
from forking import LONGEST, can_be_forked, fork

COLLECT = Path(sysconfig.get_path("scripts"), "collect")
#: What a run and the verbs that read runs import; what more they need they import themselves.
_MODULES = (
    "netcollect.__main__",
    "netcollect.cli.run",
    "netcollect.app.collect",
    "netcollect.app.diff",
    "netcollect.query.showing",
    "netcollect.report.formats",
    "netcollect.executors",
    "netcollect.rows.machine",
)
#: Arguments of runs that start processes themselves.
_STARTS_OTHERS = frozenset({"process", "dask", "demo"})


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
    """Runs `collect` to its end; `env` is added to the environment.

    It is a process of its own, forked from one that has imported `collect` already. It is started afresh
    where it starts processes itself, where its interpreter is to see another environment, and where `program`
    is another one.
    """
    words, environment = [str(program), *map(str, arguments)], {**os.environ, **(env or {})}
    forkable = program == COLLECT and _STARTS_OTHERS.isdisjoint(words) and can_be_forked(environment)
    done = (
        fork(_MODULES, words, environment)
        if forkable
        else subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
            env=environment,
        )
    )
    ended = Ended(done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in ended.err
    assert WORD not in ended.out + ended.err
    return ended
