"""What an inventory says about one device, each key with its place, and the checks that make it a device."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from netcollect.connecthandler import (
    EXTRAS,
    extra_objection,
    host_objection,
    jump_objection,
    platform_objection,
)
from netcollect.inventory.names import folded, name_objection
from netcollect.inventory.source import Source, at, join
from netcollect.inventory.tree import MappingNode, Node
from netcollect.model import Device
from netcollect.platforms import known_platforms, platform_of
from netcollect.references import Written, is_plain, parse_reference, placeholder, reference_objection
from netcollect.secretkeys import secrets_in

Reader = Callable[[Source, Node, str], Any]


_PLAIN = "if this is the text itself, write plain: before it"


def login(source: Source, node: Node, key: str, hint: str = _PLAIN) -> str | None:
    """Part of a login: the text itself or a valid reference; `hint` goes with anything else."""
    # YAML reads `{{ x }}` without quotes as a mapping whose key is a mapping.
    is_template = isinstance(node, MappingNode) and any(
        isinstance(each, MappingNode) for each, _ in node.value
    )
    value = "{{ }}" if is_template else source.text(node, key)
    if value and (instead := placeholder(value)):
        source.note(node, key, "is a placeholder that was never filled in", f"write {instead}; {hint}")
        return None
    if value is not None and (objection := reference_objection(value)):
        source.note(node, key, objection, hint)
        return None
    return Written(value, source.place(node, key)) if value and parse_reference(value) else value


def _jump(source: Source, node: Node, key: str) -> str | None:
    """The bastions to a device; an entry that holds a password is refused, because entries are shown."""
    value = source.text(node, key)
    if value and (objection := jump_objection(value)):
        source.note(node, key, *objection)
        return None
    return value


#: The keys of a device in our own format: each is a field of `Device`, and how it is read.
READERS: Mapping[str, Reader] = {
    "name": Source.text,
    "host": Source.text,
    "platform": Source.text,
    "port": lambda source, node, key: source.number(node, key, 1, 65535),
    "username": login,
    "password": login,
    "secret": login,
    "private_key": Source.text,
    "passphrase": login,
    "groups": Source.texts,
    "jump": _jump,
    "connect_timeout": Source.seconds,
    "read_timeout": Source.seconds,
    "device_timeout": Source.seconds,
    "max_output": Source.size,
    "accept_banner": Source.boolean,
}

_SECRETS = ("password", "passphrase", "secret")


class Entry(NamedTuple):
    """A value, and where it was written."""

    value: Any
    node: Node
    key: str


class Record(NamedTuple):
    """Everything said about one device: its fields, facts and further arguments."""

    node: Node
    key: str
    fields: dict[str, Entry]
    facts: dict[str, Any]
    extras: dict[str, Any]


class Taken(NamedTuple):
    """Names (folded as file systems do) and addresses in use, each with its device and place."""

    names: dict[str, tuple[str, str]]
    places: dict[tuple[str, int], tuple[str, str]]


def put(source: Source, record: Record, field: str, entry: Entry) -> None:
    """Sets a field; two keys for the same field, such as `host` and `ip`, must agree."""
    other = record.fields.get(field)
    if other and other.value != entry.value:
        source.note(entry.node, entry.key, f"contradicts {other.key}", "remove one of the two")
    record.fields[field] = entry


def put_fact(source: Source, record: Record, name: str, value: Node) -> None:
    """Adds a key that is not one of ours; refuses a secret at any depth, because facts are shown."""
    path = join(record.key, name)
    fact = source.anything(value, path)
    found = list(secrets_in(name, fact))
    for secret in found:
        node, key = at(value, path, secret.path[1:])
        source.note(node, key, "unknown key: as a fact it would be shown", secret.hint)
    if not found:
        record.facts[name] = fact


def put_extra(source: Source, record: Record, name: str, value: Node) -> None:
    """Adds a further ConnectHandler argument."""
    path = join(record.key, name)
    extra = source.anything(value, path)
    if objection := extra_objection(name, extra):
        source.note(value, path, objection)
    elif extra is not None:
        record.extras[name] = extra


def devices_of(source: Source, records: Iterable[Record], taken: Taken) -> Iterator[Device]:
    """Gives the devices of one file; a bad record is noted in the source and left out."""
    for record in records:
        if device := _device(source, record):
            _note_clash(source, record, device, taken)
            # Also one that a device has inherited; what nobody inherits is no device's secret.
            if not source.holds_secrets:
                texts = (getattr(device, part) for part in _SECRETS)
                source.holds_secrets = any(is_plain(text) for text in texts if text)
            yield device


def _device(source: Source, record: Record) -> Device | None:
    platform = _platform(source, record)
    host, name = _host(source, record), _name(source, record)
    if platform is None or host is None or name is None:
        return None
    values = {field: entry.value for field, entry in record.fields.items()}
    values.update(name=name, host=host)
    values.setdefault("port", platform_of(platform).port)
    # Nothing said is nothing kept: a fleet of empty mappings counts.
    said: dict[str, Any] = {"facts": record.facts, "extras": record.extras}
    return Device(**values, **{key: value for key, value in said.items() if value})


def _host(source: Source, record: Record) -> str | None:
    entry = record.fields.get("host") or record.fields.get("name")
    if entry is None:
        source.note(record.node, record.key, "a device needs a host or a name", "add `host: ADDRESS`")
        return None
    if objection := host_objection(entry.value):
        such = "for example r1.example.net, 192.0.2.1 or 2001:db8::1"
        hint = such if "host" in record.fields else "give the device a `host`"
        source.note(entry.node, entry.key, objection, hint)
        return None
    return str(entry.value)


def _name(source: Source, record: Record) -> str | None:
    entry = record.fields.get("name") or record.fields.get("host")
    # What stands for both is complained of once.
    is_both = not {"name", "host"} <= record.fields.keys()
    if entry is None or (is_both and host_objection(entry.value)):
        return None
    if objection := name_objection(entry.value):
        source.note(entry.node, entry.key, objection, "give the device a `name` that can be a file name")
        return None
    return str(entry.value)


def _platform(source: Source, record: Record) -> str | None:
    entry = record.fields.get("platform")
    if entry is None:
        source.note(record.node, join(record.key, "platform"), "is missing", "for example cisco_ios")
        return None
    if objection := platform_objection(entry.value):
        source.note(entry.node, entry.key, *objection)
        return None
    if entry.value in known_platforms():
        return str(entry.value)
    hint = source.meant(entry.value, known_platforms()) or "a platform is netmiko's device_type"
    source.note(entry.node, entry.key, f"netmiko has no platform {entry.value[:60]!r}", hint)
    return None


def _note_clash(source: Source, record: Record, device: Device, taken: Taken) -> None:
    """Notes a device whose name, or address and port, is already in use."""
    name, place = folded(device.name), (_same_for_all(device.host), device.port)
    here = f"{source.path}:{record.node.line}"
    if name in taken.names:
        other, there = taken.names[name]
        like = "" if other == device.name else f", which some file systems cannot tell from {device.name!r}"
        entry = record.fields.get("name") or record.fields["host"]
        message = f"a device is already named {other!r}{like} ({there})"
        source.note(entry.node, entry.key, message, "give each device its own `name`")
    elif place in taken.places:
        other, there = taken.places[place]
        message = f"{other!r} is already at {device.host} port {device.port} ({there})"
        entry = record.fields.get("host") or record.fields["name"]
        source.note(entry.node, entry.key, message, "remove one of the two, or give it another port")
    taken.names.setdefault(name, (device.name, here))
    taken.places.setdefault(place, (device.name, here))


def _same_for_all(host: str) -> str:
    """The one spelling of an address or name that all its spellings share."""
    if ":" not in host:
        return host.lower().rstrip(".")
    address = ipaddress.IPv6Address(host)
    return str(address.ipv4_mapped or address)


def extras_of(source: Source, node: Node, key: str) -> dict[str, Any]:
    """Further ConnectHandler arguments."""
    record = Record(node, key, {}, {}, {})
    for name, value in source.pairs(node, key):
        if name.value in EXTRAS:
            put_extra(source, record, name.value, value)
        else:
            source.unknown(name, join(key, name.value), EXTRAS)
    return record.extras
