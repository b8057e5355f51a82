"""Which commands may be sent: those that read, and nothing that could be read as more than one command."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from netcollect.errors import Problem
from netcollect.guard.filters import branch_objection, filter_objection, piped_objection
from netcollect.guard.probes import excess
from netcollect.guard.quoting import is_letter
from netcollect.guard.shell import is_filter, shell_objection
from netcollect.guard.words import Split, named, phrases, reads, split
from netcollect.platforms import Catalogue, Family, current_catalogue, family_of

#: What reads wherever it is known: a mixed fleet is asked in one vendor's words, and the others refuse them.
EVERYWHERE = phrases("show, display, get, dir, ping, traceroute, tracert")
FILTERS_EVERYWHERE = phrases(
    "include, exclude, begin, section, count, match, except, find, grep, no-more, nomore, display, last"
)
#: How many of a family's verbs a message names.
_SHOWN = 6
_PROBES = frozenset(phrases("ping, ping6, traceroute, traceroute6, tracert"))
#: The first words of a line among which a ping or trace is looked for (`sudo root execute ping`), and those
#: behind which it is none.
_PROBE_DEPTH = 4
_LOOKS = phrases("show, display, get, list")
#: Platforms behind whose command line a shell takes its programs as well.
_WITH_SHELL = ("checkpoint_gaia", "f5_", "vyos", "vyatta", "ubiquiti_edgerouter", "pfsense")
#: Words that mean something else to those than to a Linux machine.
_SHARED = re.compile(r"(?:show|list|ping6?|traceroute6?|monitor|date|ip)(?= |$)")
#: `> file`, `>> file`: a mark that nothing follows is the end of a pattern, as in `| include *>`.
_REDIRECT = re.compile(r">+\s*[^\s>]")
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
        return shell_objection(command, vendor=family.grammar == "unknown", tables=_tables)
    if why := family.refusal(split(command)[0].text.strip()):
        return why
    reason = _family_objection(command, family, platform)
    if reason and platform.startswith(_WITH_SHELL) and not _SHARED.match(command):
        unix = shell_objection(command, vendor=False, tables=_tables)
        return unix and reason
    return reason


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
        or _mark_objection(first, family, in_pattern=False)
        or _verb_objection(first.text, family, platform)
        or (
            piped_objection(command, (*family.pipes, *FILTERS_EVERYWHERE), family.writing_pipes)
            if family.shell
            else None
        )
        or next(filter(None, (_filter_objection(each, family) for each in filters)), None)
    )


def _character_objection(command: str, first: Split) -> str | None:
    """Look-alikes of a grammar's marks, and a new line that is spelt out."""
    outside = re.sub(r"\"[^\"]*\"|'[^']*'", "", command)
    if char := next((char for char in outside if not char.isascii() and not is_letter(char)), None):
        return f"{char!r} is not ASCII"
    if re.search(r"\\[nr](?![\w.])|\\[nr](?=\w+ )|\\[nr]\w+$", first.bare):
        return "a backslash and a letter are no new line: put each command on its own"
    return None


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
    # A single letter of another vendor's verb is a slip of the hand, not an abbreviation.
    abroad = EVERYWHERE if words and len(words[0]) > 1 else ()
    if reads(words, (*family.reads, *abroad), family.acts):
        return _probe_objection(words, family)
    if family.pattern is not None and family.pattern.fullmatch(text.strip()):
        return _probe_objection(words, family)
    shown = family.described or ", ".join((*family.reads[:_SHOWN], "…"))
    if not family.reads or family.described:
        return f"{platform} is read with {shown}"
    if words and (could := named(words[0], family.acts)) and could != words[0]:
        return f"{words[0]!r} can stand for {could!r}, and {platform} is only read ({shown})"
    return f"it is no reading command of {platform} ({shown})"


def _probe_objection(words: Sequence[str], family: Family) -> str | None:
    """A ping or trace of too much, or of nothing: then the device asks."""
    path = [part for word in words[:_PROBE_DEPTH] for part in word.strip("/").split("/")]
    if not path or named(path[0], _LOOKS):
        return None
    at = next((at for at, word in enumerate(path) if _is_probe(word, first=at == 0)), None)
    if at is None:
        return None
    place = next(place for place, word in enumerate(words) if word.strip("/").endswith(path[at]))
    if not words[place + 1 :]:
        return f"{words[place]!r} alone asks what to reach: {words[place]} ADDRESS"
    own = next((probe for probe in reversed(family.probes) if named(path[at], (probe.verb,))), None)
    return excess(words[place + 1 :], own)


def _is_probe(word: str, *, first: bool) -> bool:
    """Whether it is a ping or trace; the verb may be abbreviated, and another may be a kind of one."""
    if first and len(word) > 1 and named(word, tuple(_PROBES)):
        return True
    return word in _PROBES or re.fullmatch(r"[a-z0-9-]+-(?:ping|trace)", word) is not None


def _filter_objection(part: Split, family: Family) -> str | None:
    """Why a filter is refused as a device reads it, which knows no quotes but double ones."""
    words = part.text.lower().split()
    if objection := _mark_objection(part, family, in_pattern=True):
        return objection
    if reads(words, (*family.pipes, *FILTERS_EVERYWHERE), family.writing_pipes):
        return _utility_objection(part.text.split(), family)
    if family.shell and words and is_filter(words[0]):
        return None  # judged as the shell reads it
    if (
        "'" in part.text
        and part.text.rpartition("'")[2].strip()
        and any(pipe.startswith("utility ") for pipe in family.pipes)
    ):
        return f"{part.text!r} may be more arguments of a filter"
    if part.glued and not (len(words) > 1 and named(words[0], family.writing_pipes)):
        # `include up|down`: another branch of the pattern, unless the platform takes it for a command.
        return branch_objection(words, family.writing_pipes) if family.shell else None
    shown = words[0] if words else ""
    return f"'| {shown}' is no filter that only reads ({', '.join(family.pipes[:_SHOWN])}, …)"


def _utility_objection(words: Sequence[str], family: Family) -> str | None:
    """IOS XR's `| utility sort`: a Unix filter, perhaps abbreviated."""
    known = [phrase.split()[1] for phrase in family.pipes if phrase.startswith("utility ")]
    if not known or len(words) < 2 or not "utility".startswith(words[0].lower()):
        return None
    text = " ".join((named(words[1].lower(), known) or words[1], *words[2:]))
    # A quote that a pipe inside it leaves open is one more character to the device.
    return filter_objection(text.replace("'", "_") if text.count("'") % 2 else text)
