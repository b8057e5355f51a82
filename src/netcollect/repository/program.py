"""The `git` program, called so that nothing which a repository says is run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from netcollect.errors import OutputError

#: How long one call may take (seconds): a first commit of a large fleet is one.
PATIENCE = 600.0

# git, "git-config" and "git": keys and variables whose values git runs, or lets change what is stored.
# What is given by `-c` wins over every file.
_SETTINGS: Mapping[str, str] = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "core.autocrlf": "false",
    "core.sshCommand": "false",
    "commit.gpgSign": "false",
    "credential.helper": "",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "i18n.commitEncoding": "UTF-8",
    "init.defaultBranch": "main",
    # The directory is the one that the user named.
    "safe.bareRepository": "all",
}
_VARIABLES: Mapping[str, str] = {
    "GIT_ALLOW_PROTOCOL": "none",  # stronger than `protocol.NAME.allow` of a repository
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_LOGIN = re.compile(r"(?<=://)[^/@\s]+@")
_SHOWN = 300


class Git:
    """git in one directory and in no other: not in a repository around it.

    Raises:
        OutputError: there is no `git` on the PATH.
    """

    def __init__(self, directory: Path, *, patience: float = PATIENCE) -> None:
        program = shutil.which("git")
        if program is None:
            raise OutputError(str(directory), "there is no program git on the PATH", "install git;")
        self.directory = directory
        self._patience = patience
        self._words = [os.path.abspath(program), "-C", str(directory)]  # noqa: PTH100 (a link stays one)
        for key, value in _SETTINGS.items():
            self._words += ["-c", f"{key}={value}"]
        # Variables such as GIT_DIR, GIT_INDEX_FILE and GIT_CONFIG_COUNT are those of whoever calls us.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        around = str(directory.resolve().parent)
        self._environment = {**kept, **_VARIABLES, "GIT_CEILING_DIRECTORIES": around}

    def ask(
        self,
        *arguments: str,
        feed: IO[bytes] | None = None,
        data: bytes | None = None,
        allowed: Sequence[int] = (0,),
    ) -> bytes:
        """What git says to a file or to `data`; nothing when it ends with another allowed status.

        Raises:
            OutputError: git fails, or takes too long.
        """
        try:
            done = subprocess.run(
                [*self._words, *arguments],
                input=data,
                stdin=None if data is not None else feed or subprocess.DEVNULL,
                capture_output=True,
                check=False,
                env=self._environment,
                timeout=self._patience,
                # Outputs may hold secrets; core.sharedRepository opens a repository to others.
                umask=0o077,
            )
        except subprocess.TimeoutExpired:
            raise self.failure(f"git {arguments[0]} did not end in {self._patience:.0f} s") from None
        except OSError as error:
            raise self.failure(f"git cannot be run: {error.strerror or error}") from None
        if done.returncode not in allowed:
            raise self.failure(f"git {arguments[0]}: {_said(done.stderr) or f'status {done.returncode}'}")
        return done.stdout if done.returncode == 0 else b""

    def line(self, *arguments: str, feed: IO[bytes] | None = None, allowed: Sequence[int] = (0,)) -> str:
        """As `ask`, as text and without the end of the line."""
        return os.fsdecode(self.ask(*arguments, feed=feed, allowed=allowed)).removesuffix("\n")

    def failure(self, reason: str, hint: str = "") -> OutputError:
        """The error that names the repository."""
        return OutputError(str(self.directory), reason, hint or "see the directory with `git status`;")


def _said(stderr: bytes) -> str:
    """What git complains of, without the login in an address."""
    lines = stderr.decode("utf-8", "replace").strip().split("\n")
    words = [line for line in lines if line.startswith(("fatal: ", "error: "))] or lines[:1]
    return _LOGIN.sub("…@", "; ".join(line.split(": ", 1)[-1] for line in words))[:_SHOWN]
