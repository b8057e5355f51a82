"""Nornir's inventories: `hosts.yaml` and its neighbours (SimpleInventory), or a configuration of any plugin.

nornir loads them and says what each host has from its groups and defaults. Of a SimpleInventory our own
reading gives the places, and says in better words what nornir could not load.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeAlias

from netcollect.connecthandler import EXTRAS, FIELDS, IGNORED, REFUSED
from netcollect.inventory.files import File, judge, look
from netcollect.inventory.records import Entry, Record, put
from netcollect.inventory.source import Owner, Source, join
from netcollect.inventory.tree import MappingNode, Node, ScalarNode, SequenceNode, is_null, keys_of
from netcollect.inventory.values import platform_named, put_foreign_fact, put_value
from netcollect.secretkeys import secrets_in, without_password

_HOST = frozenset(
    {"hostname", "port", "username", "password", "platform", "groups", "data", "connection_options"}
)
#: No other format has these in a mapping of mappings.
_TELLING = frozenset({"hostname", "connection_options"})
_CONFIGURATION = frozenset({"core", "inventory", "logging", "runner", "ssh", "user_defined"})
_OURS = frozenset({"defaults", "groups"})
_OWNER = Owner("Nornir", "platform")
_ARGUMENTS = frozenset({*FIELDS, *EXTRAS, *IGNORED, *REFUSED})
_MOST_SHOWN = 200
#: Hosts or groups by name, each with the places of its name and of what it has.
_Parts: TypeAlias = Mapping[str, tuple[ScalarNode, Node]]


def hosts_in(directory: Path) -> File | None:
    """The file of hosts in the directory of a SimpleInventory, or None where it is none."""
    for name in ("hosts.yaml", "hosts.yml"):
        if (directory / name).is_file():
            file = look(directory / name)
            return file if file.root is None or is_null(file.root) or matches(file) else None
    return None


def matches(file: File) -> bool:
    """Whether the file has the shape of a SimpleInventory's hosts, or of a configuration."""
    return _is_configuration(file.root) or _is_hosts(file.root)


def _is_configuration(root: Node | None) -> bool:
    keys = keys_of(root)
    if not isinstance(root, MappingNode) or "inventory" not in keys or not keys <= _CONFIGURATION:
        return False
    return any(
        isinstance(name, ScalarNode) and name.value == "inventory" and isinstance(value, MappingNode)
        for name, value in root.value
    )


def _is_hosts(root: Node | None) -> bool:
    if not isinstance(root, MappingNode) or keys_of(root) <= _OURS:
        return False
    hosts = [value for _, value in root.value]
    if not all(isinstance(value, MappingNode) or is_null(value) for value in hosts):
        return False
    keys = frozenset().union(*map(keys_of, hosts))
    return bool(keys & _TELLING) or (bool(keys) and keys <= _HOST)


def records(file: File) -> Iterator[Record]:
    """Gives one record per host."""
    source, root = file.source, file.root
    assert root is not None
    source.owner = _OWNER
    if source.problems:
        return
    if _is_configuration(root):
        hosts, places = _loaded(source, file=file.path), {}
    else:
        places = {name.value: (name, value) for name, value in source.pairs(root, "")}
        options = _simple(file, places)
        if source.problems:
            return
        hosts = _loaded(source, inventory={"plugin": "SimpleInventory", "options": options})
    nowhere = ScalarNode(0, 0, "", plain=True)
    for host in hosts:
        yield _record(source, host, *places.get(host.name, (nowhere, nowhere)))


def _record(source: Source, host: Any, name: Node, own: Node) -> Record:
    key = str(host.name)
    source.device = "" if name.line else key
    record = Record(name, key, {}, {}, {})
    put(source, record, "name", Entry(key, name, key))
    said = _connection(source, host)
    nodes = {part.value: node for part, node in source.pairs(own, key)} if name.line else {}
    for argument, value in said.items():
        where = {"host": "hostname", "device_type": "platform"}.get(argument, argument)
        if isinstance(value, int | float) and argument in ("username", "password", "secret", "passphrase"):
            message = f"is {type(value).__name__} to Nornir, not text"
            source.note(nodes.get(where, name), join(key, where), message, "put it in quotes")
        else:
            put_value(source, record, argument, value, nodes.get(where))
    groups = tuple(group.name for group in host.extended_groups())
    if groups:
        put(source, record, "groups", Entry(groups, name, key))
    for fact, value in host.extended_data().items():
        put_foreign_fact(source, record, str(fact), value, f"data.{fact}")
    return record


def _connection(source: Source, host: Any) -> dict[str, Any]:
    """What nornir would give to ConnectHandler: `connection_options.netmiko` first, then the plain fields."""
    for other in host.connection_options:
        if other != "netmiko":
            source.passed[f"connection_options.{other}"] += 1
    options = host.get_connection_parameters("netmiko")
    said = {
        "host": options.hostname,
        "port": options.port,
        "username": options.username,
        "password": options.password,
        "device_type": options.platform,
    }
    for argument, value in (options.extras or {}).items():
        if argument in _ARGUMENTS:
            said[argument] = value
        else:
            source.passed[f"connection_options.netmiko.extras.{argument}"] += 1
    if said["device_type"] is not None:
        said["device_type"] = platform_named(str(said["device_type"]))
    return said


