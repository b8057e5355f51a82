"""Where a login comes from on the command line: flags, prompts, environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from netcollect.cli.flags import LoginFlags, RunFlags
from netcollect.credentials import (
    Credentials,
    apply_credentials,
    follow_references,
    from_environment,
    variables_of,
)
from netcollect.errors import InputError
from netcollect.inventory import JobFile
from netcollect.model import Device

Source = click.core.ParameterSource
#: Where the value of an option came from, by its name.
CameFrom = Callable[[str], Source | None]


def with_logins(
    flags: LoginFlags, came_from: CameFrom, devices: Sequence[Device], job: JobFile | None = None
) -> list[Device]:
    """The devices with what the user gave; asks on the terminal where that was wanted.

    What stands on the command line wins over the inventory; what comes from a variable or a job file
    only fills what the inventory leaves open.

    Raises:
        InputError: something is to be asked and there is no terminal, or a key file is missing.
    """
    if flags.ssh_config and not Path(flags.ssh_config).expanduser().is_file():
        raise InputError.of("--ssh-config", f"there is no file {flags.ssh_config}")
    by_source: dict[Source | None, dict[str, Any]] = {}
    for part, value in (("username", flags.username), ("private_key", flags.private_key)):
        if value:
            by_source.setdefault(came_from(part), {})[part] = value
    typed = by_source.pop(Source.COMMANDLINE, {})
    written = by_source.pop(Source.DEFAULT_MAP, {})
    others = {part: value for parts in by_source.values() for part, value in parts.items()}
    return apply_credentials(
        devices,
        flags=Credentials(**typed, **_asked(flags)),
        environment=replace(from_environment(os.environ), **others),
        job=Credentials(**written, **(job.secrets if job else {})),
    )


def with_bastions(job: JobFile | None, devices: Sequence[Device]) -> Sequence[Device]:
    """The devices with the job file's bastions where the inventory names none."""
    if job is None or job.jump is None:
        return devices
    return [replace(each, jump=job.jump) if each.jump is None else each for each in devices]


def with_secrets(devices: Sequence[Device], others: Set[str] = frozenset()) -> list[Device]:
    """The devices with the secrets that their references stand for, asked for where a terminal is there.

    The variables that held them are no more afterwards, nor are the `others`.

    Raises:
        InputError: a secret cannot be had.
    """
    needed = variables_of(devices)
    # Neither password managers, workers nor other programs that we start inherit a secret.
    forget(others - needed)
    found = follow_references(devices, _ask if sys.stdin.isatty() else None)
    forget(needed)
    return found


def forget(variables: Set[str]) -> None:
    """Removes variables from the environment."""
    for name in variables & os.environ.keys():
        del os.environ[name]


def named_by(job: JobFile | None) -> set[str]:
    """The variables that a job file says to hold secrets, whoever needs them."""
    if job is None:
        return set()
    bastions = job.jump if isinstance(job.jump, tuple) else ()
    return variables_of((), Credentials(**job.secrets), *bastions)


def _asked(flags: LoginFlags) -> dict[str, str]:
    """What the user types when asked."""
    answers = {}
    if flags.ask_pass:
        whose = flags.username or "the devices"
        answers["password"] = _ask_for(f"Password for {whose}", "--ask-pass", "COLLECT_PASSWORD")
    if isinstance(flags, RunFlags) and flags.ask_secret:
        answers["secret"] = _ask_for("Enable secret", "--ask-secret", "COLLECT_SECRET")
    return answers


def _ask_for(what: str, flag: str, variable: str) -> str:
    if not sys.stdin.isatty():
        raise InputError.of(flag, "there is no terminal to ask on", f"set {variable} instead")
    return _ask(what)


def _ask(what: str) -> str:
    answer: str = click.prompt(what, hide_input=True, err=True)
    return answer
