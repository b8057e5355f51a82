"""The first line of defence: where secrets stand in the configurations of each platform family.

The rows are those of the families' files (`platforms/data`, `secrets`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from netcollect.platforms import Family, Secret, family_of
from netcollect.redaction.masks import Masks, is_masked
from netcollect.redaction.values import DOUBLE, QUOTED

#: How a secret is written, by a row's `form`. A lone `\` at a line's end is none: the line goes on.
_FORMS: Mapping[str, str] = {
    "word": rf"(?!\\\n)(?P<s>(?:{DOUBLE})(?=\s|$)|\S+)",
    "statement": rf"(?!\\\n)(?P<s>{QUOTED}"
    r"""|[^\s;"'{}\[\]<#](?:[^\s;{}<]|(?<=\\)\n[ \t]*(?=\S))*)""",
    "value": rf"(?:\\\n[ \t]*)*+(?!\\\n)(?P<s>{QUOTED}(?=[\s;,)}}]|$)"
    r"|(?:\S|(?<=\\)\n(?=\S))+)",
    "rest": r"(?P<s>\S.*?)(?=[ \t]*$)",
    # In the quotes of a script that is a value itself, too.
    "routeros": r'(?:\\\n[ \t]*)*+(?:\\{1,3}"(?=[^"\\\n]))?(?P<s>(?<=\\")(?:[^"\\\n]|\\\n[ \t]*)+(?=\\{1,3}")'
    r'|"(?:[^"\\]|\\[\s\S])*+"|(?:[^\s"\\]|\\\n[ \t]*|\\.)+)',
}
#: `{types}` in a row: how a secret is encoded, numbers and words of which any may stand in front of it.
_TYPES = (
    r"(?:(?:\d{1,2}[a-z]?|encrypted|clear|clear-?text|plain|plaintext|plain-text|cipher|ciphertext|ascii"
    r"|ascii-text"
    r"|hex|hidden|password6?|sha-?\d*|md5|level[ \t]+\d{1,2}|scrypt|localized|irreversible-cipher|encrypt"
    r"|text"
    r"|string)[ \t]+(?=\S)){0,4}+"
)

#: What may stand in front of a line: a diff's marks, a negation, a prompt with the command behind it.
_MARKS = re.compile(r"[ \t]*(?:(?:[-+<>!~|]{1,3}(?=[ \t\w/\"])|\d{1,6}:)[ \t]*)+")
_NEGATED = re.compile(r"[ \t]*(?:no|undo|default|unset|delete|deactivate)[ \t]+", re.IGNORECASE)
_PROMPT = re.compile(r"[ \t]*(?:[*!][ \t]?)?[\[(<]?[\w@.:~/()\[\]* -]{1,80}?[#>\]$%][ \t]*(?=[\w/])")
#: A log that tells a command; several commands in one line.
_TOLD = re.compile(
    r"(?:\b(?:command|cmd|executed|run|cli|set)\b[\"']?[ ]?(?:is|was)?[ ]?[:=]?[ ]*[\"'(\[]?|[;&"
    r"|]+[ ]+)(?=\w)",
    re.IGNORECASE,
)
_FREE_TEXT = re.compile(r"(?:set .{0,200})?\b(?:description|remark|comment|banner)\b", re.IGNORECASE)
_STARTS = 8


class Rule(NamedTuple):
    """A row, compiled: how a line begins, where in it secrets stand (group `s`), and when it is none."""

    line: re.Pattern[str]
    secret: re.Pattern[str]
    unless: re.Pattern[str] | None


class Rules(NamedTuple):
    """A family's rules, and what a line that any of them applies to begins with."""

    any_line: re.Pattern[str]
    rules: tuple[Rule, ...]
    #: Whether a backslash at a line's end is a character like any other.
    whole_lines: bool = False


def rules_of(platform: str) -> Rules:
    """The rules for a platform, netmiko's `device_type`; a site's own families count."""
    return _of_family(family_of(platform))


@lru_cache(maxsize=256)
def _of_family(family: Family) -> Rules:
    rows = family.secrets
    any_line = re.compile("[ \\t]*(?:" + "|".join(dict.fromkeys(row.line for row in rows)) + ")")
    return Rules(any_line, tuple(_compiled(row) for row in rows), family.whole_lines)


@cache
def _compiled(row: Secret) -> Rule:
    return Rule(
        re.compile(rf"[ \t]*(?:{row.line})"),
        re.compile(rf"(?:{'|'.join(row.words).replace('{types}', _TYPES)})(?:{_FORMS[row.form]})"),
        re.compile(row.unless) if row.unless else None,
    )


def mask_by_rules(line: str, following: str, rules: Rules, masks: Masks) -> str:
    """The line with what its family's rules name masked; `following` is the beginning of the next."""
    line = _mask_whole(line, following, rules, masks)
    if "\n" not in line:
        return line
    # Where no line goes on, those behind a backslash are lines of their own.
    first, *others = re.split(r"(?<=\n)", line)
    return first + "".join(_mask_whole(other, "", rules, masks) for other in others)


def _mask_whole(line: str, following: str, rules: Rules, masks: Masks) -> str:
    """The same, as one line."""

    def masked(found: re.Match[str]) -> str:
        secret = found["s"]
        if is_masked(secret) or "-----BEGIN" in secret:
            return found[0]
        return found[0][: found.start("s") - found.start()] + masks.in_line(secret)

    begin = _start(line, -1)
    while begin is not None:
        head, tail = line[:begin], line[begin:]
        for rule in rules.rules if rules.any_line.match(tail) else ():
            if rule.line.match(tail) and not (rule.unless and rule.unless.match(following)):
                tail = rule.secret.sub(masked, tail)
        line = head + tail
        begin = _start(line, begin)
    return line


def _start(line: str, behind: int) -> int | None:
    """The next place where a command may begin: masks move those that are further on."""
    return next((begin for begin in _starts(line) if begin > behind), None)


def _starts(line: str) -> Iterator[int]:
    """Where a configuration's line may begin in this one: at its front, and behind what stands before it."""
    seen = [0]
    for front in (_MARKS, _PROMPT, _MARKS, _NEGATED):
        if found := front.match(line, seen[-1]):
            seen.append(found.end())
    yield from seen
    if not _FREE_TEXT.match(line, seen[-1]):
        for number, found in enumerate(_TOLD.finditer(line, seen[-1])):
            if number >= _STARTS or _FREE_TEXT.search(line, seen[-1], found.start()):
                return
            yield found.end()
            if negated := _NEGATED.match(line, found.end()):
                yield negated.end()
