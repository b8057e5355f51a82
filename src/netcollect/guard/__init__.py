"""Which commands may be sent: those that read, and nothing that could be read as more than one command."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from netcollect.errors import Problem
from netcollect.guard.shell import shell_objection
from netcollect.guard.words import Split, named, phrases, reads, split
from netcollect.platforms import Family, family_of

#: What reads wherever it is known: a mixed fleet is asked in one vendor's words, and the others refuse them.
EVERYWHERE = phrases("show, display, get, dir, ping, traceroute, tracert")
FILTERS_EVERYWHERE = phrases(
    "include, exclude, begin, section, count, match, except, find, grep, no-more, nomore, display, last"
)
#: How many of a family's verbs a message names.
_SHOWN = 6
#: `> file`, `>> file`: a mark that nothing follows is the end of a pattern, as in `| include *>`.
_REDIRECT = re.compile(r">+\s*[^\s>]")
#: A quoted text that is a word, or the value of one.
_QUOTED = re.compile(r'(?<![^\s|=~(,])"[^"]*"(?![^\s|),])')
#: Behind a filter's name a parenthesis is a pattern's; a shell would call it an error, not a command.
_GROUP = re.compile(r"(?<![\s<>=$])\(|(?<=\S )\(")


def objection(command: str, platform: str, allowed: Sequence[str] = ()) -> str | None:
    """Why a command is not sent to a platform, or None when it only reads.

    Args:
        command: as it was asked for.
        platform: netmiko's `device_type`.
        allowed: regular expressions; a command that one of them matches as a whole is sent whatever it
            does. Control characters never are: a second line would be a second command.
    """
    return malformed(command) or _judge(command.strip(), platform, tuple(allowed))


def malformed(command: str) -> str | None:
    """What no platform may be sent: nothing, or a control character."""
    if not command.strip():
        return "the command is empty"
    for char in command:
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
            return f"the command holds the control character {char!r}"
    return None


def refusal(where: str, command: str, platform: str, allowed: Sequence[str] = ()) -> Problem | None:
    """The problem that a command is, with what permits it; `where` is the flag or argument it came by."""
    reason = objection(command, platform, allowed)
    if reason is None:
        return None
    hint = "put each command on its own"
    if malformed(command) is None:
        # A pattern that reads like the command: what need not be escaped is not.
        pattern = re.sub(r"\\([ #&~-])", r"\1", re.escape(command.strip()))
        flag = f"--allow-command {shlex.quote(pattern)}"
        field = f"SessionOptions(allow_commands=({pattern!r},))"
        hint = f"if it is meant: {flag if where.startswith('--') else field}"
    return Problem(where, f"{command!r}: {reason}", hint)


@lru_cache(maxsize=4096)
def _judge(command: str, platform: str, allowed: tuple[str, ...]) -> str | None:
    if any(re.fullmatch(pattern, command) for pattern in allowed):
        return None
    family = family_of(platform)
    if family.grammar != "commands":
        return shell_objection(command, vendor=family.grammar == "unknown", tables=_tables)
    return _family_objection(command, family, platform)


def _tables(command: str) -> str | None:
    """The judgement of a command line inside a shell's: FRR's `vtysh -c`."""
    return _judge(command, "cisco_ios", ())


def _family_objection(command: str, family: Family, platform: str) -> str | None:
    if mark := next((mark for mark in family.marks if mark in command), None):
        return f"{mark!r} does more than to read"
    if family.writes and family.writes.fullmatch(command.lower()):
        return "it writes a file"
    # Where a quote stands inside a word nobody knows what a device takes for text: then it hides nothing.
    hiding = family.shell or '"' not in _QUOTED.sub("", command)
    first, *filters = split(command, quotes='"' if hiding else "")
    return (
        _mark_objection(first, family, in_pattern=False)
        or _verb_objection(first.text, family, platform)
        or next(filter(None, (_filter_objection(each, family) for each in filters)), None)
    )


def _mark_objection(part: Split, family: Family, *, in_pattern: bool) -> str | None:
    """What no part of a line may hold outside quotes."""
    if ";" in part.bare:
        return "';' begins another command"
    if "&&" in part.bare or (family.shell and "&" in part.bare):
        return "'&' begins another command"
    if _REDIRECT.search(part.bare) and not (in_pattern and family.plain_patterns):
        return "'>' writes a file"
    return None


def _verb_objection(text: str, family: Family, platform: str) -> str | None:
    words = text.lower().split()
    if reads(words, (*family.reads, *EVERYWHERE), family.acts):
        return None
    if family.pattern is not None:
        return None if family.pattern.fullmatch(text) else f"{platform} is read with {family.described}"
    shown = ", ".join(family.reads[:_SHOWN])
    if words and (could := named(words[0], family.acts)) and could != words[0]:
        return f"{words[0]!r} can stand for {could!r}, and {platform} is only read ({shown}, …)"
    return f"it is no reading command of {platform} ({shown}, …)"


def _filter_objection(part: Split, family: Family) -> str | None:
    words = part.text.lower().split()
    if objection := _mark_objection(part, family, in_pattern=True):
        return objection
    if reads(words, (*family.pipes, *FILTERS_EVERYWHERE), family.writing_pipes):
        text = _GROUP.sub("", part.text)
        return shell_objection(text, vendor=False, tables=_tables) if family.shell else None
    if part.glued and not (len(words) > 1 and named(words[0], family.writing_pipes)):
        # `include up|down`: another branch of the pattern, unless the platform takes it for a command.
        return shell_objection(part.text, vendor=False, tables=_tables) if family.shell else None
    shown = words[0] if words else ""
    return f"'| {shown}' is no filter that only reads ({', '.join(family.pipes[:_SHOWN])}, …)"
