"""`collect init`: a small inventory, a job file and a rule file to begin with."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import click

from netcollect.cli.messages import warn
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
# What the outputs must say. For a hardening audit add builtin:hygiene, see `collect audit --list`.
rules: {rules}
"""
_RULES = """\
# What the devices must say; `collect --job {job}` and `collect audit --rules {file}` judge by it.
# docs/audits.md has the checks: texts, lines in sections of a configuration, conditions on rows, and more.
rules:
  - id: answers
    title: The device answers
    severity: high
    command: {command}
    expect:
      - matches: '\\S'
"""
_FILES = ("devices.yaml", "job.yaml", "rules.yaml")


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


@click.command(short_help="Write a small inventory, a job and rules to begin with.")
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
    """Write devices.yaml, job.yaml and rules.yaml, asking for what no option says. Nothing is overwritten."""
    flags = InitFlags(**given)
    files = tuple(flags.directory / name for name in _FILES)
    if taken := [path for path in files if path.exists()]:
        hint = "name another --directory"
        raise InputError(tuple(Problem(str(path), "is there already", hint) for path in taken))
    said = _answers(flags)
    if problems := tuple(_problems(said)):
        raise InputError(problems)
    for path, text in zip(files, _texts(said, *files), strict=True):
        _write(path, text)
    _warn(said)
    job = files[1]
    click.echo(f"written: {', '.join(map(str, files))}", err=True)
    click.echo(f"next: collect --job {shlex.quote(str(job))} --ask-pass", err=True)
    return 0


def _warn(said: Mapping[str, Any]) -> None:
    """Tells the commands that no run sends unless it is allowed to."""
    from netcollect.guard import refusal  # noqa: PLC0415

    for command in said["commands"]:
        if problem := refusal("--command", command, said["platform"]):
            warn(str(problem))


def _texts(said: Mapping[str, Any], inventory: Path, job: Path, rules: Path) -> tuple[str, str, str]:
    """The inventory, the job file and the rule file."""
    commands = [_quoted(each) for each in said["commands"]]
    return (
        _INVENTORY.format(**{name: _quoted(value) for name, value in said.items()}),
        _JOB.format(
            job=job,
            inventory=_quoted(str(inventory)),
            rules=_quoted(str(rules)),
            commands="\n".join(f"  - {each}" for each in commands),
        ),
        _RULES.format(job=job, file=rules, command=commands[0]),
    )


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


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
