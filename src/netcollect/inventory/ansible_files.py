"""Ansible's inventories: whatever `ansible-inventory` reads, as it reads it.

A directory, a YAML or INI file, an executable script, the configuration of an inventory plugin.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from netcollect.inventory.ansible_ssh import bastions_in
from netcollect.inventory.ansible_tools import UNFILLED, Inventory, filled_in, listed_by_ansible
from netcollect.inventory.files import File
from netcollect.inventory.foreign import is_ini
from netcollect.inventory.records import Entry, Record, put
from netcollect.inventory.source import Owner, Source, join
from netcollect.inventory.tree import MappingNode, Node, ScalarNode, is_null, keys_of
from netcollect.inventory.values import platform_named, put_foreign_fact, put_value

_OWNER = Owner("Ansible", "ansible_network_os")
_GROUP = frozenset({"hosts", "children", "vars"})
#: Arguments of ConnectHandler, and the variables that stand for each; of several the last wins, as in the
#: options of Ansible's connection plugin `ssh`.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "host": ("ansible_host", "ansible_ssh_host"),
    "port": ("ansible_port", "ansible_ssh_port"),
    "username": ("ansible_user", "ansible_ssh_user"),
    "password": ("ansible_password", "ansible_ssh_pass", "ansible_ssh_password"),
    "secret": ("ansible_become_password", "ansible_become_pass"),
    "key_file": ("ansible_private_key_file", "ansible_ssh_private_key_file"),
    "device_type": ("ansible_network_os",),
}
_SSH = ("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")
_CONNECTION = "ansible_connection"
_WANTED = (*(name for names in _FIELDS.values() for name in names), *_SSH, _CONNECTION)
#: Connections whose port is not that of a command line.
_OTHER_PORT = ("netconf", "httpapi", "grpc")
_NO_GROUPS = frozenset({"all", "ungrouped"})


def matches(file: File) -> bool:
    """Whether this is an inventory of Ansible's: by its kind, or by its shape."""
    if file.path.is_dir():
        return True
    if file.data.startswith(b"#!") and os.access(file.path, os.X_OK):
        return True
    if isinstance(file.root, MappingNode):
        return _is_plugin(file.root) or _is_groups(file.root)
    return is_ini(file.data)


def _is_plugin(root: MappingNode) -> bool:
    return any(
        isinstance(name, ScalarNode) and name.value == "plugin" and isinstance(value, ScalarNode)
        for name, value in root.value
    )


def _is_groups(root: MappingNode) -> bool:
    groups = [value for _, value in root.value]
    keys = frozenset().union(*map(keys_of, groups))
    return bool(keys & {"hosts", "children"}) and all(map(_is_group, groups))


def _is_group(node: Node) -> bool:
    return is_null(node) or (isinstance(node, MappingNode) and keys_of(node) <= _GROUP)


def records(file: File) -> Iterator[Record]:
    """Gives one record per host, in the order of Ansible's groups."""
    source = file.source
    source.owner = _OWNER
    inventory = listed_by_ansible(source, file.path)
    if inventory is None:
        return
    source.files += _files_of(file.path)
    variables = filled_in(source, file.path, inventory, _WANTED)
    for host, groups in _hosts(inventory):
        source.device = host
        yield _record(source, host, groups, variables.get(host, {}))
    source.device = ""


def _files_of(path: Path) -> list[Path]:
    """The files that Ansible reads for this inventory, beside itself."""
    folders = [path] if path.is_dir() else [path.with_name("group_vars"), path.with_name("host_vars")]
    return [each for folder in folders for each in sorted(folder.rglob("*")) if each.is_file()]


def _hosts(inventory: Inventory) -> list[tuple[str, tuple[str, ...]]]:
    """Each host with its groups, outer ones first, in the order in which Ansible lists them."""
    found: dict[str, dict[str, None]] = {}
    pending: list[tuple[str, tuple[str, ...]]] = [("all", ())]
    while pending:
        name, outer = pending.pop()
        inside = outer if name in _NO_GROUPS else (*outer, name)
        group = inventory.groups.get(name, {})
        for host in group.get("hosts", ()):
            found.setdefault(host, {}).update(dict.fromkeys(inside))
        pending += [(child, inside) for child in reversed(group.get("children", ()))]
    return [(host, tuple(groups)) for host, groups in found.items()]


def _record(source: Source, host: str, groups: tuple[str, ...], said: Mapping[str, Any]) -> Record:
    node = ScalarNode(0, 0, host, plain=False)
    record = Record(node, host, {}, {}, {})
    put(source, record, "name", Entry(host, node, host))
    if groups:
        put(source, record, "groups", Entry(groups, node, host))
    _note_unfilled(source, host, said)
    known = {name: value for name, value in said.items() if value not in (None, "", UNFILLED)}
    for argument, value in _connection(source, known).items():
        put_value(source, record, argument, value)
    if jump := bastions_in(source, host, [str(known[name]) for name in _SSH if name in known]):
        put_value(source, record, "jump", jump)
    _put_facts(source, record, said)
    return record


def _put_facts(source: Source, record: Record, said: Mapping[str, Any]) -> None:
    """The variables that are not Ansible's own."""
    for name, value in said.items():
        if not name.startswith("ansible_"):
            put_foreign_fact(source, record, name, value)
        elif name not in _WANTED:
            source.passed[name] += 1


def _note_unfilled(source: Source, host: str, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if value is UNFILLED:
            hint = f"`ansible HOST -m debug -a var={name}` says why"
            source.note_at(0, 0, "is a template that Ansible cannot fill in", hint, key=join(host, name))


def _connection(source: Source, said: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for argument, names in _FIELDS.items():
        values = [said[name] for name in names if name in said]
        if values:
            # Ansible makes text of a number or flag, too.
            found[argument] = str(values[-1])
    kind = str(said.get(_CONNECTION, "")).rpartition(".")[2]
    if kind in _OTHER_PORT and found.pop("port", ""):
        source.passed[f"ansible_port of a connection by {kind}"] += 1
    if "device_type" in found:
        found["device_type"] = platform_named(found["device_type"])
    return found
