"""How a device is reached: OpenSSH's ssh_config, and the bastions in between."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import paramiko

from netcollect.errors import DeviceError, ErrorKind
from netcollect.jump import bastions_of, jump_objection, name_of, with_login
from netcollect.model import Bastion, Device, SessionOptions

#: Criteria of Match that paramiko does not know and would treat as met.
_UNKNOWN = frozenset({"localnetwork", "tagged", "command", "version", "sessiontype"})
#: More bastions than this are a loop.
MAX_HOPS = 8


@dataclass(frozen=True, slots=True)
class Route:
    """A device as it is dialled, and the bastions on the way, the first one first."""

    device: Device
    hops: tuple[Device, ...] = ()

    def own_login_of(self, bastion: str) -> str:
        """The bastion's name if its login is not the device's, else an empty text."""
        hops = (hop for hop in self.hops if hop.name == bastion)
        return next((hop.name for hop in hops if _login(hop) != _login(self.device)), "")


def route(device: Device, options: SessionOptions) -> Route:
    """Applies ssh_config to a device, and finds its bastions.

    The inventory wins over ssh_config. A bastion is logged in to with its own password or key from the
    inventory, else its own key from ssh_config, else with the device's password and key.

    Raises:
        DeviceError: `dns`: a bastion's name makes no sense; `unreachable`: ssh_config reaches the device only
            through a program; `no_credential`: ssh_config cannot be read.
    """
    known = _lookup(device.host, options.ssh_config)
    jump = device.jump if device.jump is not None else _proxy_jump(device.host, known)
    target = _applied(device, known)
    return Route(target, tuple(_hops(jump, target, options, depth=0)))


def _hops(
    jump: str | tuple[Bastion, ...] | None, device: Device, options: SessionOptions, *, depth: int
) -> list[Device]:
    """The bastions on the way; the first brings those that its own ProxyJump names before it."""
    bastions = bastions_of(jump)
    if isinstance(jump, str) and jump and (objection := jump_objection(jump)):
        raise DeviceError(ErrorKind.DNS, *objection)
    if depth > MAX_HOPS:
        raise DeviceError(
            ErrorKind.DNS,
            f"the bastions to {device.name} lead in a circle: {', '.join(map(str, bastions))}",
            "give the bastions `ProxyJump none` in ssh_config",
        )
    hops: list[Device] = []
    for bastion in bastions:
        known = _lookup(bastion.host, options.ssh_config)
        if not hops and (before := _proxy_jump(bastion.host, known)):
            hops += _hops(before, device, options, depth=depth + 1)
        hops.append(_hop(bastion, device, known))
    return hops


def _hop(bastion: Bastion, device: Device, known: dict[str, Any]) -> Device:
    """A bastion as it is dialled: with its own login, else ssh_config's key, else the device's login."""
    if bastion.port:
        known["port"] = str(bastion.port)
    own = Device(
        name=name_of(bastion),
        host=bastion.host,
        platform="linux",
        username=bastion.username,
        password=bastion.password,
        private_key=bastion.private_key,
        passphrase=bastion.passphrase,
        connect_timeout=device.connect_timeout,
    )
    applied = _applied(own, known)
    found = with_login(replace(bastion, username=applied.username, private_key=applied.private_key), device)
    return replace(
        applied,
        username=found.username,
        password=found.password,
        private_key=found.private_key,
        passphrase=found.passphrase,
    )


def _login(device: Device) -> tuple[str | None, ...]:
    # A key beside a password makes it no other login, as with the breaker's credentials.
    return device.username, device.password, device.private_key if device.password is None else None


def _applied(device: Device, known: dict[str, Any]) -> Device:
    """The device, with ssh_config's values where the inventory has none."""
    port = int(known["port"]) if device.port == 22 and known.get("port", "").isdecimal() else device.port
    return replace(
        device,
        host=known.get("hostname", device.host),
        port=port,
        username=device.username or known.get("user"),
        private_key=device.private_key or (_key_file(known) if device.password is None else None),
    )


def _key_file(known: dict[str, Any]) -> str | None:
    """The first key file that exists, as ssh skips the others; only this one is tried."""
    files = [file for file in known.get("identityfile", ()) if file.lower() != "none"]
    return next((file for file in files if Path(file).expanduser().exists()), files[0] if files else None)


def _proxy_jump(host: str, known: dict[str, Any]) -> str | None:
    """The bastions that ssh_config names for a host."""
    jump: str | None = known.get("proxyjump")
    if not jump and known.get("proxycommand"):
        raise DeviceError(
            ErrorKind.UNREACHABLE,
            f"ssh_config reaches {host} through a ProxyCommand, and netcollect starts no program",
            "use ProxyJump there, or `jump` in the inventory (`none` connects directly)",
        )
    return None if jump and jump.lower() == "none" else jump


def _lookup(host: str, path: str | None) -> dict[str, Any]:
    """What ssh_config says of a host.

    Raises:
        DeviceError: `no_credential`: the file cannot be read; nobody was contacted.
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
    """The parsed file, read once per process."""
    return paramiko.SSHConfig.from_text("\n".join(_lines(Path(path).expanduser(), 0)))


def _lines(file: Path, depth: int) -> Iterator[str]:
    """A file's lines, with those of the files that it includes; paramiko silently ignores Include."""
    if depth > MAX_HOPS:
        raise paramiko.ConfigParseError(f"{file} includes itself")
    block = ["host", "*"]
    for line in file.read_text(encoding="utf-8").splitlines():
        words = line.replace("=", " ", 1).split()
        keyword = words[0].lower() if words else ""
        if keyword in ("host", "match"):
            block = line.lower().replace("!", "").split()
        if keyword == "match" and (unknown := _UNKNOWN.intersection(block)):
            raise paramiko.ConfigParseError(f"{file}: Match {', '.join(unknown)} is not supported")
        if keyword != "include":
            yield line
        elif block in (["host", "*"], ["match", "all"]):
            yield from _included(" ".join(words[1:]), depth)
            # What an included file says about some hosts ends with that file.
            yield "Host *"
        else:
            raise paramiko.ConfigParseError(f"{file}: Include is not supported inside {' '.join(block)}")


def _included(patterns: str, depth: int) -> Iterator[str]:
    for pattern in shlex.split(patterns):
        where = Path("~/.ssh").expanduser() / Path(pattern).expanduser()
        for found in sorted(Path("/").glob(str(where.absolute()).lstrip("/"))):
            yield from _lines(found, depth + 1)
