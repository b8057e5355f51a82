"""The summary: who failed, why, and what to do, at a glance."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from netcollect.document import DeviceResult, RunResult
from netcollect.errors import ErrorKind
from netcollect.model import Failure
from netcollect.report.screen import printable

_NAMES_SHOWN = 12
_MESSAGES_SHOWN = 3
_INDENT = "    "


class _Signs(NamedTuple):
    ok: str
    bad: str
    arrow: str
    more: str


_SIGNS, _PLAIN_SIGNS = _Signs("✓", "✗", "→", "…"), _Signs("+", "!!", "->", "...")
_CODES = {"green": "32", "red": "31", "yellow": "33", "bold": "1"}


class Page:
    """The page that the summary is written on.

    `width` is in columns; None takes the terminal's, between 40 and 120. `encoding` decides on the signs.
    """

    def __init__(self, *, width: int | None, color: bool, encoding: str | None) -> None:
        columns = width or shutil.get_terminal_size((80, 24)).columns
        self.width = min(120, max(40, columns))
        self.signs = _SIGNS if "utf" in (encoding or "").lower() else _PLAIN_SIGNS
        self._color = color

    def paint(self, text: str, *styles: str) -> str:
        """The text in color, if color is wanted."""
        codes = ";".join(_CODES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m" if self._color else text

    def wrap(self, text: str, indent: str = _INDENT, hanging: str = _INDENT) -> str:
        """The text on as many lines as it takes; names and paths are never broken."""
        lines = textwrap.wrap(
            printable(text),
            self.width,
            initial_indent=indent,
            subsequent_indent=hanging,
            break_on_hyphens=False,
            break_long_words=False,
        )
        # Wrapping may have moved to the beginning of a line what a CI system would take for a command.
        return printable("\n".join(lines))


@dataclass(slots=True)
class _Cause:
    """Devices that failed in the same way; `messages` counts their messages by what they have in common."""

    kind: ErrorKind
    hint: str
    devices: list[str] = field(default_factory=list)
    messages: Counter[str] = field(default_factory=Counter)
    #: For each common message, every version of it that was said, the most literal first.
    versions: dict[str, list[set[str]]] = field(default_factory=dict)

    def add(self, device: str, versions: Sequence[str]) -> None:
        if device not in self.devices[-1:]:
            self.devices.append(device)
        alike = versions[-1]
        self.messages[alike] += 1
        seen = self.versions.setdefault(alike, [set() for _ in versions])
        for texts, text in zip(seen, versions, strict=True):
            texts.add(text)

    def shown(self) -> list[tuple[str, int]]:
        """The messages, the most frequent first, each as literal as its devices agree on."""
        return [
            (next(text for texts in self.versions[alike] if len(texts) == 1 for text in texts), number)
            for alike, number in self.messages.most_common()
        ]


def summary(result: RunResult, directory: Path, page: Page) -> str:
    """The text for people: a block for each cause, the most frequent first, then the count and the place.

    The count comes last because that is where people look when the prompt is back.
    """
    head, place = _head(result, page), f"{page.signs.arrow} {directory}"
    # Devices that were spared because of others come after those.
    causes = sorted(_causes(result), key=lambda cause: (cause.kind == ErrorKind.BREAKER, -len(cause.devices)))
    blocks = [_block(cause, page) for cause in causes]
    return "\n".join([*blocks, head, page.wrap(place, "  ")]) + "\n"


def _head(result: RunResult, page: Page) -> str:
    counts, parts = result.counts, []
    for number, word, style, sign in (
        (counts.ok, "ok", "green", page.signs.ok),
        (counts.partial, "partial", "yellow", page.signs.bad),
        (counts.failed, "failed", "red", page.signs.bad),
        (counts.skipped, "skipped", "yellow", page.signs.bad),
    ):
        if number:
            parts.append(page.paint(f"{sign} {number} {word}", style))
    ended = " (interrupted)" if result.status == "interrupted" else ""
    number = sum(row.changed for row in result.devices)
    changed = page.paint(f", {number} changed", "yellow") if number else ""
    return f"{', '.join(parts)} of {_devices(counts.devices)} in {result.seconds:.1f} s{changed}{ended}"


def _block(cause: _Cause, page: Page) -> str:
    """`37 devices: auth_rejected  the device refused …`, what to do, and who."""
    label = f"{_devices(len(cause.devices))}: {cause.kind}"
    shown = cause.shown()
    told = f"{label}  {shown[0][0]}" if len(shown) == 1 else label
    lines = [page.wrap(told, "").replace(label, page.paint(label, "red", "bold"), 1)]
    if len(shown) > 1:
        lines += [page.wrap(line, hanging=_INDENT * 2) for line in _counted(shown, page)]
    if cause.hint:
        lines.append(page.wrap(f"{page.signs.arrow} {cause.hint}", hanging=_INDENT + "  "))
    lines.append(page.wrap(_names(cause.devices, page)))
    return "\n".join(lines) + "\n"


def _counted(shown: Sequence[tuple[str, int]], page: Page) -> Iterator[str]:
    for text, number in shown[:_MESSAGES_SHOWN]:
        yield f"{number} x {text}"
    if len(shown) > _MESSAGES_SHOWN:
        yield _more(len(shown) - _MESSAGES_SHOWN, page)


def _names(names: Sequence[str], page: Page) -> str:
    text = ", ".join(names[:_NAMES_SHOWN])
    return text if len(names) <= _NAMES_SHOWN else f"{text} {_more(len(names) - _NAMES_SHOWN, page)}"


def _more(number: int, page: Page) -> str:
    return f"{page.signs.more} and {number} more (see manifest.json)"


def _devices(number: int) -> str:
    return f"{number} device{'' if number == 1 else 's'}"


def _causes(result: RunResult) -> list[_Cause]:
    """What went wrong, grouped; a device is listed under each of its causes.

    One cause has one kind and one remedy; a rejected command also has its own command and words.
    """
    causes: dict[tuple[str, ...], _Cause] = {}
    for row in result.devices:
        for failure in _failures(row):
            messages, hint = _versions(failure.message, row), _versions(failure.hint, row)[-1]
            key = (failure.kind, hint, messages[-1] if failure.kind is ErrorKind.REJECTED else "")
            cause = causes.setdefault(key, _Cause(failure.kind, failure.hint))
            if cause.hint != failure.hint:
                cause.hint = hint
            cause.add(row.device, messages)
    return list(causes.values())


def _failures(row: DeviceResult) -> list[Failure]:
    """What went wrong on a device: the errors of its commands, or else the device's own."""
    errors = [_of_command(entry.command, entry.error) for entry in row.commands if entry.error]
    return errors or ([row.error] if row.error else [])


def _of_command(command: str, error: Failure) -> Failure:
    """The error with its command in the message; a rejection has it there already."""
    if error.message.startswith(f"{command}: "):
        return error
    return Failure(error.kind, f"{command}: {error.message}", error.hint)


def _versions(text: str, row: DeviceResult) -> tuple[str, str, str]:
    """The text as it is; without the device's name, address and key; and without its port as well."""
    own = {row.device: "<device>", row.host: "<host>", f"[{row.host}]:{row.port}": "<host>"}
    words = text.split(" ")
    for place, word in enumerate(words):
        core = word.strip("'\"(),;:.")
        if core in own:
            words[place] = word.replace(core, own[core], 1)
        elif core.startswith("SHA256:"):
            words[place] = word.replace(core, "<fingerprint>", 1)
    common = " ".join(words)
    return text, common, f"{common} ".replace(f"port {row.port} ", "port <port> ")[:-1]
