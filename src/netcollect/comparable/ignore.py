"""What is wrong with a pattern of the user's for what is left out when comparing."""

from __future__ import annotations

import re

#: Lines that have nothing in common: a pattern that is found in all of them leaves nothing to compare.
_LINES = (
    "interface GigabitEthernet0/1",
    " ip address 192.0.2.1 255.255.255.0",
    "set system host-name core;",
    "Codes: C - connected",
    "10.0.0.2   4  65001  up  01:02:03",
    "permit tcp any any eq 22",
    "}",
    "---- ----",
)
#: A quantifier on a group that ends in one, or that holds one and an alternative: `(a+)+`, `(?:a|b*)*`.
_NESTED = re.compile(r"(?<!\\)[*+](?:\)|\|[^()]*\))(?:[*+]|\{\d*,)")


def objection(pattern: str) -> str | None:
    """Why a pattern cannot be used, or None; the text completes "PATTERN …".

    >>> objection("^Total: [0-9]+"), objection(".*")
    (None, 'matches every line, so that nothing would be compared')
    """
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is not a valid regular expression: {error}"
    found = [compiled.search(line) for line in _LINES]
    if all(found) or all(each for each in found[:6]) or compiled.match(""):
        return "matches every line, so that nothing would be compared"
    if repeats_repeated(pattern):
        return "repeats what is repeated already, which may take for ever"
    return None


def repeats_repeated(pattern: str) -> bool:
    """Whether a pattern repeats what is repeated already: trying it may take for ever.

    >>> repeats_repeated("(a+)+"), repeats_repeated("(?:a b)+")
    (True, False)
    """
    return _NESTED.search(pattern) is not None
