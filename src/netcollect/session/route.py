"""How a device is reached: OpenSSH's ssh_config, and the bastions in between."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import paramiko

from netcollect.connecthandler import jump_objection, parse_hop
from netcollect.errors import DeviceError, ErrorKind
from netcollect.model import Device, SessionOptions

#: Criteria of Match that paramiko takes for fulfilled because it does not know them.
_UNKNOWN = frozenset({"localnetwork", "tagged", "command", "version", "sessiontype"})
#: More hops than this are a loop.
MAX_HOPS = 8


@dataclass(frozen=True, slots=True)
class Route:
    """A device as it is really dialled, and the bastions to it, the first one first."""

    device: Device
    hops: tuple[Device, ...] = ()


def route(device: Device, options: SessionOptions) -> Route:
    """Applies ssh_config to a device, and finds its bastions.

    What the inventory says wins over ssh_config. A bastion is logged in to with its own key from ssh_config,
    or else with the device's own password and key.

    Raises:
        DeviceError: `dns`, when a bastion's name makes no sense; `unreachable`, when only a program that
            ssh_config names would lead there; `no_credential`, when ssh_config cannot be read.
    """
    known = _lookup(device.host, options.ssh_config)
    jump = device.jump if device.jump is not None else _proxy_jump(device.host, known)
    target = _applied(device, known)
    if not jump or jump.lower() == "none":
        return Route(target)
    return Route(target, tuple(_hops(jump, target, options, depth=0)))


def _hops(jump: str, device: Device, options: SessionOptions, *, depth: int) -> list[Device]:
    """The bastions of `user@host:port,...`; the first brings those that its own ProxyJump names before it."""
    if objection := jump_objection(jump):
        raise DeviceError(ErrorKind.DNS, *objection)
    if depth > MAX_HOPS:
        raise DeviceError(
            ErrorKind.DNS,
            f"the bastions to {device.name} lead in a circle: {jump}",
            "give the bastions `ProxyJump none` in ssh_config",
        )
    hops: list[Device] = []
    for user, name, port in filter(None, map(parse_hop, jump.split(","))):
        host = name.strip("[]")
        known = _lookup(host, options.ssh_config)
        if not hops and (before := _proxy_jump(host, known)):
            hops += _hops(before, device, options, depth=depth + 1)
        if port:
            known["port"] = str(port)
        hop = Device(
            name=name,
            host=host,
            platform="linux",
            username=user,
            connect_timeout=device.connect_timeout,
        )
        hops.append(_with_login(_applied(hop, known), device))
    return hops


def _with_login(hop: Device, device: Device) -> Device:
    """A bastion that has a key of its own is never shown the device's password."""
    username = hop.username or device.username
    if hop.private_key:
        return replace(hop, username=username)
    return replace(
        hop,
        username=username,
        password=device.password,
        private_key=device.private_key,
        passphrase=device.passphrase,
    )


def _applied(device: Device, known: dict[str, Any]) -> Device:
    """The device with what ssh_config adds where the inventory is silent."""
    port = int(known["port"]) if device.port == 22 and known.get("port", "").isdecimal() else device.port
    return replace(
        device,
        host=known.get("hostname", device.host),
        port=port,
        username=device.username or known.get("user"),
        private_key=device.private_key or (_key_file(known) if device.password is None else None),
    )


def _key_file(known: dict[str, Any]) -> str | None:
    """The first of the key files that is there, as ssh passes over the others; one and no more tries."""
    files = [file for file in known.get("identityfile", ()) if file.lower() != "none"]
    return next((file for file in files if Path(file).expanduser().exists()), files[0] if files else None)


def _proxy_jump(host: str, known: dict[str, Any]) -> str | None:
    """The bastions that ssh_config names for a host."""
    jump: str | None = known.get("proxyjump")
    if not jump and known.get("proxycommand"):
        raise DeviceError(
            ErrorKind.UNREACHABLE,
            f"ssh_config reaches {host} by a ProxyCommand, and no program is started for that",
            "write ProxyJump there, or `jump` in the inventory (`none` dials the device itself)",
        )
    return None if jump and jump.lower() == "none" else jump


def _lookup(host: str, path: str | None) -> dict[str, Any]:
    """What ssh_config says of a host.

    Raises:
        DeviceError: a file that cannot be read is `no_credential`, before any contact.
    """
    if not path:
        return {}
    try:
        return dict(_config(path).lookup(host))
    except (OSError, ValueError, paramiko.SSHException) as error:
        raise DeviceError(
            ErrorKind.NO_CREDENTIAL, f"{path} cannot be read as ssh_config: {error}", "check --ssh-config"
        ) from None


@lru_cache(maxsize=8)
def _config(path: str) -> paramiko.SSHConfig:
    """The parsed file, read once a process."""
    return paramiko.SSHConfig.from_text("\n".join(_lines(Path(path).expanduser(), 0)))


def _lines(file: Path, depth: int) -> Iterator[str]:
    """A file's lines, with those of the files that it includes; paramiko passes over Include in silence."""
    if depth > MAX_HOPS:
        raise paramiko.ConfigParseError(f"{file} is included in a circle")
    block = ["host", "*"]
    for line in file.read_text(encoding="utf-8").splitlines():
        words = line.replace("=", " ", 1).split()
        keyword = words[0].lower() if words else ""
        if keyword in ("host", "match"):
            block = line.lower().replace("!", "").split()
        if keyword == "match" and (unknown := _UNKNOWN.intersection(block)):
            raise paramiko.ConfigParseError(f"{file}: Match {', '.join(unknown)} is not understood")
        if keyword != "include":
            yield line
        elif block in (["host", "*"], ["match", "all"]):
            yield from _included(" ".join(words[1:]), depth)
            # What an included file says of some hosts ends with it.
            yield "Host *"
        else:
            raise paramiko.ConfigParseError(
                f"{file}: Include is understood only outside of {' '.join(block)}"
            )


def _included(patterns: str, depth: int) -> Iterator[str]:
    for pattern in shlex.split(patterns):
        where = Path("~/.ssh").expanduser() / Path(pattern).expanduser()
        for found in sorted(Path("/").glob(str(where.absolute()).lstrip("/"))):
            yield from _lines(found, depth + 1)
