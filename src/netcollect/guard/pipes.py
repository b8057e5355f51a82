"""What may stand behind a device's pipe: filters, as the device or as a shell reads them."""

from __future__ import annotations

from collections.abc import Sequence

from netcollect.guard.filters import branch_objection, filter_objection, piped_objection
from netcollect.guard.shell import is_filter
from netcollect.guard.words import SHOWN, Split, mark_objection, named, phrases, reads
from netcollect.platforms import Family

FILTERS_EVERYWHERE = phrases(
    "include, exclude, begin, section, count, match, except, find, grep, no-more, nomore, display, last"
)


def filters_objection(command: str, filters: Sequence[Split], family: Family) -> str | None:
    """Why what stands behind the first pipe is refused, as a shell or as the device reads it."""
    if family.shell and (
        why := piped_objection(command, (*family.pipes, *FILTERS_EVERYWHERE), family.writing_pipes)
    ):
        return why
    return next(filter(None, (_filter_objection(each, family) for each in filters)), None)


def _filter_objection(part: Split, family: Family) -> str | None:
    """Why a filter is refused as a device reads it, which knows no quotes but double ones."""
    words = part.text.lower().split()
    if objection := mark_objection(part, family, in_pattern=True):
        return objection
    if reads(words, (*family.pipes, *FILTERS_EVERYWHERE), family.writing_pipes):
        return _utility_objection(part.text.split(), family)
    if family.shell and words and is_filter(words[0]):
        return None  # judged as the shell reads it
    if "'" in part.text and part.text.rpartition("'")[2].strip() and _utilities(family):
        return f"{part.text!r} may be more arguments of a filter"
    return _unread_filter(part, words, family)


def _unread_filter(part: Split, words: Sequence[str], family: Family) -> str | None:
    """Why a filter is refused that no table has, unless it is part of a pattern."""
    if part.glued and not (len(words) > 1 and named(words[0], family.writing_pipes)):
        # `include up|down`: another branch of the pattern, unless the platform takes it for a command.
        return branch_objection(words, family.writing_pipes) if family.shell else None
    shown = words[0] if words else ""
    return f"'| {shown}' is no filter that only reads ({', '.join(family.pipes[:SHOWN])}, …)"


def _utilities(family: Family) -> list[str]:
    return [phrase.split()[1] for phrase in family.pipes if phrase.startswith("utility ")]


def _utility_objection(words: Sequence[str], family: Family) -> str | None:
    """IOS XR's `| utility sort`: a Unix filter, perhaps abbreviated."""
    known = _utilities(family)
    if not known or len(words) < 2 or not "utility".startswith(words[0].lower()):
        return None
    text = " ".join((named(words[1].lower(), known) or words[1], *words[2:]))
    # A quote that a pipe inside it leaves open is one more character to the device.
    return filter_objection(text.replace("'", "_") if text.count("'") % 2 else text)
