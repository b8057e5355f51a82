"""The values that flow through a run: frozen, picklable, and silent about secrets."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal
from urllib.parse import quote, quote_plus

import msgspec

from netcollect.errors import DeviceError, ErrorKind

SCHEMA = 1

CommandStatus = Literal["ok", "rejected", "failed", "not_run"]
DeviceStatus = Literal["ok", "partial", "failed", "skipped"]
RunStatus = Literal["ok", "failed", "interrupted"]

#: The most that one command may bring (bytes): a command that never ends must not fill the memory.
MAX_OUTPUT = 256 * 10**6
_SIZE = re.compile(r"(\d{1,12})\s*([kMG]?)B?\Z", re.IGNORECASE)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}

#: One for all devices that have nothing there: a fleet of them counts.
_NOTHING: Mapping[str, Any] = {}


class HostKeys(StrEnum):
    """What to do about a device's host key: `--host-keys`."""

    ACCEPT_NEW = "accept-new"
    STRICT = "strict"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One managed device: where it is, what it is, and how to log in.

    `platform` is netmiko's `device_type`. Timeouts are seconds; None leaves them to the run's options.
    `extras` are further ConnectHandler arguments, handed to netmiko's driver as they are. `facts` are
    whatever else the inventory says of the device (`site`, `role`, `tags`); they are never interpreted.
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
    jump: str | None = None
    connect_timeout: float | None = None
    read_timeout: float | None = None
    device_timeout: float | None = None
    max_output: int | None = None
    facts: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)
    extras: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """How a session behaves, the same for every device of a run unless the device says otherwise.

    `connect_timeout` (seconds) covers name, TCP and key exchange; `read_timeout` is the time without a
    single new byte; `device_timeout` covers the whole session. `max_output` is the most that one command may
    bring (bytes). `known_hosts` is a file in OpenSSH's
    format, None for the user's own. Commands that do more than to read are refused unless one of the regular
    expressions `allow_commands` matches them as a whole.
    """

    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    device_timeout: float = 1800.0
    max_output: int = MAX_OUTPUT
    host_keys: HostKeys = HostKeys.ACCEPT_NEW
    known_hosts: str | None = None
    ssh_config: str | None = None
    use_agent: bool = False
    allow_commands: tuple[str, ...] = ()


def parse_size(text: str) -> int | None:
    """The bytes of a size such as `256M`, or None where it is none."""
    found = _SIZE.match(text.strip())
    size = int(found[1]) * _UNITS[found[2].lower()] if found else 0
    return size or None


def without_logins(text: str, device: Device) -> str:
    """A text in which the device's own passwords are masked where they stand as words, also in quoted forms.

    One that is also a user's or device's name tells nothing, and its mask would tell that it is the password.
    """
    secrets = {device.password, device.secret, device.passphrase}
    secrets -= {None, "", device.username, device.name, device.host}
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", "***", text)
    return text


def _forms(secret: str) -> set[str]:
    """The secret as Python, JSON, a URL and a shell quote it."""
    quoted = (repr(secret), ascii(secret), json.dumps(secret), json.dumps(secret, ensure_ascii=False))
    safe = secret.encode("utf-8", "surrogateescape")
    return {secret, quote(safe), quote_plus(safe), shlex.quote(secret), *(each[1:-1] for each in quoted)}


class Job(msgspec.Struct, frozen=True, gc=False):
    """What one device is to run, in order, over one session; `place` is its place in the run, from 0."""

    device: Device
    commands: tuple[str, ...]
    options: SessionOptions = SessionOptions()
    place: int = 0


class Failure(msgspec.Struct, frozen=True, gc=False):
    """An error as the result document shows it."""

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
    """

    job: Job
    results: tuple[CommandResult, ...]
    error: Failure | None
    attempts: int
    seconds: float

    @property
    def status(self) -> DeviceStatus:
        """`ok`, `partial`, `failed`, or `skipped` (never tried)."""
        if self.error is None:
            return "ok"
        if any(result.status == "ok" for result in self.results):
            return "partial"
        return "skipped" if self.attempts == 0 else "failed"


class CommandEntry(msgspec.Struct, frozen=True, gc=False):
    """One command in the result document; `file` is relative to the run directory.

    `bytes` and `sha256` are the output's. `changed` compares it with the newest one that an earlier run has
    of this device and command; None when there is none.
    """

    command: str
    status: CommandStatus
    error: Failure | None
    file: str | None
    bytes: int | None
    sha256: str | None
    seconds: float
    changed: bool | None = None


class DeviceResult(msgspec.Struct, frozen=True, gc=False):
    """One device in the result document.

    `changed` says that an output did. `sha256` is its file's in layout `device`, prompt lines included.
    """

    device: str
    host: str
    port: int
    platform: str
    groups: tuple[str, ...]
    status: DeviceStatus
    error: Failure | None
    attempts: int
    seconds: float
    commands: tuple[CommandEntry, ...]
    changed: bool = False
    sha256: str | None = None


class Counts(msgspec.Struct, frozen=True):
    """How many devices ended how."""

    devices: int = 0
    ok: int = 0
    partial: int = 0
    failed: int = 0
    skipped: int = 0


class RunResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """The result document: `--format json` prints it and `manifest.json` holds it.

    `started` and `finished` are UTC in ISO 8601 with milliseconds. `changed` says that an output did.
    `follows` is the run whose failed devices this one took up again, `redacted` says that secrets are
    masked; each is left out when it is not so.
    """

    schema: int
    tool: str
    run: str
    status: RunStatus
    started: str
    finished: str
    seconds: float
    directory: str
    inventory: tuple[str, ...]
    counts: Counts
    changed: bool
    devices: tuple[DeviceResult, ...]
    follows: str | None = None
    redacted: bool = False


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


#: What would drive a terminal, or turn its text round, and JSON does not escape by itself: DEL and C1, which
#: xterm obeys in UTF-8 too, and Unicode's invisible directions and tags.
_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def encode(result: RunResult) -> Iterator[bytes]:
    """The document as JSON, one device a line; in pieces, for a fleet's is long."""
    whole = _safe(
        msgspec.json.format(msgspec.json.encode(msgspec.structs.replace(result, devices=())), indent=2)
    )
    head, mark, tail = whole.rpartition(b'"devices": []')
    if not result.devices:
        yield whole + b"\n"
        return
    yield head + mark[:-1]
    for number, row in enumerate(result.devices):
        yield (b",\n    " if number else b"\n    ") + _safe(msgspec.json.encode(row))
    yield b"\n  ]" + tail + b"\n"


def encode_row(row: DeviceResult) -> bytes:
    """One device as one line of JSON."""
    return _safe(msgspec.json.encode(row)) + b"\n"


def _safe(data: bytes) -> bytes:
    r"""The same JSON with what cannot be seen as `\u009b`; it can only stand inside strings."""
    if data.isascii() and b"\x7f" not in data:
        return data
    return _UNSEEN.sub(_escaped, data.decode()).encode()


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
