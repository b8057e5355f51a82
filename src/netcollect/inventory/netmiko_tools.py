"""The inventory of netmiko's own tools, `.netmiko.yml`: devices by name, groups as lists of names.

netmiko finds the file, lists its devices and decrypts their values; its places come from our own reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from netcollect.errors import InputError
from netcollect.inventory.files import File
from netcollect.inventory.mappings import take
from netcollect.inventory.names import name_objection
from netcollect.inventory.records import Entry, Record, put
from netcollect.inventory.source import Owner, Source, join
from netcollect.inventory.tree import MappingNode, Node, ScalarNode, SequenceNode, keys_of

_META = "__meta__"
_OURS = frozenset({"defaults", "groups"})
_NO_KEY = "export the key that the values were encrypted with: NETMIKO_TOOLS_KEY"


def find() -> str:
    """The path of the file that netmiko's tools would take.

    Raises:
        InputError: there is none.
    """
    from netmiko.utilities import find_cfg_file  # noqa: PLC0415 (half a second)

    try:
        return str(find_cfg_file())
    except OSError:
        message = "netmiko's tools would find no .netmiko.yml here, at home, or by NETMIKO_TOOLS_CFG"
        raise InputError.of("--inventory netmiko", message, "write one, or name another file") from None


def matches(file: File) -> bool:
    """Whether the file has the shape of this format."""
    root = file.root
    if not isinstance(root, MappingNode) or keys_of(root) <= _OURS:
        return False
    return any("device_type" in keys_of(value) for _, value in root.value)


def records(file: File) -> Iterator[Record]:
    """Gives one record per device, a member of the groups that list it."""
    source, root = file.source, file.root
    assert root is not None
    source.owner = Owner("netmiko", "device_type")
    parts = {name.value: (name, value) for name, value in source.pairs(root, "") if name.value != _META}
    devices = {name: value for name, (_, value) in parts.items() if isinstance(value, MappingNode)}
    groups = _groups(source, parts, devices)
    for name, said in _values(file, devices).items():
        yield _record(source, parts[name], said, tuple(each for each in groups if name in groups[each]))


def _record(
    source: Source, part: tuple[ScalarNode, Node], said: Mapping[str, Node], groups: tuple[str, ...]
) -> Record:
    name, node = part
    record = Record(node, name.value, {}, {}, {})
    put(source, record, "name", Entry(name.value, name, name.value))
    if groups:
        put(source, record, "groups", Entry(groups, name, name.value))
    for key, value in said.items():
        take(source, record, key, value)
    if "host" not in record.fields:
        source.note(name, name.value, "has no host", "netmiko's tools need one too: `host: ADDRESS`")
    return record


def _groups(
    source: Source, parts: Mapping[str, tuple[ScalarNode, Node]], devices: Mapping[str, Node]
) -> dict[str, frozenset[str]]:
    """The devices of each group; notes what is neither a device nor a group of devices."""
    groups = {}
    for name, (node, value) in parts.items():
        if isinstance(value, SequenceNode):
            members = source.texts(value, name)
            for at, member in enumerate(members):
                if member not in devices:
                    hint = source.meant(member, devices) or "a group lists the names of devices"
                    source.note(value.value[at], f"{name}[{at}]", f"there is no device {member[:60]!r}", hint)
            if objection := name_objection(name):
                source.note(node, name, objection, "rename the group")
            groups[name] = frozenset(members)
        elif name not in devices:
            source.note(
                node, name, "is neither a device nor a list of devices", "remove it, or indent what is below"
            )
    return groups


def _values(file: File, devices: Mapping[str, Node]) -> dict[str, dict[str, Node]]:
    """The values of each device as netmiko has them, with their places in the file."""
    from netmiko.utilities import load_netmiko_yml, obtain_all_devices  # noqa: PLC0415 (half a second)

    meta, said = load_netmiko_yml(file.path)
    by_name = {str(name): params for name, params in obtain_all_devices(said).items()}
    values = {}
    for device, node in devices.items():
        params = by_name.get(device, {})
        pairs = file.source.items(node, device)
        values[device] = {key: _literal(params.get(key), value) for key, value in pairs}
    if (meta or {}).get("encryption"):
        _decrypt(file.source, values, meta.get("encryption_type", "fernet"))
    return values


def _literal(value: Any, node: Node) -> Node:
    """A text as netmiko has it; what is no text is read as everywhere, `0123` too."""
    return ScalarNode(node.line, node.column, value, plain=False) if isinstance(value, str) else node


def _decrypt(source: Source, values: dict[str, dict[str, Node]], way: str) -> None:
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 (with netmiko)
    from netmiko.encryption_handling import (  # noqa: PLC0415
        ENCRYPTION_PREFIX,
        decrypt_config,
        get_encryption_key,
    )

    try:
        key = get_encryption_key()
    except ValueError:
        source.note_at(0, 0, "has encrypted values, and their key is not known", _NO_KEY, key=_META)
        return
    for device, nodes in values.items():
        for name, node in nodes.items():
            if not isinstance(node, ScalarNode) or not node.value.startswith(ENCRYPTION_PREFIX):
                continue
            try:
                plain = decrypt_config({device: {name: node.value}}, key, way)[device][name]
            except (InvalidToken, ValueError):
                source.note(node, join(device, name), f"cannot be decrypted as {way[:20]!r}", _NO_KEY)
            else:
                nodes[name] = _literal(plain, node)
