"""What to run, from files: job files in YAML and plain lists of commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netcollect.connecthandler import platform_objection
from netcollect.errors import InputError
from netcollect.inventory.files import read, read_text
from netcollect.inventory.logins import Jump, login
from netcollect.inventory.notifiers import notifiers
from netcollect.inventory.readers import Reader
from netcollect.inventory.source import Source, fail, join
from netcollect.inventory.tree import MappingNode, Node, ScalarNode
from netcollect.model import Bastion
from netcollect.options import Notifier
from netcollect.platforms import known_platforms
from netcollect.references import is_plain

COMMANDS = ("command", "commands")
SCOPES = ("platforms", "groups")
_ELSEWHERE = "or set `ask_pass: true` or COLLECT_PASSWORD"
SECRETS = frozenset({"password", "secret", "passphrase"})
#: A job file only says where the bastions' secrets are, too.
JUMP = Jump(referring=True)


@dataclass(frozen=True, slots=True)
class JobFile:
    """A job file: options by name (`connect_timeout`), and commands by whom they are for.

    `secrets` are references (`env:NAME`) by part of a login; a job file holds no secret itself. `jump` are
    the bastions to devices of which the inventory names none. `notify` are programs to run afterwards.
    """

    path: str
    options: Mapping[str, Any] = field(default_factory=dict)
    commands: tuple[str, ...] = ()
    by_platform: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_group: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    jump: str | tuple[Bastion, ...] | None = None
    notify: tuple[Notifier, ...] = ()


def load_job(path: str | Path, known: Mapping[str, Reader]) -> JobFile:
    """Reads a job file.

    Args:
        path: where it is. Paths in it are relative to the current directory, as the flags' are.
        known: the options that it may set beside commands, and how each is read. Of passwords a job file
            only says where they are.

    Raises:
        InputError: with every problem found and its place.
    """
    source, root = read(path, "commands: [show version]", "docs/commands-and-jobs.md")
    known = {**known, "jump": JUMP, "notify": notifiers}
    options: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    commands: tuple[str, ...] = ()
    scopes: dict[str, dict[str, tuple[str, ...]]] = {"platforms": {}, "groups": {}}
    said: dict[str, int] = {}
    for name, node in source.pairs(root, "") if root else ():
        option = name.value.replace("-", "_")
        if option in said:
            source.note(
                name, name.value, f"is already defined on line {said[option]}", "remove one of the two"
            )
        elif option in COMMANDS:
            commands += _commands(source, node, name.value)
        elif option in scopes:
            scopes[option] = _scope(source, node, option)
        elif option in SECRETS:
            _take_secret(source, name, node, secrets)
        else:
            options |= _option(source, name, node, known)
        said.setdefault(option, name.line)
    fail(source.problems)
    jump, notify = options.pop("jump", None), options.pop("notify", ())
    by_platform, by_group = scopes["platforms"], scopes["groups"]
    return JobFile(str(path), options, commands, by_platform, by_group, secrets, jump, notify)


def _option(source: Source, name: ScalarNode, node: Node, known: Mapping[str, Reader]) -> dict[str, Any]:
    """The option's value by its name; nothing if it is wrong, which is noted."""
    option = name.value.replace("-", "_")
    if option not in known:
        source.note(name, name.value, "unknown key", source.meant(option, (*known, *SCOPES, *COMMANDS)))
        return {}
    value = known[option](source, node, name.value)
    return {} if value is None else {option: value}


def _take_secret(source: Source, name: ScalarNode, node: Node, secrets: dict[str, str]) -> None:
    value = login(source, node, name.value, _ELSEWHERE)
    if value is None:
        return
    if is_plain(value):
        hint = f"say where it is, as env:NAME or file:PATH; {_ELSEWHERE}"
        source.note(name, name.value, "a job file must not hold credentials", hint)
    else:
        secrets[name.value.replace("-", "_")] = value


def _commands(source: Source, node: Node, key: str) -> tuple[str, ...]:
    """At least one command."""
    before = len(source.problems)
    found = source.texts(node, key)
    if not found and len(source.problems) == before:
        source.note(node, key, "has no commands", "write one, or remove the key")
    return found


def _scope(source: Source, node: Node, key: str) -> dict[str, tuple[str, ...]]:
    """Commands by platform or group: `NAME: [..]` or `NAME: {commands: [..]}`."""
    found = {}
    for name, value in source.pairs(node, key):
        path = join(key, name.value)
        if key == "platforms" and (objection := platform_objection(name.value)):
            source.note(name, path, *objection)
        elif key == "platforms" and name.value not in known_platforms():
            hint = source.meant(name.value, known_platforms())
            source.note(name, path, f"netmiko has no platform {name.value[:60]!r}", hint)
        found[name.value] = _of_scope(source, value, path)
    return found


def _of_scope(source: Source, node: Node, path: str) -> tuple[str, ...]:
    if not isinstance(node, MappingNode):
        return _commands(source, node, path)
    commands: tuple[str, ...] = ()
    for name, value in source.pairs(node, path):
        if name.value in COMMANDS:
            commands += _commands(source, value, join(path, name.value))
        else:
            source.unknown(name, join(path, name.value), COMMANDS)
    return commands


def read_commands_file(path: str | Path) -> tuple[str, ...]:
    """The commands in a file, one per line; blank lines and lines that begin with `#` are comments.

    Raises:
        InputError: the file cannot be read, or has no commands.
    """
    source = Source(str(path))
    text = read_text(source, path)
    fail(source.problems)
    lines = (line.strip() for line in (text or "").split("\n"))
    commands = tuple(line for line in lines if line and not line.startswith("#"))
    if not commands:
        raise InputError.of(str(path), "has no commands", "write one command per line")
    return commands
