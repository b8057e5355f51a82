"""Where a login comes from on the command line: flags, prompts, environment."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import click

from netcollect.credentials import (
    Credentials,
    apply_credentials,
    follow_references,
    from_environment,
    missing_credentials,
    variables_of,
)
from netcollect.errors import InputError
from netcollect.model import Device
from netcollect.text import listed, plural

_Source = click.core.ParameterSource


def with_logins(ctx: click.Context, devices: list[Device]) -> list[Device]:
    """The devices with what the user gave; asks on the terminal where that was wanted.

    What stands on the command line wins over the inventory; what comes from a variable or a job file
    only fills what the inventory leaves open.

    Raises:
        InputError: something is to be asked and there is no terminal, or a device has no login.
    """
    given = ctx.params
    if given["ssh_config"] and not Path(given["ssh_config"]).expanduser().is_file():
        raise InputError.of("--ssh-config", f"there is no file {given['ssh_config']}")
    environment = from_environment(os.environ)
    named = {part: given[part] for part in ("username", "private_key") if given[part]}
    typed = {part: value for part, value in named.items() if _source(ctx, part) is _Source.COMMANDLINE}
    written = {part: value for part, value in named.items() if _source(ctx, part) is _Source.DEFAULT_MAP}
    others = {part: named[part] for part in named.keys() - typed.keys() - written.keys()}
    shown = given["username"] or "the devices"
    flags = Credentials(
        **typed,
        password=_ask(f"Password for {shown}", "--ask-pass", "COLLECT_PASSWORD")
        if given["ask_pass"]
        else None,
        secret=_ask("Enable secret", "--ask-secret", "COLLECT_SECRET") if given["ask_secret"] else None,
    )
    job = Credentials(**written, **(given["job"].secrets if given["job"] else {}))
    devices = apply_credentials(devices, flags=flags, environment=replace(environment, **others), job=job)
    if not given["dry_run"]:
        # ssh_config may name user and key of each device: then only the session can tell.
        if not given["ssh_config"]:
            _require(missing_credentials(devices, use_agent=given["agent"]))
        holding = variables_of(devices)
        devices = follow_references(devices, _ask_for if sys.stdin.isatty() else None)
        # Neither workers nor programs that we start inherit a secret.
        for name in holding & os.environ.keys():
            del os.environ[name]
    return devices


def _source(ctx: click.Context, part: str) -> _Source | None:
    return ctx.get_parameter_source(part)


def _require(missing: list[Device]) -> None:
    if missing:
        raise InputError.of(
            "login",
            f"{plural(len(missing), 'device has', 'devices have')} no user name, "
            f"or neither password nor key ({listed(device.name for device in missing)})",
            "give -u and -k, COLLECT_USERNAME and COLLECT_PASSWORD, --private-key, or the inventory's own",
        )


def _ask_for(what: str) -> str:
    answer: str = click.prompt(what, hide_input=True, err=True)
    return answer


def _ask(what: str, flag: str, variable: str) -> str:
    if not sys.stdin.isatty():
        raise InputError.of(flag, "there is no terminal to ask on", f"set {variable} instead")
    return _ask_for(what)
