"""Where a login comes from on the command line: flags, prompts, environment."""

from __future__ import annotations

import os
import sys

import click

from netcollect.credentials import Credentials, apply_credentials, from_environment
from netcollect.errors import InputError
from netcollect.model import Device


def with_logins(
    devices: list[Device],
    *,
    username: str | None,
    ask_pass: bool,
    ask_secret: bool,
    private_key: str | None,
) -> list[Device]:
    """The devices with what the user gave; asks on the terminal where that was wanted.

    Raises:
        InputError: something is to be asked and there is no terminal.
    """
    environment = from_environment(os.environ)
    shown = username or environment.username or "the devices"
    flags = Credentials(
        username=username,
        password=_ask(f"Password for {shown}", "--ask-pass", "COLLECT_PASSWORD") if ask_pass else None,
        secret=_ask("Enable secret", "--ask-secret", "COLLECT_SECRET") if ask_secret else None,
        private_key=private_key,
    )
    return apply_credentials(devices, flags=flags, environment=environment)


def _ask(what: str, flag: str, variable: str) -> str:
    if not sys.stdin.isatty():
        raise InputError.of(flag, "there is no terminal to ask on", f"set {variable} instead")
    answer: str = click.prompt(what, hide_input=True, err=True)
    return answer
