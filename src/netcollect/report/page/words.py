"""How the page says numbers, moments and names: the filters of its templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from netcollect.report.page.model import Page
from netcollect.text import plural

_MINUTE, _HOUR = 60, 3600


def moment(stamp: str) -> str:
    """A moment of the document as people read it.

    >>> moment("2026-11-23T15:11:00.123Z")
    '2026-11-23 15:11:00 UTC'
    """
    return f"{stamp[:19].replace('T', ' ')} UTC"


def number(value: float) -> str:
    """A number with its thousands apart.

    >>> number(25000)
    '25,000'
    """
    return f"{value:,}"


def duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> duration(0.31), duration(75), duration(7321)
    ('0.3 s', '1 min 15 s', '2 h 2 min')
    """
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s"
    return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"


def counted(value: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1200, "device"), counted(1, "reply", "replies")
    ('1,200 devices', '1 reply')
    """
    return plural(value, one, many).replace(str(value), number(value), 1)


def spaced(name: str) -> str:
    """A state as a person says it.

    >>> spaced("not_collected")
    'not collected'
    """
    return name.replace("_", " ")


def run_day(run: str | None) -> str:
    """When a run began, by its name.

    >>> run_day("20261123T151100Z-7f3a")
    '2026-11-23 15:11'
    """
    name = run or ""
    return f"{name[:4]}-{name[4:6]}-{name[6:8]} {name[9:11]}:{name[11:13]}"


def missed(page: Page) -> str:
    """What went wrong with how many devices: `1 partial, 2 failed`."""
    counts = page.counts
    parts = ((counts.partial, "partial"), (counts.failed, "failed"), (counts.skipped, "skipped"))
    return ", ".join(f"{number(each)} {word}" for each, word in parts if each)


def headline(page: Page) -> str:
    """The page in one sentence."""
    counts, parts = page.counts, []
    if not counts.devices:
        return "No device was asked"
    devices = counted(counts.devices, "device")
    is_whole = counts.ok == counts.devices > 1
    parts.append(f"All {devices} collected" if is_whole else f"{number(counts.ok)} of {devices} collected")
    if changed := page.changes.counts.changed:
        parts.append(f"{number(changed)} changed")
    if page.audited and (violated := page.audited.counts.violated):
        parts.append(counted(violated, "violation"))
    return ", ".join(parts)


def folded(names: Sequence[str], most: int) -> tuple[Sequence[str], Sequence[str]]:
    """The first names, and the others; a fold that hides only one is none."""
    return (names, ()) if len(names) <= most + 1 else (names[:most], names[most:])


WORDS: Mapping[str, Callable[..., Any]] = {
    "moment": moment,
    "number": number,
    "duration": duration,
    "counted": counted,
    "spaced": spaced,
    "run_day": run_day,
    "missed": missed,
    "headline": headline,
    "folded": folded,
}
