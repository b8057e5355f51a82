"""Rules that can never hold, or never apply, whatever a device says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import product
from typing import Any

from netcollect.audit.rules import Check, LinesCheck, RowsCheck, Sections, TextCheck


def contradictions(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What contradicts itself in a rule, by its keys, and what that means."""
    for why in _of_platforms(values.get("devices", ()), values.get("command", {})):
        yield why, "it applies to no device"
    for why in dict.fromkeys(_of_checks(values.get("expect", ()))):
        yield why, "it can never hold"


def _of_platforms(devices: Sequence[str], command: Mapping[str, str]) -> Iterator[str]:
    """Devices chosen only by platforms for which there is no command."""
    wanted = [each for each in devices if not each.startswith("!")]
    chosen = [each.removeprefix("platform:") for each in wanted if each.startswith("platform:")]
    if len(chosen) == len(wanted) and chosen and command and not _overlap(chosen, command):
        yield f"`devices` chooses {', '.join(chosen)} only, and `command` is for {', '.join(command)}"


def _overlap(names: Iterable[str], others: Iterable[str]) -> bool:
    return any(fnmatchcase(one, other) or fnmatchcase(other, one) for one, other in product(names, others))


def _of_checks(checks: Sequence[Check]) -> Iterator[str]:
    yield from _of_texts([each for each in checks if isinstance(each, TextCheck)])
    yield from _of_lines([each for each in checks if isinstance(each, LinesCheck)])
    yield from _of_rows([each for each in checks if isinstance(each, RowsCheck)])


def _of_texts(checks: Sequence[TextCheck]) -> Iterator[str]:
    pairs = product(_of_kind(checks, "contains"), _of_kind(checks, "lacks"))
    for (text, _), (banned, _) in ((one, other) for one, other in pairs if _excludes(other, one)):
        yield f"contains {text!r} and lacks {banned!r}"
    for text, _ in set(_of_kind(checks, "matches")) & set(_of_kind(checks, "lacks_match")):
        yield f"matches and lacks_match have the same pattern {text!r}"


def _excludes(banned: tuple[str, Sections], wanted: tuple[str, Sections]) -> bool:
    return banned[0] in wanted[0] and banned[1] == wanted[1]


def _of_rows(checks: Sequence[RowsCheck]) -> Iterator[str]:
    none, some = ({each.condition for each in checks if each.kind == kind} for kind in ("no_row", "some_row"))
    for condition in none & some:
        yield f"no_row and some_row say the same: {condition!r}"


def _of_kind(checks: Sequence[TextCheck], kind: str) -> list[tuple[str, Sections]]:
    return [(text, each.sections) for each in checks if each.kind == kind for text in each.texts]


def _of_lines(checks: Sequence[LinesCheck]) -> Iterator[str]:
    banned: set[tuple[str, Sections]] = {(line, each.sections) for each in checks for line in each.no_lines}
    for each in checks:
        for line in each.lines:
            if (line, each.sections) in banned:
                yield f"lines and no_lines both have {line!r}"
