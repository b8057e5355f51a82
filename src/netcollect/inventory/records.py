"""What an inventory says of one device, key by key with its place, and the checks that make it a device."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from netcollect.connecthandler import EXTRAS, default_port
from netcollect.inventory.source import Source, join, nearest
from netcollect.model import Device
from netcollect.session.platforms import known_platforms

Reader = Callable[[Source, yaml.Node, str], Any]

#: The keys of a device in our own format: each is a field of `Device`, and how it is read.
READERS: Mapping[str, Reader] = {
    "name": Source.text,
    "host": Source.text,
    "platform": Source.text,
    "port": lambda source, node, key: source.number(node, key, 1, 65535),
    "username": Source.text,
    "password": Source.text,
    "secret": Source.text,
    "private_key": Source.text,
    "passphrase": Source.text,
    "groups": Source.texts,
    "jump": Source.text,
    "connect_timeout": Source.seconds,
    "read_timeout": Source.seconds,
    "device_timeout": Source.seconds,
}

MAX_NAME = 100
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?\Z", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?\Z")
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')


class Entry(NamedTuple):
    """A value, and where it was written."""

    value: Any
    node: yaml.Node
    key: str


class Record(NamedTuple):
    """All that is said of one device: the values of its fields, its facts, its further arguments."""

    node: yaml.Node
    key: str
    fields: dict[str, Entry]
    facts: dict[str, Any]
    extras: dict[str, Any]


def devices_of(source: Source, records: Iterable[Record]) -> Iterator[tuple[Record, Device]]:
    """The devices of one file; what is wrong with a record is noted in the source, and it is left out."""
    platforms = known_platforms()
    for record in records:
        if device := _device(source, record, platforms):
            yield record, device


def _device(source: Source, record: Record, platforms: frozenset[str]) -> Device | None:
    before = len(source.problems)
    fields = record.fields
    _check_platform(source, record, platforms)
    host = fields.get("host") or fields.get("name")
    if host is None:
        source.note(record.node, record.key, "a device needs a host or a name")
    elif objection := host_objection(host.value):
        source.note(host.node, host.key, objection)
    name = fields.get("name") or fields.get("host")
    if name and (objection := name_objection(name.value)):
        source.note(name.node, name.key, objection, "give the device a `name` that can be a file's")
    if len(source.problems) > before or host is None or name is None:
        return None
    values = {field: entry.value for field, entry in fields.items()}
    values.update(name=name.value, host=host.value)
    values.setdefault("port", default_port(values["platform"]))
    return Device(**values, facts=record.facts, extras=record.extras)


def _check_platform(source: Source, record: Record, platforms: frozenset[str]) -> None:
    platform = record.fields.get("platform")
    if platform is None:
        source.note(record.node, join(record.key, "platform"), "is missing", "for example cisco_ios")
    elif platform.value not in platforms:
        hint = nearest(platform.value, platforms) or "see `collect inventory --help` for netmiko's names"
        source.note(platform.node, platform.key, f"netmiko knows no platform {platform.value!r}", hint)


def extras_of(source: Source, node: yaml.Node, key: str) -> dict[str, Any]:
    """Further ConnectHandler arguments."""
    found = {}
    for name, value in source.items(node, key):
        if name in EXTRAS:
            found[name] = source.anything(value, join(key, name))
        else:
            source.unknown(value, join(key, name), EXTRAS)
    return found


def name_objection(name: str) -> str | None:
    """Why a device may not have this name: it becomes a file's."""
    if not name or name != name.strip():
        return f"the name {name!r} is empty or has blanks around it"
    if len(name) > MAX_NAME:
        return f"the name {name[:20]!r}… is longer than {MAX_NAME} characters"
    if name.startswith((".", "-")) or name.endswith("."):
        return f"the name {name!r} begins with a dot or a hyphen, or ends with a dot"
    if found := _FORBIDDEN.search(name):
        return f"the name {name!r} holds {found.group()!r}"
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for char in name):
        return f"the name {name!r} holds a character that cannot be seen"
    return f"the name {name!r} is reserved on Windows" if _RESERVED.match(name) else None


def host_objection(host: str) -> str | None:
    """Why this is neither a host name nor an address; the text is never given to a shell or an option."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        if not _HOST.match(host):
            return f"{host[:80]!r} is neither a host name nor an address"
        if re.fullmatch(r"[0-9.]+", host):
            return f"{host!r} is no IPv4 address"
    return None


def folded(name: str) -> str:
    """What two names must differ in: file systems fold case and Unicode forms."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