def _simple(file: File, hosts: _Parts) -> dict[str, str]:
    """The options of a SimpleInventory; notes what nornir could not load."""
    groups_file, defaults_file = _beside(file.path, "groups"), _beside(file.path, "defaults")
    groups_source, groups = _parts(groups_file)
    defaults_source, _ = _parts(defaults_file)
    _check(groups_source, groups, groups)
    _check_circles(groups_source, groups)
    _check(file.source, hosts, groups)
    file.source.files += [path for path in (groups_file, defaults_file) if path.is_file()]
    file.source.others += [*groups_source.problems, *defaults_source.problems]
    return {"host_file": str(file.path), "group_file": str(groups_file), "defaults_file": str(defaults_file)}


def _beside(hosts: Path, kind: str) -> Path:
    """The file of groups or defaults beside that of the hosts."""
    same, other = (hosts.with_name(f"{kind}{suffix}") for suffix in (hosts.suffix, ".yaml"))
    return same if same.is_file() else other


def _parts(path: Path) -> tuple[Source, dict[str, tuple[ScalarNode, Node]]]:
    """What a file beside the hosts' has, by name; it may be missing, or empty."""
    if not path.is_file():
        return Source(str(path)), {}
    file = look(path)
    if file.flaws or file.source.problems or not (file.root is None or is_null(file.root)):
        judge(file, "core: {platform: ios}")
    pairs = file.source.pairs(file.root, "") if file.root else ()
    return file.source, {name.value: (name, value) for name, value in pairs}


def _check(source: Source, parts: _Parts, groups: _Parts) -> None:
    """Notes what keeps nornir from loading hosts or groups."""
    for name, (place, node) in parts.items():
        if is_null(node):
            source.note(place, name, "Nornir takes no empty value here", f"write `{name}: {{}}`")
        for key, value in source.pairs(node, name):
            path = join(name, key.value)
            if key.value == "groups":
                for at, group in enumerate(source.elements(value, path)):
                    _check_group(source, group, f"{path}[{at}]", groups)
            elif key.value in ("data", "connection_options"):
                _check_mapping(source, value, path, of_mappings=key.value == "connection_options")
            elif key.value not in _HOST:
                source.passed[key.value] += 1


def _check_mapping(source: Source, node: Node, path: str, *, of_mappings: bool) -> None:
    for name, value in source.pairs(node, path):
        if of_mappings and not isinstance(value, MappingNode):
            message = "Nornir takes only a mapping here"
            source.note(value, join(path, name.value), message, "write `key: value`, or {}")


def _check_group(source: Source, node: Node, path: str, groups: _Parts) -> None:
    name = source.text(node, path)
    if name is not None and name not in groups:
        hint = source.meant(name, groups) or "define it in the file of groups"
        source.note(node, path, f"there is no group {name[:60]!r}", hint)


def _check_circles(source: Source, groups: _Parts) -> None:
    """Notes groups that contain each other: nornir would never come to their end."""
    inside = {name: _names_in(node) for name, (_, node) in groups.items()}
    try:
        TopologicalSorter(inside).prepare()
    except CycleError as error:
        circle = error.args[1]
        place, _ = groups[circle[0]]
        message = f"groups contain each other: {' in '.join(circle)}"
        source.note(place, circle[0], message, "remove one of them from the other's `groups`")


def _names_in(group: Node) -> list[str]:
    pairs = group.value if isinstance(group, MappingNode) else []
    lists = (value for key, value in pairs if isinstance(key, ScalarNode) and key.value == "groups")
    return [
        name.value
        for each in lists
        for name in (each.value if isinstance(each, SequenceNode) else [])
        if isinstance(name, ScalarNode)
    ]


def _loaded(source: Source, file: Path | None = None, **settings: Any) -> list[Any]:
    """The hosts that nornir loads, by a configuration file or by settings; none where it cannot."""
    try:
        from nornir.core.configuration import Config  # noqa: PLC0415 (an extra, and slow)
        from nornir.init_nornir import load_inventory  # noqa: PLC0415
    except ImportError:
        message = "is an inventory of Nornir, which is not installed"
        source.note_at(0, 0, message, "pip install 'netcollect[nornir]'")
        return []
    # What nornir says of empty files is no news: they are allowed.
    logging.getLogger("nornir").addHandler(logging.NullHandler())
    options: Mapping[str, Any] = {}
    try:
        config = Config.from_file(str(file)) if file else Config.from_dict(**settings)
        options = config.inventory.options
        return list(load_inventory(config).hosts.values())
    except Exception as error:  # noqa: BLE001 (a plugin may raise anything)
        said = _without_secrets(f"{type(error).__name__}: {error}", options)
        hint = "check its options; does Nornir itself load it?"
        source.note_at(0, 0, f"Nornir cannot load it: {said[:_MOST_SHOWN]}", hint)
        return []


def _without_secrets(text: str, options: Mapping[str, Any]) -> str:
    """A plugin's complaint without the secrets of its own options."""
    for name, value in options.items():
        if isinstance(value, str) and value and any(secrets_in(str(name), value)):
            text = text.replace(value, "***")
    return without_password(" ".join(text.split()))
