"""Where a login comes from, part by part: a flag or prompt, the inventory, the environment, the job file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from pathlib import Path
from typing import Any

from netcollect.credentials.sources import OURS, Ask, Need, called, follow
from netcollect.errors import InputError, Problem
from netcollect.jump import name_of
from netcollect.model import Bastion, Device
from netcollect.platforms import platform_of
from netcollect.references import Reference, Written, parse_reference, secret_objection

__all__ = [
    "VARIABLES",
    "Credentials",
    "apply_credentials",
    "follow_references",
    "from_environment",
    "missing_credentials",
    "variables_of",
]

#: The variables that are read, and what they are.
VARIABLES: Mapping[str, str] = {
    "COLLECT_USERNAME": "username",
    "COLLECT_PASSWORD": "password",
    "COLLECT_SECRET": "secret",
    "COLLECT_PRIVATE_KEY": "private_key",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Parts of a login shared by many devices; None leaves a part open."""

    username: str | None = None
    password: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    private_key: str | None = None
    passphrase: str | None = field(default=None, repr=False)


_PARTS = tuple(part.name for part in fields(Credentials))
#: The parts that may be references; a private key is a file's name already.
_REFERRING = ("username", "password", "secret", "passphrase")


def from_environment(environment: Mapping[str, str]) -> Credentials:
    """The login from the environment; an empty variable counts as unset."""
    return Credentials(
        **{part: environment[name] for name, part in VARIABLES.items() if environment.get(name)}
    )


def apply_credentials(
    devices: Sequence[Device],
    *,
    flags: Credentials,
    environment: Credentials,
    job: Credentials | None = None,
) -> list[Device]:
    """The devices with their logins: `flags` win over the inventory, then come `environment` and `job`.

    What the inventory and the job file say may be references (`env:NAME`); those that are needed are left as
    they are, see `follow_references`. What flags and environment say is always the thing itself.
    A device that ends without a login stays as it is; see `missing_credentials`.

    Raises:
        InputError: with every key file that is not there, and who needs it; or when a login cannot be typed.
    """
    _check(flags, "what was typed")
    _check(environment, "COLLECT_{}")
    flags, environment = _itself(flags), _itself(environment)
    given = [_with_login(device, (flags, device, environment, job or Credentials())) for device in devices]
    users: dict[str, dict[str, None]] = {}
    for device in given:
        for who, holder in _holders(device):
            if holder.private_key:
                users.setdefault(holder.private_key, {})[who] = None
    problems = tuple(
        Problem(_origin(path, flags, environment), f"there is no key file {path}", _needed_by(list(names)))
        for path, names in users.items()
        if not _is_file(path)
    )
    if problems:
        raise InputError(problems)
    return given


def missing_credentials(devices: Sequence[Device], *, use_agent: bool = False) -> list[Device]:
    """The devices without a usable login: no user name, or neither a password nor a key.

    Telnet and consoles are left out: some ask for nothing.
    """
    return [
        device
        for device in devices
        if platform_of(device.platform).transport == "ssh"
        and not (device.username and (device.password is not None or device.private_key or use_agent))
    ]


def follow_references(devices: Sequence[Device], ask: Ask | None = None) -> list[Device]:
    """The devices with their references replaced by secrets; each reference is followed once.

    Args:
        devices: with their logins.
        ask: asks a person for `prompt`; None when there is nobody.

    Raises:
        InputError: with every secret that cannot be had, where that was asked for, and who needs it.
    """
    wanted: dict[tuple[str, Reference], dict[str, None]] = {}
    places: dict[tuple[str, Reference], str] = {}
    for device in devices:
        for who, part, text, reference in _references(device):
            wanted.setdefault((part, reference), {})[who] = None
            places.setdefault((part, reference), text.place if isinstance(text, Written) else "")
    if not wanted:
        return list(devices)
    found = follow({key: Need(list(names), places[key]) for key, names in wanted.items()}, ask)
    return [_followed(device, found) for device in devices]


def variables_of(devices: Iterable[Device], *others: Credentials | Bastion) -> set[str]:
    """The environment variables that hold secrets: those that references of these name, and our own."""
    holders = chain((holder for device in devices for _, holder in _holders(device)), others)
    texts = (getattr(holder, part, None) or "" for holder in holders for part in _REFERRING)
    found = (parse_reference(text) for text in texts)
    return {each.rest for each in found if each and each.source == "env"} | OURS


def _holders(device: Device) -> Iterator[tuple[str, Device | Bastion]]:
    """Who has a login, with its name: the device, and those of its bastions that are more than text."""
    yield device.name, device
    for bastion in device.jump if isinstance(device.jump, tuple) else ():
        yield f"the bastion {name_of(bastion)}", bastion


def _references(device: Device) -> Iterator[tuple[str, str, str, Reference]]:
    """The references of a device and of its bastions: whose, for which part, as written, and as parsed."""
    for who, holder in _holders(device):
        for part in _REFERRING:
            text = getattr(holder, part, None) or ""
            if reference := _reference(text, who, holder):
                yield who, part, text, reference


def _reference(text: str, who: str, holder: Device | Bastion) -> Reference | None:
    """The reference of a text; who is asked without more words is told for which bastion."""
    found = parse_reference(text)
    if found == Reference("prompt", "") and isinstance(holder, Bastion):
        return Reference("prompt", who)
    return found


def _followed(device: Device, found: Mapping[tuple[str, Reference], str]) -> Device:
    whole, *bastions = (_resolved(who, holder, found) for who, holder in _holders(device))
    assert isinstance(whole, Device)
    if not bastions:
        return whole
    jump = tuple(each for each in bastions if isinstance(each, Bastion))
    return whole if jump == device.jump else replace(whole, jump=jump)


def _resolved(
    who: str, holder: Device | Bastion, found: Mapping[tuple[str, Reference], str]
) -> Device | Bastion:
    parts: dict[str, Any] = {
        part: found[part, reference]
        for part in _REFERRING
        if (reference := _reference(getattr(holder, part, None) or "", who, holder))
    }
    return replace(holder, **parts) if parts else holder


def _check(layer: Credentials, where: str) -> None:
    problems = tuple(
        Problem(where.format(part.upper()), f"the {part} cannot be used: {objection}")
        for part in _REFERRING
        if (objection := secret_objection(getattr(layer, part) or ""))
    )
    if problems:
        raise InputError(problems)


def _itself(layer: Credentials) -> Credentials:
    """The layer, marked so that nothing in it counts as a reference."""
    texts = {part: getattr(layer, part) for part in _REFERRING}
    return replace(
        layer, **{part: f"plain:{text}" for part, text in texts.items() if text and parse_reference(text)}
    )


def _with_login(device: Device, layers: Sequence[Credentials | Device]) -> Device:
    parts: dict[str, Any] = {}
    for part in _PARTS:
        offers = (getattr(layer, part) for layer in layers)
        parts[part] = next((offer for offer in offers if offer is not None), None)
    return replace(device, **parts)


def _is_file(path: str) -> bool:
    try:
        return Path(path).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):
        return False


def _origin(path: str, flags: Credentials, environment: Credentials) -> str:
    if path == flags.private_key:
        return "--private-key"
    return "COLLECT_PRIVATE_KEY" if path == environment.private_key else "private_key"


def _needed_by(names: Sequence[str]) -> str:
    return f"needed by {called(names)}"
