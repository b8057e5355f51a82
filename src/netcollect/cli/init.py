"""`collect init`: a small inventory and a job file to begin with."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import click

from netcollect.cli.options import option, together
from netcollect.cli.types import Lines
from netcollect.errors import InputError, OutputError, Problem

_INVENTORY = """\
# The devices. See docs/inventory.md for groups, bastions and logins; passwords need not be in this file.
defaults:
  username: {username}
devices:
  - host: {host}
    platform: {platform}
"""
_JOB = """\
# What to run on them: collect --job {job}
inventory: {inventory}
output: output
commands:
{commands}
"""
_FILES = ("devices.yaml", "job.yaml")


class _Question(NamedTuple):
    """What is asked, and what is proposed."""

    words: str
    default: str | None


_QUESTIONS: Mapping[str, _Question] = {
    "host": _Question("Address or name of a device", None),
    "platform": _Question("Its platform (netmiko's device_type)", "cisco_ios"),
    "username": _Question("User name to log in with", None),
    "commands": _Question("Command to run", "show version"),
}


@dataclass(frozen=True, kw_only=True)
class InitFlags:
    """`collect init`; what is None or empty is asked for."""

    host: str | None
    platform: str | None
    username: str | None
    commands: tuple[str, ...]
    directory: Path


@click.command(short_help="Write a small inventory and a job file to begin with.")
@together(
    option("--host", metavar="ADDRESS", help="Address or name of a device."),
    option("--platform", metavar="NAME", help="Its platform: netmiko's device_type, such as cisco_ios."),
    option("-u", "--username", metavar="NAME", help="Log in as this user."),
    option(
        "-c",
        "--command",
        "commands",
        type=Lines(),
        multiple=True,
        metavar="TEXT",
        help="Command to run. Repeatable.",
    ),
    option(
        "--directory", type=click.Path(path_type=Path), default=Path(), metavar="DIR", help="Where to write."
    ),
)
def init(**given: Any) -> int:
    """Write devices.yaml and job.yaml, asking for what no option says. Nothing is overwritten."""
    flags = InitFlags(**given)
    inventory, job = (flags.directory / name for name in _FILES)
    if taken := [path for path in (inventory, job) if path.exists()]:
        hint = "name another --directory"
        raise InputError(tuple(Problem(str(path), "is there already", hint) for path in taken))
    said = _answers(flags)
    if problems := tuple(_problems(said)):
        raise InputError(problems)
    quoted = {name: json.dumps(value, ensure_ascii=False) for name, value in said.items()}
    commands = "\n".join(f"  - {json.dumps(each, ensure_ascii=False)}" for each in said["commands"])
    _write(inventory, _INVENTORY.format(**quoted))
    _write(job, _JOB.format(job=job, inventory=json.dumps(str(inventory)), commands=commands))
    click.echo(f"written: {inventory}, {job}", err=True)
    click.echo(f"next: collect --job {shlex.quote(str(job))} --ask-pass", err=True)
    return 0


def _answers(flags: InitFlags) -> dict[str, Any]:
    """What the options say, and the answers to what they do not.

    Raises:
        InputError: something is missing, and there is no terminal to ask on.
    """
    said: dict[str, Any] = {name: getattr(flags, name) for name in _QUESTIONS}
    missing = [name for name, value in said.items() if not value]
    if missing and not sys.stdin.isatty():
        names = {"commands": "command"}
        hint = "there is no terminal to ask on"
        raise InputError(tuple(Problem(f"--{names.get(name, name)}", "is missing", hint) for name in missing))
    for name in missing:
        question = _QUESTIONS[name]
        answer = click.prompt(question.words, default=question.default, err=True)
        said[name] = (answer,) if name == "commands" else answer
    return said


def _problems(said: Mapping[str, Any]) -> Iterator[Problem]:
    """What would be wrong in the files."""
    from netcollect.addresses import host_objection  # noqa: PLC0415
    from netcollect.connecthandler import platform_objection  # noqa: PLC0415
    from netcollect.inventory.nearest import nearest  # noqa: PLC0415
    from netcollect.platforms import known_platforms  # noqa: PLC0415

    if objection := host_objection(said["host"]):
        yield Problem("--host", objection, "for example r1.example.net, 192.0.2.1 or 2001:db8::1")
    platform, known = said["platform"], known_platforms()
    if refused := platform_objection(platform):
        yield Problem("--platform", *refused)
    elif platform not in known:
        hint = nearest(platform, known) or "a platform is netmiko's device_type"
        yield Problem("--platform", f"netmiko has no platform {platform[:60]!r}", hint)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from None
