"""What changed between runs, for people and for programs: a format is a function and a row of the table."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TextIO

from netcollect.compare import DeviceDifference, Difference, Hunk
from netcollect.document import Change, encode_any
from netcollect.report.changes import on_a_line, who
from netcollect.report.screen import printable, send, tell
from netcollect.text import plural

_NAMES = 12
GREEN, RED, BOLD = "32", "31", "1"
Writer = Callable[[TextIO, Difference, bool], None]


def write_text(stream: TextIO, found: Difference, color: bool) -> None:
    """Each change once, with the devices that have it; then who is missing, and the count."""
    paint = painter(color)
    command = ""
    for group in found.groups:
        if group.command != command:
            tell(stream, f"{paint(on_a_line(group.command), BOLD)}\n")
            command = group.command
        for line in _told(group, paint):
            tell(stream, f"  {line}\n")
    if found.groups:
        tell(stream, "\n")
    write_end(stream, found)


def write_context(stream: TextIO, found: Difference, color: bool) -> None:
    """Each change of each device, with the lines around it."""
    paint = painter(color)
    for device in found.devices:
        for command in device.commands:
            for hunk in command.hunks:
                head = f"{device.device}: {command.command}, line {hunk.new_line}"
                tell(stream, f"{paint(on_a_line(head), BOLD)}{heading_of(hunk)}\n")
                for line in marked(hunk, paint):
                    tell(stream, f"    {line}\n")
    write_end(stream, found)


def write_stat(stream: TextIO, found: Difference, color: bool) -> None:
    """How many lines each output gained and lost."""
    paint = painter(color)
    rows = [
        (on_a_line(device.device), on_a_line(command.command), command.size)
        for device in found.devices
        for command in device.commands
        if command.status == "changed"
    ]
    names = max((len(name) for name, _, _ in rows), default=0)
    commands = max((len(text) for _, text, _ in rows), default=0)
    for name, text, (added, removed) in rows:
        counts = f"{paint(f'+{added}', GREEN)} {paint(f'-{removed}', RED)}"
        tell(stream, f"{name.ljust(names)}  {text.ljust(commands)}  {counts}\n")
    write_end(stream, found)


def write_beside(stream: TextIO, found: Difference, color: bool) -> None:
    """Old and new beside each other, as wide as the terminal."""
    paint = painter(color)
    width = max(20, (shutil.get_terminal_size((120, 24)).columns - 5) // 2)
    for device in found.devices:
        for command in device.commands:
            for hunk in command.hunks:
                head = f"{device.device}: {command.command}"
                tell(stream, f"{paint(on_a_line(head), BOLD)}{heading_of(hunk)}\n")
                for old, mark, new in _beside(hunk):
                    left = _cut(old, width)
                    left += " " * (width - _columns(left))
                    tell(
                        stream,
                        f"{paint(left, RED)} {mark} {paint(_cut(new, width), GREEN)}".rstrip() + "\n",
                    )
    write_end(stream, found)


def write_json(stream: TextIO, found: Difference, color: bool) -> None:
    """The whole result."""
    del color
    send(stream, encode_any(found))


#: The forms that `collect diff` has, the first by default.
DIFF_FORMATS: Mapping[str, Writer] = {
    "text": write_text,
    "json": write_json,
    "stat": write_stat,
    "side-by-side": write_beside,
    "context": write_context,
}


def write_end(stream: TextIO, found: Difference) -> None:
    """Who is missing and why, what was not compared, and the count: of how many all this speaks."""
    counts = found.counts
    for line in (*_missing(found), *_incomplete(found)):
        tell(stream, f"{line}\n")
    if counts.secrets:
        tell(stream, f"secrets not compared on {plural(counts.secrets, 'device')}\n")
    for note in found.notes:
        tell(stream, f"note: {printable(note)}\n")
    old = found.old or "each device's last good output"
    tell(
        stream,
        f"{counts.changed} changed, {counts.same} the same of {plural(counts.devices, 'device')}"
        f" ({plural(counts.outputs, 'output')} compared): {old} {_arrow(stream)} {found.new}\n",
    )


def _missing(found: Difference) -> Iterator[str]:
    """The devices that are there on one side only."""
    for status, words in (("new", "new"), ("gone", "gone"), ("not_collected", "not collected")):
        rows = [each for each in found.devices if each.status == status]
        if rows:
            yield f"{words}: {_named(rows)}"


def _incomplete(found: Difference) -> Iterator[str]:
    """The commands that are there on one side only, of devices where another one changed."""
    for device in found.devices:
        for command in device.commands if device.status == "changed" else ():
            if command.status != "changed":
                words = command.status.replace("_", " ")
                yield on_a_line(f"{device.device}: {command.command}: {words} ({command.reason})")


def _told(group: Change, paint: Callable[[str, str], str]) -> Iterator[str]:
    lines = [*signed("-", group.removed, paint, RED), *signed("+", group.added, paint, GREEN)]
    whose = paint(on_a_line(who(group)), BOLD)
    if group.row:
        yield f"{whose}: {on_a_line(group.row)}"
        lines = []
    elif len(lines) == 1 and not group.heading:
        yield f"{whose}: {lines.pop()}"
    else:
        yield f"{whose}: {on_a_line(group.heading)}" if group.heading else f"{whose}:"
    if len(group.devices) > 1:
        yield f"    {on_a_line(named(group.devices))}"
    for line in lines:
        yield f"    {line}"


def signed(sign: str, lines: Sequence[str], paint: Callable[[str, str], str], code: str) -> list[str]:
    """Lines with a sign, safe for a terminal."""
    return [paint(f"{sign} {on_a_line(line)}", code) for line in lines]


def marked(hunk: Hunk, paint: Callable[[str, str], str]) -> Iterator[str]:
    """The lines of a change with their signs, and those around it."""
    yield from (f"  {on_a_line(line)}" for line in hunk.before)
    yield from signed("-", hunk.removed, paint, RED)
    yield from signed("+", hunk.added, paint, GREEN)
    yield from (f"  {on_a_line(line)}" for line in hunk.after)


def _beside(hunk: Hunk) -> Iterator[tuple[str, str, str]]:
    both = max(len(hunk.removed), len(hunk.added))
    for at in range(both):
        old = hunk.removed[at] if at < len(hunk.removed) else None
        new = hunk.added[at] if at < len(hunk.added) else None
        mark = "|" if old is not None and new is not None else "<" if new is None else ">"
        yield on_a_line(old or ""), mark, on_a_line(new or "")


def heading_of(hunk: Hunk) -> str:
    """The section that a change stands in, to follow what names it."""
    return f"  [{on_a_line(hunk.heading)}]" if hunk.heading else ""


def _named(rows: Sequence[DeviceDifference]) -> str:
    names = [f"{each.device} ({each.reason})" if each.reason else each.device for each in rows]
    return on_a_line(named(names))


def named(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - _NAMES
    return ", ".join(names[:_NAMES]) + (f" and {more} more" if more > 0 else "")


def _cut(text: str, width: int) -> str:
    if _columns(text) <= width:
        return text
    used = accumulate(map(_columns, text))
    return "".join(character for character, end in zip(text, used, strict=True) if end < width) + "~"


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a Chinese character, none for an accent."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in text
    )


def _arrow(stream: TextIO) -> str:
    return "→" if "utf" in (getattr(stream, "encoding", None) or "utf-8").lower() else "->"


def painter(color: bool) -> Callable[[str, str], str]:
    """What colors a text by a code of the terminal, if color is wanted."""
    return lambda text, code: f"\x1b[{code}m{text}\x1b[0m" if color else text
