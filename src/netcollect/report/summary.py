"""The summary: at a glance, who failed, why, and what to do."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from netcollect.model import DeviceResult, Failure, RunResult
from netcollect.report.screen import printable

_NAMES_SHOWN = 12
_MESSAGES_SHOWN = 3


class _Sign(NamedTuple):
    ok: str
    bad: str
    arrow: str
    more: str


_SIGNS, _PLAIN_SIGNS = _Sign("✓", "✗", "→", "…"), _Sign("ok", "!!", "->", "...")
_CODES = {"green": "32", "red": "31", "yellow": "33", "dim": "2", "bold": "1"}


class _Cause(NamedTuple):
    """Devices that share a cause."""

    kind: str
    hint: str
    devices: list[str]
    messages: list[str]


def summary(result: RunResult, directory: Path, stream: TextIO, *, color: bool) -> str:
    """The text for people; as wide as the terminal, at least 60 and at most 120 columns."""
    width = min(120, max(60, shutil.get_terminal_size((80, 24)).columns))
    unicode = "utf" in (getattr(stream, "encoding", None) or "").lower()
    paint = _Paint(color, _SIGNS if unicode else _PLAIN_SIGNS, width)
    lines = [*_causes(result, paint), _head(result, paint), f"  {paint.sign.arrow} {directory}"]
    return "\n".join(printable(line) if not color else line for line in lines) + "\n"


class _Paint(NamedTuple):
    color: bool
    sign: _Sign
    width: int

    def __call__(self, text: str, *styles: str) -> str:
        safe = printable(text)
        codes = ";".join(_CODES[style] for style in styles)
        return f"\x1b[{codes}m{safe}\x1b[0m" if self.color and codes else safe

    def wrapped(self, text: str, indent: str) -> str:
        return textwrap.fill(printable(text), self.width, initial_indent=indent, subsequent_indent=indent)


def _head(result: RunResult, paint: _Paint) -> str:
    counts = result.counts
    parts = [paint(f"{paint.sign.ok} {counts.ok} ok", "green")] if counts.ok else []
    for number, word, style in (
        (counts.partial, "partial", "yellow"),
        (counts.failed, "failed", "red"),
        (counts.skipped, "skipped", "yellow"),
    ):
        if number:
            parts.append(paint(f"{paint.sign.bad} {number} {word}", style))
    ended = " (interrupted)" if result.status == "interrupted" else ""
    noun = "device" if counts.devices == 1 else "devices"
    return f"{', '.join(parts)} of {counts.devices} {noun} in {result.seconds:.1f} s{ended}"


def _causes(result: RunResult, paint: _Paint) -> Iterator[str]:
    """One block a cause, the most frequent first, and a blank line behind each."""
    causes = sorted(_grouped(result.devices), key=lambda cause: -len(cause.devices))
    for cause in causes:
        number = len(cause.devices)
        noun = "device" if number == 1 else "devices"
        yield paint(f"{number} {noun}: {cause.kind}", "red", "bold")
        yield paint.wrapped(", ".join(_shortened(cause.devices, paint.sign.more)), "    ")
        for message in _shortened(cause.messages, paint.sign.more, _MESSAGES_SHOWN):
            yield paint.wrapped(message, "    ")
        if cause.hint:
            yield paint.wrapped(f"{paint.sign.arrow} {cause.hint}", "    ")
        yield ""


def _grouped(rows: Sequence[DeviceResult]) -> list[_Cause]:
    """The causes in order of first appearance; a device stands under each of its own."""
    causes: dict[tuple[str, str], _Cause] = {}
    for row in rows:
        for failure in _failures(row):
            # The hint may name the device (`ssh-keygen -R …`): the kind alone decides then.
            hint = "" if row.host in failure.hint else failure.hint
            cause = causes.setdefault((failure.kind, hint), _Cause(failure.kind, failure.hint, [], []))
            if row.device not in cause.devices[-1:]:
                cause.devices.append(row.device)
            if failure.message not in cause.messages:
                cause.messages.append(failure.message)
    return list(causes.values())


def _failures(row: DeviceResult) -> list[Failure]:
    """What went wrong on a device: its commands' own errors, or else the device's."""
    errors = [entry.error for entry in row.commands if entry.error]
    return errors or ([row.error] if row.error else [])


def _shortened(texts: Sequence[str], more: str, shown: int = _NAMES_SHOWN) -> list[str]:
    if len(texts) <= shown:
        return list(texts)
    return [*texts[:shown], f"{more} and {len(texts) - shown} more (manifest.json has all)"]
