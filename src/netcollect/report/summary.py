"""The summary: who failed, why, and what to do, at a glance."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from netcollect.document import RunResult
from netcollect.report.causes import Cause, causes
from netcollect.report.changes import change_line
from netcollect.report.screen import printable

_NAMES_SHOWN = 12
_MESSAGES_SHOWN = 3
_CHANGES_SHOWN = 12
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

    def cut(self, text: str) -> str:
        """The text on one line of the page."""
        fits = text if len(text) <= self.width else text[: self.width - 3] + "..."
        return (
            fits
            if self.signs is _SIGNS
            else fits.replace("→", self.signs.arrow).replace("…", self.signs.more)
        )

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


def summary(result: RunResult, directory: Path, page: Page) -> str:
    """The text for people: a block for each cause, the most frequent first, then the count and the place.

    The count comes last because that is where people look when the prompt is back.
    """
    head, place = _head(result, page), f"{page.signs.arrow} {directory}"
    blocks = [_block(cause, page) for cause in causes(result)]
    return "\n".join([*blocks, *_changes(result, page), head, page.wrap(place, "  ")]) + "\n"


def _changes(result: RunResult, page: Page) -> list[str]:
    """What changed since last time, a line for each group of devices."""
    found = result.changes
    if not found:
        return []
    lines = [page.cut(f"  {change_line(change)}") for change in found[:_CHANGES_SHOWN]]
    if len(found) > _CHANGES_SHOWN:
        lines.append(f"  {page.signs.more} and {len(found) - _CHANGES_SHOWN} more (see `collect diff`)")
    return [page.paint("changed since last time:", "yellow"), *lines, ""]


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


def _block(cause: Cause, page: Page) -> str:
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
