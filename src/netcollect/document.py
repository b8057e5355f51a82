"""The result document of a run: its parts, how it is built, written as JSON and read back.

One set of types serves writing and reading. Fields that did not exist from the start have defaults, and
unknown fields are ignored, so documents of older and newer versions can be read as long as `schema` is ours.
"""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Literal
from urllib.parse import quote, quote_plus

import msgspec

from netcollect.model import CommandStatus, Device, DeviceStatus, Failure
from netcollect.text import escaped

SCHEMA = 1

RunStatus = Literal["ok", "failed", "interrupted"]
_Size = Annotated[int, msgspec.Meta(ge=0)]


class CommandEntry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One command in the result document; `file` is relative to the run directory.

    `bytes` and `sha256` are the output's, which begins at byte `offset` of the file; documents of older
    versions have no `offset`. `changed` compares the output with the newest one that an earlier run has of
    this device and command; it is None when there is none. `compared` is the SHA-256 of what is compared,
    where that is not the output itself: masks of secrets are different in every run.

    Examples:
        >>> for entry in open_run("latest").devices["R1"].commands:
        ...     print(entry.command, entry.status, entry.file, entry.bytes)
        show clock ok R1.txt 33
    """

    command: str
    status: CommandStatus
    error: Failure | None = None
    file: str | None = None
    offset: _Size | None = None
    bytes: _Size | None = None
    sha256: str | None = None
    seconds: float
    changed: bool | None = None
    compared: str | msgspec.UnsetType = msgspec.UNSET


class DeviceResult(msgspec.Struct, frozen=True, gc=False):
    """One device in the result document.

    `changed` says that at least one of its outputs changed. `sha256` is its file's in layout `device`,
    prompt lines included.

    Examples:
        >>> row = open_run("2026-11-23").devices["R3"]
        >>> print(row.device, row.status, row.error.kind, row.attempts)
        R3 failed rejected 1
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
    """How many devices ended with which status.

    Examples:
        >>> open_run("2026-11-23").document.counts
        Counts(devices=3, ok=2, partial=0, failed=1, skipped=0)
    """

    devices: int = 0
    ok: int = 0
    partial: int = 0
    failed: int = 0
    skipped: int = 0


class RunResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The result document: `--format json` prints it and `manifest.json` holds it.

    `started` and `finished` are UTC in ISO 8601 with milliseconds. `changed` says that at least one output
    changed. `follows` is the run whose failed devices this one retried, `redacted` says that secrets are
    masked; each is left out when it does not apply.

    Examples:
        >>> document = open_run("2026-11-23").document
        >>> [row.device for row in document.devices if row.status != "ok"]
        ['R3']
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
    # A factory, not `False`: old documents lack the field, new ones always have it.
    changed: bool = msgspec.field(default_factory=bool)
    devices: tuple[DeviceResult, ...]
    follows: str | None = None
    redacted: bool = False


def build_result(  # noqa: PLR0913 (the document's fields, all by name)
    *,
    run: str,
    started: datetime,
    finished: datetime,
    seconds: float,
    directory: str,
    inventory: Sequence[str],
    rows: Sequence[DeviceResult],
    interrupted: bool,
    follows: str | None = None,
    redacted: bool = False,
) -> RunResult:
    """The document of a run; `rows` in inventory order, `seconds` from a monotonic clock."""
    counted = Counter(row.status for row in rows)
    status: RunStatus = "ok" if counted["ok"] == len(rows) else "failed"
    return RunResult(
        schema=SCHEMA,
        tool=f"netcollect {version('netcollect')}",
        run=run,
        status="interrupted" if interrupted else status,
        started=stamp(started),
        finished=stamp(finished),
        seconds=round(seconds, 3),
        directory=as_unicode(directory),
        inventory=tuple(map(as_unicode, inventory)),
        counts=Counts(
            devices=len(rows),
            ok=counted["ok"],
            partial=counted["partial"],
            failed=counted["failed"],
            skipped=counted["skipped"],
        ),
        changed=any(row.changed for row in rows),
        devices=tuple(rows),
        follows=follows,
        redacted=redacted,
    )


def stamp(moment: datetime) -> str:
    """A moment as the document writes it: of two such texts the smaller one is earlier."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


#: Characters that control a terminal or reverse its text, and that JSON does not escape by itself: DEL and
#: C1, which xterm obeys in UTF-8 too, and Unicode's invisible directions and tags.
_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def encode(result: RunResult) -> Iterator[bytes]:
    """The document as JSON, one device a line; in pieces, because a fleet's document is long."""
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


class _Schema(msgspec.Struct):
    """The one field that every version of the document has."""

    schema: int


_WHOLE = msgspec.json.Decoder(RunResult)
_SCHEMA = msgspec.json.Decoder(_Schema)
#: How much of a decoder's message is shown.
_LONGEST = 300
_FOREIGN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def decode(data: bytes) -> RunResult:
    """The document that `encode` wrote, or one that an older version wrote.

    Raises:
        ValueError: it is not such a document; the message completes "FILE …".
    """
    try:
        result = _WHOLE.decode(data)
    except _FOREIGN as error:
        # A later schema may have changed a field's type: that is what to say then.
        raise ValueError(
            _of_later_schema(data) or f"is not a netcollect manifest: {_quoted(error)}"
        ) from None
    if result.schema != SCHEMA:
        raise ValueError(_wrong_schema(result.schema))
    return result


def _quoted(error: Exception) -> str:
    """What a decoder says, on one short line: it quotes the file, which may hold anything."""
    text = escaped(str(error))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _of_later_schema(data: bytes) -> str:
    try:
        found = _SCHEMA.decode(data).schema
    except _FOREIGN:
        return ""
    return _wrong_schema(found) if found != SCHEMA else ""


def _wrong_schema(found: int) -> str:
    return f"has schema {found}, not {SCHEMA}: read it with the netcollect that wrote it"


def _safe(data: bytes) -> bytes:
    r"""The same JSON with invisible characters as `\u009b`; they can only stand inside strings."""
    if data.isascii() and b"\x7f" not in data:
        return data
    return _UNSEEN.sub(_escaped, data.decode()).encode()


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def as_unicode(text: str) -> str:
    r"""The text with bytes that were not UTF-8 written as `\udcff`: JSON cannot hold them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def login_secrets(device: Device) -> set[str]:
    """The device's own passwords, in all the forms that they are quoted in.

    A password that is also the user's or the device's name is left out: it reveals nothing, and its mask
    would reveal that it is the password.
    """
    secrets = {device.password, device.secret, device.passphrase}
    secrets -= {None, "", device.username, device.name, device.host}
    return {form for secret in secrets if secret for form in _forms(secret)}


def without_logins(text: str, device: Device) -> str:
    """The text with the device's `login_secrets` masked where they stand as words."""
    for form in sorted(login_secrets(device), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", "***", text)
    return text


def _forms(secret: str) -> set[str]:
    """The secret as Python, JSON, a URL and a shell quote it."""
    quoted = (repr(secret), ascii(secret), json.dumps(secret), json.dumps(secret, ensure_ascii=False))
    safe = secret.encode("utf-8", "surrogateescape")
    inside = secret.replace("\\", "\\\\").replace("'", "\\'")  # of a text with quotes of both kinds
    return {
        secret,
        inside,
        quote(safe),
        quote_plus(safe),
        shlex.quote(secret),
        *(each[1:-1] for each in quoted),
    }
