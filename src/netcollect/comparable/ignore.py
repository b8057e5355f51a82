"""What is wrong with a pattern of the user's, above all for what is left out when comparing."""

from __future__ import annotations

import re

from netcollect.comparable.ambiguity import may_take_for_ever

#: Lines that have nothing in common: a pattern that is found in all of them leaves nothing to compare.
_LINES = (
    "interface GigabitEthernet0/1",
    " ip address 192.0.2.1 255.255.255.0",
    "set system host-name core;",
    "Codes: C - connected",
    "10.0.0.2   4  65001  up  01:02:03",
    "permit tcp any any eq 22",
)
#: Completes "PATTERN …".
ENDLESS = "may take for ever: it can match the same text in ever more ways"


def defect(pattern: str, *, whole: bool = False) -> str | None:
    """Why a pattern of the user's cannot be used for anything, or None; the text completes "PATTERN …".

    `whole` says that it must match all of a text.

    >>> defect("clear .*", whole=True)
    """
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is not a valid regular expression: {error}"
    return ENDLESS if may_take_for_ever(pattern, whole=whole) else None


def objection(pattern: str) -> str | None:
    """Why a pattern cannot be used for what is left out, or None; the text completes "PATTERN …".

    >>> objection("^Total: [0-9]+"), objection(".*")
    (None, 'matches every line, so that nothing would be compared')
    """
    if why := defect(pattern):
        return why
    compiled = re.compile(pattern)
    if is_found_everywhere(compiled) or compiled.match(""):
        return "matches every line, so that nothing would be compared"
    return None


def is_found_everywhere(pattern: re.Pattern[str]) -> bool:
    """Whether a pattern is found in all lines, as far as lines that have nothing in common can tell."""
    return all(map(pattern.search, _LINES))
