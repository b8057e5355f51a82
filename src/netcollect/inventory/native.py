"""Our own format: `devices`, with shared values in `defaults` and nested `groups`.

    defaults: {platform: cisco_ios, username: lab}
    groups:
      core:
        port: 2222
        groups:
          ams: {site: ams}
    devices:
      - {name: R1, host: 192.0.2.1, groups: [ams]}

A device gets, each overriding the one before: the defaults, the outer groups of each group it names, the
group itself, a later named group, and what it says itself. It is a member of all these groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from netcollect.connecthandler import FIELDS
from netcollect.inventory.files import File
from netcollect.inventory.names import name_objection
from netcollect.inventory.records import READERS, Entry, Record, extras_of, put, put_fact
from netcollect.inventory.source import Source, join
from netcollect.inventory.tree import MappingNode, Node, ScalarNode, keys_of

_ROOTS = ("defaults", "groups", "devices")
#: What only a device itself may say.
OWN = frozenset({"name", "host", "groups"})
#: Words of other inventories that would do nothing inside a group.
OTHER_WORDS = {
    "devices": "a device names its groups: `groups: [NAME]`",
    "hosts": "a device names its groups: `groups: [NAME]`",
    "children": "put groups inside a group under `groups`",
    "vars": "write its keys directly, without `vars`",
}


class _Group(NamedTuple):
    """A group's own values, the names of the groups around it, outermost first, and its line."""

    values: Record
    outer: tuple[str, ...]
    line: int


def matches(file: File) -> bool:
    """Whether the file has the shape of this format."""
    return "devices" in keys_of(file.root)


def records(file: File) -> Iterator[Record]:
    """Gives one record per device, with everything it inherits."""
    source, root = file.source, file.root
    assert root is not None
    parts: dict[str, Node] = {}
    for name, value in source.pairs(root, ""):
        if name.value in _ROOTS:
            parts[name.value] = value
        else:
            source.unknown(name, name.value, _ROOTS)
    defaults = _values(source, parts["defaults"], "defaults") if "defaults" in parts else None
    groups: dict[str, _Group] = {}
    if "groups" in parts:
        _read_groups(source, parts["groups"], "groups", (), groups)
    for own in _devices(source, parts["devices"]):
        yield _inherited(source, own, defaults, groups if "groups" in parts else None)


def _devices(source: Source, node: Node) -> Iterator[Record]:
    """The devices' own records, from a list, or from a mapping by name."""
    if isinstance(node, MappingNode):
        for name, value in source.pairs(node, "devices"):
            record = _values(source, value, f"devices.{name.value}", own=True)
            put(source, record, "name", Entry(name.value, name, record.key))
            yield record
        return
    for at, value in enumerate(source.elements(node, "devices")):
        yield _values(source, value, f"devices[{at}]", own=True)


def _values(source: Source, node: Node, key: str, *, own: bool = False) -> Record:
    """The values under one key; the caller reads a group's inner groups."""
    record = Record(node, key, {}, {}, {})
    for name, value in source.pairs(node, key):
        path, field = join(key, name.value), FIELDS.get(name.value, name.value)
        if not own and (field in OWN or name.value in OTHER_WORDS):
            _refuse_shared(source, name, field, path)
        elif field == "connect":
            record.extras.update(extras_of(source, value, path))
        elif field not in READERS:
            put_fact(source, record, name.value, value)
        elif (read := READERS[field](source, value, path)) is not None:
            put(source, record, field, Entry(read, value, path))
    return record


def _refuse_shared(source: Source, name: ScalarNode, field: str, path: str) -> None:
    """Notes a key that `defaults` or a group may not have; a group may have groups of its own."""
    if name.value in OTHER_WORDS:
        source.note(name, path, "is not a key of a group", OTHER_WORDS[name.value])
    elif field != "groups" or path == "defaults.groups":
        source.note(name, path, "can only be set on a device", "move it there")


def _read_groups(
    source: Source, node: Node, key: str, outer: tuple[str, ...], groups: dict[str, _Group]
) -> None:
    """Adds each group, and the groups inside it."""
    for name, value in source.pairs(node, key):
        path = join(key, name.value)
        if objection := name_objection(name.value):
            source.note(name, path, objection, "rename the group")
        elif name.value in groups:
            message = f"the group {name.value} is already defined on line {groups[name.value].line}"
            source.note(name, path, message, "rename one of the two")
        else:
            groups[name.value] = _Group(_values(source, value, path), outer, name.line)
            for inner, below in value.value if isinstance(value, MappingNode) else ():
                if isinstance(inner, ScalarNode) and inner.value == "groups":
                    _read_groups(source, below, join(path, "groups"), (*outer, name.value), groups)


def _inherited(
    source: Source, own: Record, defaults: Record | None, groups: dict[str, _Group] | None
) -> Record:
    """The record with what it inherits; in a file without `groups`, group names are only labels."""
    named = own.fields.get("groups")
    member = list(dict.fromkeys(_memberships(source, named, groups))) if named else []
    shared = [groups[name].values for name in member if name in groups] if groups else []
    whole = Record(own.node, own.key, {}, {}, {})
    for layer in (*([defaults] if defaults else []), *shared, own):
        whole.fields.update(layer.fields)
        whole.facts.update(layer.facts)
        whole.extras.update(layer.extras)
    if named:
        whole.fields["groups"] = Entry(tuple(member), named.node, named.key)
    return whole


def _memberships(source: Source, named: Entry, groups: dict[str, _Group] | None) -> Iterator[str]:
    """The groups that a device names, behind those around each of them; notes one that is not defined."""
    for name in named.value:
        if groups is not None and name not in groups:
            hint = source.meant(name, groups) or "define it under `groups`"
            source.note(named.node, named.key, f"there is no group {name[:60]!r}", hint)
        yield from groups[name].outer if groups and name in groups else ()
        yield name
