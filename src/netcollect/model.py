"""The values that flow through a run: frozen, picklable, and silent about secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

import msgspec

from netcollect.errors import DeviceError, ErrorKind

CommandStatus = Literal["ok", "rejected", "failed", "not_run"]
DeviceStatus = Literal["ok", "partial", "failed", "skipped"]

#: The most that one command may bring (bytes): a command that never ends must not fill the memory.
MAX_OUTPUT = 256 * 10**6
_SIZE = re.compile(r"(\d{1,12})\s*([kMG]?)B?\Z", re.IGNORECASE)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}

#: One for all devices that have nothing there: a fleet of them counts.
_NOTHING: Mapping[str, Any] = {}


class HostKeys(StrEnum):
    """What to do about a device's host key: `--host-keys`.

    `ACCEPT_NEW` stores the key of a device that is new, `STRICT` accepts only keys that are stored already,
    and `OFF` checks nothing.

    Examples:
        >>> SessionOptions(host_keys=HostKeys.STRICT, known_hosts="known_hosts").host_keys.value
        'strict'
    """

    ACCEPT_NEW = "accept-new"
    STRICT = "strict"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bastion:
    """A server that devices are reached through, and its own login.

    Without a `port` it is ssh_config's, else 22. A bastion without a password and a key of its own is logged
    in to with the device's; one that has either never sees the device's.

    Examples:
        >>> gate = Bastion(host="gate.example.net", username="jump", password="lab")
        >>> router = Device(name="R1", host="10.0.0.1", platform="cisco_ios", jump=(gate,))
        >>> gate
        Bastion(host='gate.example.net', port=None, username='jump', private_key=None)
    """

    host: str
    port: int | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    private_key: str | None = None
    passphrase: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        user = f"{self.username}@" if self.username else ""
        return f"{user}{host}:{self.port}" if self.port else f"{user}{host}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One managed device: where it is, what it is, and how to log in.

    `platform` is netmiko's `device_type`. Timeouts are seconds; None leaves them to the run's options.
    `jump` are the bastions in the order they are passed, as `user@host:port,...` or as values; `none` and an
    empty tuple say that none is needed, and None leaves it to ssh_config.
    `extras` are further ConnectHandler arguments, handed to netmiko's driver as they are. `facts` are
    whatever else the inventory says of the device (`site`, `role`, `tags`); they are never interpreted.

    Examples:
        >>> router = Device(name="R1", host="192.0.2.1", platform="cisco_ios", facts={"site": "ams"})
        >>> router.port, router.facts["site"]
        (22, 'ams')
    """

    name: str
    host: str
    platform: str
    port: int = 22
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    private_key: str | None = None
    passphrase: str | None = field(default=None, repr=False)
    groups: tuple[str, ...] = ()
    jump: str | tuple[Bastion, ...] | None = None
    connect_timeout: float | None = None
    read_timeout: float | None = None
    device_timeout: float | None = None
    max_output: int | None = None
    accept_banner: bool | None = None
    facts: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)
    extras: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """How a session behaves, the same for every device of a run unless the device says otherwise.

    `connect_timeout` (seconds) covers name, TCP and key exchange; `read_timeout` is the time without a
    single new byte; `device_timeout` covers the whole session. `max_output` is the most that one command
    may bring (bytes). `accept_banner` accepts the terms that a device shows in front of its prompt;
    `require_enable` fails a device whose `secret` does not privilege, also where reading needs no privilege.
    `known_hosts` is a file in OpenSSH's format, None for the user's own. Commands that
    do more than to read are refused unless one of the regular expressions `allow_commands` matches them as
    a whole. `session_log` is a directory for what goes over each session's line, on the machine where the
    session runs; with a `mask_key` the secrets of configurations are masked in it, under this key.
    `platform_files` are a site's own files on platforms, as `load_platform_files` gives them. A run sets
    `attempt`, the try that this session is, and `keys_only`, with which the device gets no password.

    Examples:
        >>> session = SessionOptions(read_timeout=60.0, allow_commands=("clear counters .*",))
        >>> session.read_timeout, session.device_timeout
        (60.0, 1800.0)
    """

    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    device_timeout: float = 1800.0
    max_output: int = MAX_OUTPUT
    accept_banner: bool = False
    require_enable: bool = False
    host_keys: HostKeys = HostKeys.ACCEPT_NEW
    known_hosts: str | None = None
    ssh_config: str | None = None
    use_agent: bool = False
    allow_commands: tuple[str, ...] = ()
    session_log: str | None = None
    mask_key: bytes | None = field(default=None, repr=False, compare=False)
    platform_files: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    attempt: int = field(default=1, compare=False)
    keys_only: bool = field(default=False, compare=False)


