"""What is refused where a shell listens, or nobody knows what does: words that change, shells' syntax.

Nobody can list every program that only reads, so here it is the other way round: a table of what is refused.
It stops mistakes, not malice; whoever may log in to a shell may do what that login may.

Sources: POSIX "Shell Command Language"; GNU coreutils, util-linux, iproute2, systemd and net-tools manuals.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Collection, Mapping, Sequence

from netcollect.guard.programs import ARGUMENTS, REFUSED
from netcollect.guard.words import phrases, split

#: Throwing output away, or joining the two, writes nothing.
_HARMLESS = re.compile(r"(?:&|\d)?>>?\s*/dev/null(?=\s|$)|\d?>&[12](?=\s|$)")
_SYNTAX: Mapping[str, str] = {
    ";": "begins another command",
    "&": "begins another command",
    ">": "writes a file",
    "<(": "begins another command",
    "(": "begins another command",
    "<<": "waits for further lines",
}
#: Inside double quotes, too, a shell runs what stands in these.
_ACTIVE: Mapping[str, str] = {"`": "runs another command", "$(": "runs another command"}

#: Words with which command lines of network devices act; refused, abbreviated too, where anything may listen.
_VENDOR = phrases(
    "abort, activate, add, append, archive, attach, boot, clear, commit, configure, connect, copy, create, "
    "crypto, deactivate, debug, default, delete, destroy, diagnose, disable, edit, enable, erase, execute, "
    "factory, failover, format, guestshell, hw-module, import, install, license, load, modify, monitor, "
    "move, no, purge, reboot, redirect, redundancy, reload, remove, rename, request, reset, restart, "
    "restore, rollback, run, save, send, set, shutdown, start, stop, switch, system-view, tclsh, tee, "
    "telnet, test, undebug, undelete, undo, unset, update, upgrade, upload, write, zeroize"
)
#: Of those words, the beginnings that everybody means something else by.
_MEANT = frozenset(
    phrases(
        "c, d, dis, display, date, df, du, ls, show, sh, get, list, dir, ping, traceroute, more, info, cat, "
        "ps, id, free, last, uptime, env"
    )
)
#: The same behind a pipe, where these stand for filters and no device has another that acts.
_MEANT_BEHIND = frozenset(phrases("i, in, b, be, e, ex"))
#: Programs that run another, and the options with which they open a shell or run a text.
_PREFIXES: Mapping[str, str] = {
    "sudo": r"-\w*[eis]|--(?:edit|login|shell)",
    "doas": r"-\w*s",
    "env": r"-\w*S|--split",
    **dict.fromkeys(
        phrases(
            "nohup, time, nice, ionice, timeout, xargs, stdbuf, setsid, command, builtin, busybox, toybox, "
            "taskset, chrt, strace, ltrace, unbuffer, pkexec, setpriv, numactl"
        ),
        "$.",
    ),
}
#: What stands between such a program and the other beside options: a number, a time, a variable.
_BETWEEN = re.compile(r"\w+=.*|\d[\w.:,-]*")
#: A name that a shell makes another of: a variable, a pattern, the history.
_HIDING = re.compile(r"[$*?{}]|\[.|^[!^]")
_KEYWORDS = frozenset(
    phrases("!, if, then, else, for, while, until, case, select, function, coproc, do, done, [[")
)


def shell_objection(line: str, *, vendor: bool, tables: Callable[[str], str | None]) -> str | None:
    """Why a shell is not given a line, or None.

    `vendor` also refuses the words with which network devices act, abbreviated too; `tables` judges a
    command inside `vtysh -c`.
    """
    rest = _HARMLESS.sub(" ", line)
    if vendor:
        rest = re.sub(r">\s*$", "", rest)  # the end of a pattern: `| include *>`
    outside = split(rest, quotes="'")
    for mark, does in _ACTIVE.items():
        if any(mark in part.bare for part in outside):
            return f"{mark!r} {does}"
    for at, part in enumerate(split(rest, quotes="'\"")):
        for mark, does in _SYNTAX.items():
            if mark in part.bare:
                return f"{mark!r} {does}"
        filters = _MEANT_BEHIND if at and vendor else frozenset[str]()
        if reason := _part_objection(part.text, filters, vendor, tables):
            return reason
    return None


def _part_objection(
    text: str, filters: Collection[str], vendor: bool, tables: Callable[[str], str | None]
) -> str | None:
    try:
        words = shlex.split(text)
    except ValueError:
        return "a quote is not closed"
    if words and words[0].lower() in filters:
        return None
    return _command_objection(words, vendor, tables)


def _command_objection(words: Sequence[str], vendor: bool, tables: Callable[[str], str | None]) -> str | None:
    while words and re.match(r"\w+=", words[0]):
        words = words[1:]
    if not words:
        return "a part of the line is empty"
    name = words[0].rpartition("/")[2]
    if name in _KEYWORDS or _HIDING.search(name):
        return f"{words[0]!r} hides what is run"
    if name in _PREFIXES:
        return _prefix_objection(words, name, vendor, tables)
    if name == "vtysh":
        return _vtysh_objection(words[1:], tables)
    return _word_objection(words, vendor)


def _prefix_objection(
    words: Sequence[str], name: str, vendor: bool, tables: Callable[[str], str | None]
) -> str | None:
    """What `sudo` and the like are to run: the first plain word; where that may be a value, the next too."""
    for at, word in enumerate(words[1:], 1):
        if word.startswith("-"):
            if re.match(_PREFIXES[name], word):
                return f"'{name} {word}' hides what is run"
        elif not _BETWEEN.fullmatch(word):
            reason = _command_objection(words[at:], vendor, tables)
            if reason or not words[at - 1].startswith("-"):
                return reason
    return None


def _vtysh_objection(words: Sequence[str], tables: Callable[[str], str | None]) -> str | None:
    inner: list[str] = []
    rest = list(words)
    while rest:
        option = rest.pop(0)
        value = rest.pop(0) if rest else ""
        if option in ("-c", "--command"):
            inner.append(value)
        elif option not in ("-d", "--daemon", "-N", "--pathspace", "--vty_socket"):
            return f"'vtysh {option}' does more than to read"
    reasons = [f"{each!r}: {reason}" for each in inner if (reason := tables(each))]
    return next(iter(reasons), None if inner else "'vtysh' waits for commands")


def _word_objection(words: Sequence[str], vendor: bool) -> str | None:
    name, arguments = words[0].rpartition("/")[2], words[1:]
    # `python3.11` and `mkfs.ext4` are what they begin with.
    stem = name.partition(".")[0].rstrip("0123456789")
    if {name, stem} & REFUSED and not (vendor and name == "sh"):
        return f"{name!r} does more than to read"
    if name in ARGUMENTS and not ARGUMENTS[name](arguments):
        return f"{name!r} with these arguments does more than to read"
    if vendor and name.lower() not in _MEANT:
        could = next((verb for verb in _VENDOR if verb.startswith(name.lower())), None)
        if could:
            means = "acts on a network device" if could == name.lower() else f"can stand for {could!r}"
            return f"{name!r} {means}"
    return None
