"""Who differs from the rest, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from netcollect.compare import Comparison, Equality, Hunk
from netcollect.document import encode_any
from netcollect.report.changes import on_a_line
from netcollect.report.difference import GREEN, RED, named, painter, signed
from netcollect.report.screen import send, tell
from netcollect.text import plural


def write_text(stream: TextIO, found: Equality, color: bool) -> None:
    """Each command: the reference, then each group that differs, what it lacks (-) and adds (+)."""
    paint = painter(color)
    for each in found.comparisons:
        for line in _comparison(each, paint):
            tell(stream, f"{line}\n")
    different = sum(len(each.groups) > 1 for each in found.comparisons)
    made = sum(bool(each.groups) for each in found.comparisons)
    without = len(found.comparisons) - made
    missing = f"; {without} without any output" if without else ""
    tell(stream, f"{different} of {plural(made, 'comparison')} differ in {found.run}{missing}\n")


def write_json(stream: TextIO, found: Equality, color: bool) -> None:
    """The whole result."""
    del color
    send(stream, encode_any(found))


COMPARE_FORMATS: Mapping[str, Callable[[TextIO, Equality, bool], None]] = {
    "text": write_text,
    "json": write_json,
}


def _comparison(each: Comparison, paint: Callable[[str, str], str]) -> Iterator[str]:
    by = ", ".join(f"{key} {value}" for key, value in each.by.items())
    yield paint(on_a_line(f"{each.command} ({by})"), "1")
    yield from _reference(each)
    for group in each.groups[1:]:
        head = f"{plural(len(group.devices), 'device')}: {named(group.devices)}"
        yield on_a_line(f"  {head}; differ since {group.since}")
        for hunk in group.hunks:
            yield from _hunk(hunk, paint)
    if each.missing:
        yield on_a_line(f"  not compared: {named([f'{name} ({why})' for name, why in each.missing.items()])}")


def _reference(each: Comparison) -> Iterator[str]:
    """What the largest group is; nothing where nobody gave an output."""
    number = sum(len(group.devices) for group in each.groups)
    for largest in each.groups[:1]:
        if len(each.groups) > 1:
            tie = ": a tie, another group is as large" if each.tie else ""
            yield f"  reference: {len(largest.devices)} of {number}{tie}: {on_a_line(named(largest.devices))}"
        else:
            yield (
                f"  {plural(number, 'device')}, all equal" if number > 1 else f"  {largest.devices[0]} alone"
            )


def _hunk(hunk: Hunk, paint: Callable[[str, str], str]) -> Iterator[str]:
    if hunk.heading:
        yield f"    {on_a_line(hunk.heading)}:"
    for line in (*signed("-", hunk.removed, paint, RED), *signed("+", hunk.added, paint, GREEN)):
        yield f"      {line}"