def parse_size(text: str) -> int | None:
    """The bytes of a size such as `256M`, or None where it is none."""
    found = _SIZE.match(text.strip())
    size = int(found[1]) * _UNITS[found[2].lower()] if found else 0
    return size or None


def format_size(size: int) -> str:
    """A size as people write it: `256M` for 256 million bytes."""
    unit, factor = max(((u, f) for u, f in _UNITS.items() if size % f == 0), key=lambda pair: pair[1])
    return f"{size // factor}{unit if unit in ('', 'k') else unit.upper()}"


class Job(msgspec.Struct, frozen=True, gc=False):
    """What one device is to run, in order, over one session; `place` is its place in the run, from 0.

    Examples:
        >>> watch = Watch(started=lambda job: print(job.place, job.device.name, job.commands))
        >>> result = collect(load_inventory("devices.yaml", limit=["ams*"]), "show clock", watch=watch)
        0 ams-ios-0001 ('show clock',)
    """

    device: Device
    commands: tuple[str, ...]
    options: SessionOptions = SessionOptions()
    place: int = 0


class Failure(msgspec.Struct, frozen=True, gc=False):
    """An error as the result document shows it.

    Examples:
        >>> error = open_run("2026-11-23").devices["R3"].error
        >>> print(error.kind, "|", error.message)
        rejected | show clock: % Invalid input
    """

    kind: ErrorKind
    message: str
    hint: str = ""

    @classmethod
    def of(cls, error: DeviceError) -> Failure:
        """The document's form of an exception."""
        return cls(error.kind, error.message, error.hint)


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What became of one command.

    `prompt` is the prompt line it was typed at; `output` is the text it gave, without echo and trailing
    prompt, or, of a `rejected` command, what the device said. `seconds` is wall time.

    Examples:
        >>> device = load_inventory("devices.yaml")[0]
        >>> for result in send_show(device, ["show clock", "show vlans"]):
        ...     print(result.prompt, result.command, "→", result.status)
        ams-ios-0001# show clock → ok
        ams-ios-0001# show vlans → rejected
    """

    command: str
    prompt: str
    output: str
    status: CommandStatus
    error: Failure | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one job: the collector makes one for every job, whatever happened.

    `error` is None exactly when every command is `ok`; otherwise it is the first thing that went wrong.
    `bastion` is the one at which it went wrong with a login of the bastion's own, and `hung_up` is
    `DeviceError`'s.
    """

    job: Job
    results: tuple[CommandResult, ...]
    error: Failure | None
    attempts: int
    seconds: float
    bastion: str = ""
    hung_up: bool = False

    @property
    def status(self) -> DeviceStatus:
        """`ok`, `partial`, `failed`, or `skipped` (never tried)."""
        if self.error is None:
            return "ok"
        if any(result.status == "ok" for result in self.results):
            return "partial"
        return "skipped" if self.attempts == 0 else "failed"


class Reachability(msgspec.Struct, frozen=True):
    """Whether one device answered; `seconds` and `address` are of the answer."""

    device: str
    host: str
    port: int
    platform: str
    status: Literal["ok", "failed"]
    error: Failure | None
    seconds: float | None
    address: str | None
