"""What to run, from files: job files in YAML and plain lists of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netcollect.connecthandler import platform_objection
from netcollect.errors import InputError
from netcollect.inventory.files import read, read_text
from netcollect.inventory.records import login
from netcollect.inventory.source import Source, fail, join
from netcollect.inventory.tree import MappingNode, Node, ScalarNode
from netcollect.platforms import known_platforms
from netcollect.references import is_plain

Reader = Callable[[Source, Node, str], Any]


def _choice(*choices: str) -> Reader:
    def read_choice(source: Source, node: Node, key: str) -> str | None:
        value = source.text(node, key)
        if value is not None and value not in choices:
            source.note(node, key, f"{value[:60]!r} is none of {', '.join(choices)}")
        return value

    return read_choice


def _count(low: int, high: int) -> Reader:
    return lambda source, node, key: source.number(node, key, low, high)


#: What a job file may say beside commands: the long options, and how each is read. Paths are relative
#: to the current directory, as the flags' are. Of passwords a job file only says where they are.
OPTIONS: Mapping[str, Reader] = {
    "inventory": Source.texts,
    "limit": Source.texts,
    "commands_file": Source.text,
    "allow_command": Source.texts,
    "platform_files": Source.text,
    "strict_permissions": Source.boolean,
    "output": Source.text,
    "layout": _choice("device", "command"),
    "format": _choice("summary", "text", "json", "jsonl"),
    "redact": Source.boolean,
    "last_good": Source.boolean,
    "keep": _count(1, 10**6),
    "keep_days": _count(0, 10**5),
    "workers": _count(1, 10_000),
    "executor": _choice("thread", "process", "dask"),
    "dask_scheduler": Source.text,
    "dask_allow_plaintext": Source.boolean,
    "dask_pin": Source.text,
    "max_per": Source.texts,
    "ramp": _count(0, 100_000),
    "max_rejections": _count(0, 100),
    "rerun_failed": Source.text,
    "username": login,
    "ask_pass": Source.boolean,
    "ask_secret": Source.boolean,
    "private_key": Source.text,
    "connect_timeout": Source.seconds,
    "read_timeout": Source.seconds,
    "device_timeout": Source.seconds,
    "max_output": Source.size,
    "accept_banner": Source.boolean,
    "require_enable": Source.boolean,
    "run_timeout": Source.seconds,
    "retries": _count(0, 100),
    "host_keys": _choice("accept-new", "strict", "off"),
    "known_hosts": Source.text,
    "agent": Source.boolean,
    "ssh_config": Source.text,
    "dry_run": Source.boolean,
    "quiet": Source.boolean,
    "verbose": _count(0, 9),
    "no_progress": Source.boolean,
    "log_file": Source.text,
    "session_log": Source.text,
    "color": _choice("auto", "always", "never"),
}

_COMMANDS = ("command", "commands")
_SCOPES = ("platforms", "groups")
_ELSEWHERE = "or set `ask_pass: true` or COLLECT_PASSWORD"
_SECRETS = frozenset({"password", "secret", "passphrase"})


@dataclass(frozen=True, slots=True)
class JobFile:
    """A job file: options by name (`connect_timeout`), and commands by whom they are for.

    `secrets` are references (`env:NAME`) by part of a login; a job file holds no secret itself.
    """

    path: str
    options: Mapping[str, Any] = field(default_factory=dict)
    commands: tuple[str, ...] = ()
    by_platform: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_group: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)


def load_job(path: str | Path) -> JobFile:
    """Reads a job file.

    Raises:
        InputError: with every problem found and its place.
    """
    source, root = read(path, "commands: [show version]")
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
        elif option in _COMMANDS:
            commands += _commands(source, node, name.value)
        elif option in scopes:
            scopes[option] = _scope(source, node, option)
        else:
            _take_option(source, name, node, options, secrets)
        said.setdefault(option, name.line)
    fail(source.problems)
    return JobFile(str(path), options, commands, scopes["platforms"], scopes["groups"], secrets)


def _take_option(
    source: Source, name: ScalarNode, node: Node, options: dict[str, Any], secrets: dict[str, str]
) -> None:
    option = name.value.replace("-", "_")
    if option in _SECRETS:
        _take_secret(source, name, node, secrets)
    elif option not in OPTIONS:
        source.note(name, name.value, "unknown key", source.meant(option, (*OPTIONS, *_SCOPES, *_COMMANDS)))
    else:
        value = OPTIONS[option](source, node, name.value)
        if value is not None:
            options[option] = value


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
        if name.value in _COMMANDS:
            commands += _commands(source, value, join(path, name.value))
        else:
            source.unknown(name, join(path, name.value), _COMMANDS)
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
