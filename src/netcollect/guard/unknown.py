"""Words with which devices read and act, for platforms of which nobody knows what listens (`generic`).

Sources: the vendors' command references that the families of `netcollect.guard` name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netcollect.guard.probes import excess
from netcollect.guard.words import phrases, reads

#: What reads on devices; `sh` and `dis` stand for what everybody means by them.
_READS = phrases(
    "show, sh, display, dis, get, list, info, dir, more, ping, ping6, traceroute, tracert, terminal length, "
    "terminal width, terminal pager, screen-length, system show, system version, config show"
)
#: Words with which command lines of network devices act; refused, abbreviated too, where anything may listen.
_ACTS = phrases(
    "abort, activate, add, append, archive, attach, boot, clear, commit, configure, connect, copy, create, "
    "crypto, deactivate, debug, default, delete, destroy, diagnose, disable, edit, enable, erase, execute, "
    "factory, failover, format, guestshell, hw-module, import, install, license, load, modify, monitor, "
    "move, no, purge, reboot, redirect, redundancy, reload, remove, rename, request, reset, restart, "
    "restore, rollback, run, save, send, set, shutdown, start, stop, switch, system-view, tclsh, tee, "
    "telnet, test, undebug, undelete, undo, unset, update, upgrade, upload, write, zeroize"
)
#: Of those words, the beginnings that everybody means something else by.
_MEANT = frozenset(phrases("date, df, du, ls, info, cat, ps, id, free, last, uptime, env"))
_FILTERS = phrases(
    "include, exclude, begin, section, count, match, except, find, no-more, nomore, display, last, i, in, b, "
    "be, e, ex, s"
)
#: Behind a pipe these act on some system, whatever stands in front of it.
RUNS = frozenset(
    phrases(
        "ash, bash, csh, dash, fish, halt, ksh, mail, nc, node, perl, php, poweroff, python, python3, rm, "
        "ruby, sh, ssh, su, sudo, tcsh, tftp, vsh, xargs, zsh, dd, eval, exec, kill, init, "
        "curl, wget, reboot, shutdown, tee"
    )
)
_WRITES = re.compile(r"te\S* +(?:.* )?f(?:ile|il|i)? +\S", re.IGNORECASE)


def reads_on_some_device(words: Sequence[str], *, behind: bool) -> bool:
    """Whether these words read on devices that know them; `behind` says that they are a filter."""
    lower = [word.lower() for word in words]
    if behind:
        return reads(lower, _FILTERS, phrases("append, redirect, tee, save, format, file, email, source"))
    if lower[0] == "sh" and re.match(r"[-+]|.*[/.](?![0-9])", "".join(words[1:2])):
        return False  # a shell, with an option or a script
    if lower[0] in ("ping", "ping6", "traceroute", "tracert"):
        return len(lower) > 1 and excess(lower[1:]) is None
    if re.fullmatch(r"[a-z]{2,}show", lower[0]):
        return True
    return reads(lower, _READS, _ACTS) and not (len(lower) > 1 and _WRITES.match(" ".join(lower[1:])))


def could_act(word: str) -> str | None:
    """Why a word may act on a network device, or None."""
    if word.lower() in _MEANT:
        return None
    if word.lower() in ("file", "show"):
        return f"{word!r} with these arguments may write or delete a file"
    could = next((verb for verb in _ACTS if verb.startswith(word.lower())), None)
    if could is None:
        return None
    means = "acts on a network device" if could == word.lower() else f"can stand for {could!r}"
    return f"{word!r} {means}"


def branch_objection(words: Sequence[str]) -> str | None:
    """Why `b` of a filter's pattern `a|b` is refused: taken for a filter, or for a program, it may act."""
    first = words[0].lower()
    stems = {first, first.rpartition("/")[2], first.split("-")[0]}
    if stems & RUNS or "/" in first:
        return f"{words[0]!r} runs a program"
    return could_act(words[0]) if len(words) > 1 or first in _ACTS else None
