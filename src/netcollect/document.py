"""The result document of a run: its parts, how it is built, written as JSON and read back.

One set of types serves writing and reading. Fields that did not exist from the start have defaults, and
unknown fields are ignored, so documents of older and newer versions can be read as long as `schema` is ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

import msgspec

from netcollect.model import CommandStatus, DeviceStatus, Failure
from netcollect.text import escaped, json_safe, release_of

SCHEMA = 1

RunStatus = Literal["ok", "failed", "interrupted"]
_Size = Annotated[int, msgspec.Meta(ge=0)]


class CommandEntry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One command in the result document; `file` is relative to the run directory.

    `bytes` and `sha256` are the output's, which begins at byte `offset` of the file; documents of older
    versions have no `offset`. `changed` compares the output with the newest one that an earlier run has of
    this device and command, without what is volatile; it is None when there is none. `compared` is the
    SHA-256 of what is compared, `hidden` how many volatile parts that is without, and `secrets` how many of
    them are secrets that the device encrypts anew each time; documents of older versions lack them.

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
    hidden: _Size | msgspec.UnsetType = msgspec.UNSET
    secrets: _Size | msgspec.UnsetType = msgspec.UNSET


class DeviceResult(msgspec.Struct, frozen=True, gc=False):
    """One device in the result document.

    `changed` says that at least one of its outputs changed. `sha256` is its file's in layout `device`,
    prompt lines included. `facts` are the inventory's (`site`, `role`, …), without any that holds a secret.

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
    facts: dict[str, Any] = msgspec.field(default_factory=dict)


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


class Change(msgspec.Struct, frozen=True):
    """The same change on these devices: lines of a command's output in a section, or a `row` on one line.

    Examples:
        >>> [change.devices for change in open_run("latest").document.changes]
        []
    """

    command: str
    devices: tuple[str, ...]
    heading: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    row: str = ""


class Audited(msgspec.Struct, frozen=True, kw_only=True):
    """What rules said of a run: how many verdicts of each kind, and of each transition since last time.

    `file` has the whole, in the run's directory; `sha256` is that of its bytes.

    Examples:
        >>> open_run("latest").document.audit is None
        True
    """

    file: str
    sha256: str
    rules: _Size
    passed: _Size
    violated: _Size
    waived: _Size
    unknown: _Size
    not_applicable: _Size
    new: _Size
    still: _Size
    fixed: _Size


class RunResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The result document: `--format json` prints it and `manifest.json` holds it.

    `started` and `finished` are UTC in ISO 8601 with milliseconds. `changed` says that at least one output
    changed. `follows` is the run whose failed devices this one retried, `redacted` says that secrets are
    masked, `ignore` are the user's patterns for what is volatile, `limit` what its devices were
    limited to, `changes` what changed, grouped, and `audit` what rules said; each is left out when it does
    not apply.

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
    ignore: tuple[str, ...] = ()
    limit: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    audit: Audited | None = None


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
    ignore: Sequence[str] = (),
    limit: Sequence[str] = (),
) -> RunResult:
    """The document of a run; `rows` in inventory order, `seconds` from a monotonic clock."""
    counted = Counter(row.status for row in rows)
    counts = Counts(devices=len(rows), **{status: counted[status] for status in get_args(DeviceStatus)})
    status: RunStatus = "ok" if counts.ok == len(rows) else "failed"
    return RunResult(
        schema=SCHEMA,
        tool=release_of("netcollect"),
        run=run,
        status="interrupted" if interrupted else status,
        started=stamp(started),
        finished=stamp(finished),
        seconds=round(seconds, 3),
        directory=as_unicode(directory),
        inventory=tuple(map(as_unicode, inventory)),
        counts=counts,
        changed=any(row.changed for row in rows),
        devices=tuple(rows),
        follows=follows,
        redacted=redacted,
        ignore=tuple(map(as_unicode, ignore)),
        limit=tuple(map(as_unicode, limit)),
    )


def stamp(moment: datetime) -> str:
    """A moment as the document writes it: of two such texts the smaller one is earlier."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def encode(result: RunResult) -> Iterator[bytes]:
    """The document as JSON, one device a line; in pieces, because a fleet's document is long."""
    whole = json_safe(
        msgspec.json.format(msgspec.json.encode(msgspec.structs.replace(result, devices=())), indent=2)
    )
    head, mark, tail = whole.rpartition(b'"devices": []')
    if not result.devices:
        yield whole + b"\n"
        return
    yield head + mark[:-1]
    for number, row in enumerate(result.devices):
        yield (b",\n    " if number else b"\n    ") + json_safe(msgspec.json.encode(row))
    yield b"\n  ]" + tail + b"\n"


def encode_row(row: DeviceResult) -> bytes:
    """One device as one line of JSON."""
    return json_safe(msgspec.json.encode(row)) + b"\n"


def encode_any(document: Any) -> bytes:
    """Any other document as JSON, indented; invisible characters are escaped."""
    return json_safe(msgspec.json.format(msgspec.json.encode(document), indent=2)) + b"\n"


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


def as_unicode(text: str) -> str:
    r"""The text with bytes that were not UTF-8 written as `\udcff`: JSON cannot hold them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text
