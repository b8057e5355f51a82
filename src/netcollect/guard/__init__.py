"""Which commands may be sent: those that read, and nothing that could be read as more than one command."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from netcollect.errors import Problem
from netcollect.guard.probes import probe_objection
from netcollect.guard.quoting import is_letter
from netcollect.guard.words import SHOWN, Split, mark_objection, named, phrases, reads, split
from netcollect.platforms import Catalogue, Family, current_catalogue, family_of

#: What reads wherever it is known: a mixed fleet is asked in one vendor's words, and the others refuse them.
EVERYWHERE = phrases("show, display, get, dir, ping, traceroute, tracert")
#: Platforms behind whose command line a shell takes its programs as well.
_WITH_SHELL = ("checkpoint_gaia", "f5_", "vyos", "vyatta", "ubiquiti_edgerouter", "pfsense")
#: Words that mean something else to those than to a Linux machine.
_SHARED = re.compile(r"(?:show|list|ping6?|traceroute6?|monitor|date|ip)(?= |$)")
#: A quoted text that is a word, or the value of one.
_QUOTED = re.compile(r'(?<![^\s|=~(,])"[^"]*"(?![^\s|),])')


def objection(command: str, platform: str, allowed: Sequence[str] = ()) -> str | None:
    """Why a command is not sent to a platform, or None when it only reads.

    Args:
        command: as it was asked for.
        platform: netmiko's `device_type`.
        allowed: regular expressions; a command that one of them matches as a whole is sent whatever it
            does. Control characters never are: a second line would be a second command.
    """
    return malformed(command) or _judge(command.strip(), platform, tuple(allowed), current_catalogue())


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
def _judge(command: str, platform: str, allowed: tuple[str, ...], _families: Catalogue) -> str | None:
    # The families are part of the key: what a site teaches changes the judgement.
    if any(re.fullmatch(pattern, command) for pattern in allowed):
        return None
    family = family_of(platform)
    if family.grammar != "commands":
        return _shell_objection(command, vendor=family.grammar == "unknown")
    if why := family.refusal(split(command)[0].text.strip()):
        return why
    reason = _family_objection(command, family, platform)
    if reason and platform.startswith(_WITH_SHELL) and not _SHARED.match(command):
        unix = _shell_objection(command, vendor=False)
        return unix and reason
    return reason


def _shell_objection(command: str, *, vendor: bool) -> str | None:
    """The judgement of a shell's grammar; most runs never need it, and its import takes a while."""
    from netcollect.guard.shell import shell_objection  # noqa: PLC0415

    return shell_objection(command, vendor=vendor, tables=_tables)


def _tables(command: str) -> str | None:
    """The judgement of a command line inside a shell's: FRR's `vtysh -c`."""
    return _judge(command, "cisco_ios", (), current_catalogue())


def _family_objection(command: str, family: Family, platform: str) -> str | None:
    if mark := next((mark for mark in family.marks if mark in command), None):
        return f"{mark!r} does more than read"
    # Where a quote stands inside a word nobody knows what a device takes for text: then it hides nothing.
    hiding = family.shell or '"' not in _QUOTED.sub("", command)
    first, *filters = split(command, quotes='"' if hiding else "")
    return (
        _character_objection(command, first)
        or mark_objection(first, family, in_pattern=False)
        or _verb_objection(first.text, family, platform)
        or _filters_objection(command, filters, family)
    )


def _filters_objection(command: str, filters: Sequence[Split], family: Family) -> str | None:
    """The judgement of what stands behind a pipe, which may need a shell's grammar; imported as that is."""
    if not (filters or family.shell):
        return None
    from netcollect.guard.pipes import filters_objection  # noqa: PLC0415

    return filters_objection(command, filters, family)


def _character_objection(command: str, first: Split) -> str | None:
    """Look-alikes of a grammar's marks, and a new line that is spelt out."""
    outside = re.sub(r"\"[^\"]*\"|'[^']*'", "", command)
    if char := next((char for char in outside if not char.isascii() and not is_letter(char)), None):
        return f"{char!r} is not ASCII"
    if re.search(r"\\[nr](?![\w.])|\\[nr](?=\w+ )|\\[nr]\w+$", first.bare):
        return "a backslash and a letter are no new line: put each command on its own"
    return None


def _verb_objection(text: str, family: Family, platform: str) -> str | None:
    words = text.lower().split()
    # A single letter of another vendor's verb is a slip of the hand, not an abbreviation.
    abroad = EVERYWHERE if words and len(words[0]) > 1 else ()
    known = family.pattern is not None and family.pattern.fullmatch(text.strip())
    if known or reads(words, (*family.reads, *abroad), family.acts):
        return probe_objection(words, family.probes)
    return _unread(words, family, platform)


def _unread(words: Sequence[str], family: Family, platform: str) -> str:
    """Why words are refused that no table has, and what could be sent instead."""
    shown = family.described or ", ".join((*family.reads[:SHOWN], "…"))
    if not family.reads or family.described:
        return f"{platform} is read with {shown}"
    if words and (could := named(words[0], family.acts)) and could != words[0]:
        return f"{words[0]!r} can stand for {could!r}, and {platform} is only read ({shown})"
    return f"it is no reading command of {platform} ({shown})"
