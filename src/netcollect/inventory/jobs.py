"""What is to be run, from files: job files in YAML, and plain lists of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from netcollect.errors import InputError
from netcollect.inventory.source import Source, fail, join, read, read_text
from netcollect.session.platforms import known_platforms

Reader = Callable[[Source, yaml.Node, str], Any]


def _choice(*choices: str) -> Reader:
    def read_choice(source: Source, node: yaml.Node, key: str) -> str | None:
        value = source.text(node, key)
        if value is not None and value not in choices:
            source.note(node, key, f"{value!r} is none of {', '.join(choices)}")
        return value

    return read_choice


def _count(low: int, high: int) -> Reader:
    return lambda source, node, key: source.number(node, key, low, high)


#: What a job file may say beside commands: the long options, and how each is read. Paths are relative
#: to the current directory, as the flags' are. Passwords have no place in a job file.
OPTIONS: Mapping[str, Reader] = {
    "inventory": Source.texts,
    "limit": Source.texts,
    "commands_file": Source.text,
    "output": Source.text,
    "layout": _choice("device", "command"),
    "format": _choice("summary", "text", "json", "jsonl"),
    "workers": _count(1, 10_000),
    "executor": Source.text,
    "username": Source.text,
    "private_key": Source.text,
    "connect_timeout": Source.seconds,
    "read_timeout": Source.seconds,
    "device_timeout": Source.seconds,
    "run_timeout": Source.seconds,
    "retries": _count(0, 100),
    "host_keys": _choice("accept-new", "strict", "off"),
    "known_hosts": Source.text,
    "no_progress": Source.boolean,
    "log_file": Source.text,
    "color": _choice("auto", "always", "never"),
}

_SCOPES = {"platforms": "by_platform", "groups": "by_group"}


@dataclass(frozen=True, slots=True)
class JobFile:
    """A job file: options by name (`connect_timeout`), and commands by whom they are for."""

    path: str
    options: Mapping[str, Any] = field(default_factory=dict)
    commands: tuple[str, ...] = ()
    by_platform: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_group: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def load_job(path: str | Path) -> JobFile:
    """Reads a job file.

    Raises:
        InputError: with every problem found and its place.
    """
    source, root = read(path)
    options: dict[str, Any] = {}
    commands: tuple[str, ...] = ()
    scopes: dict[str, dict[str, tuple[str, ...]]] = {"platforms": {}, "groups": {}}
    for name, node in source.items(root, "") if root else ():
        option = name.replace("-", "_")
        if option in ("command", "commands"):
            commands += source.texts(node, name)
        elif name in scopes:
            scopes[name] = _scope(source, node, name)
        elif option in OPTIONS:
            value = OPTIONS[option](source, node, name)
            if value is not None:
                options[option] = value
        else:
            source.unknown(node, name, (*OPTIONS, *scopes, "commands"))
    fail(source.problems)
    return JobFile(str(path), options, commands, scopes["platforms"], scopes["groups"])


def _scope(source: Source, node: yaml.Node, key: str) -> dict[str, tuple[str, ...]]:
    """Commands by platform or group: `NAME: [..]` or `NAME: {commands: [..]}`."""
    found = {}
    for name, value in source.items(node, key):
        path = join(key, name)
        if key == "platforms" and name not in known_platforms():
            source.unknown(value, path, known_platforms())
        if isinstance(value, yaml.MappingNode):
            inner = dict(source.items(value, path))
            for other in inner.keys() - {"commands"}:
                source.unknown(inner[other], join(path, other), ("commands",))
            value = inner.get("commands", value)  # noqa: PLW2901 (the list inside)
            path = join(path, "commands")
        if not isinstance(value, yaml.MappingNode):
            found[name] = source.texts(value, path)
    return found


def read_commands_file(path: str | Path) -> tuple[str, ...]:
    """The commands of a file, one a line; blank lines and lines that begin with `#` are comments.

    Raises:
        InputError: the file cannot be read, or holds no command.
    """
    source = Source(str(path))
    text = read_text(source, path)
    fail(source.problems)
    lines = (line.strip() for line in (text or "").splitlines())
    commands = tuple(line for line in lines if line and not line.startswith("#"))
    if not commands:
        raise InputError.of(str(path), "holds no command", "write one command a line")
    return commands
