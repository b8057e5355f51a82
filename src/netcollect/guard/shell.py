"""What is refused where a shell listens, or nobody knows what does: words that change, shells' syntax.

Nobody can list every program that only reads, so here it is the other way round: a table of what is refused.
It stops mistakes, not malice; whoever may log in to a shell may do what that login may.

Sources: POSIX "Shell Command Language"; GNU coreutils, util-linux, iproute2, systemd and net-tools manuals.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence

from netcollect.guard.words import phrases, split

#: Throwing output away, or joining the two, writes nothing.
_HARMLESS = re.compile(r"(?:&|\d)?>>?\s*/dev/null(?=\s|$)|\d?>&[12](?=\s|$)")
_SYNTAX: Mapping[str, str] = {
    ";": "begins another command",
    "&": "begins another command",
    ">": "writes a file",
    "<(": "begins another command",
    "(": "begins another command",
}
#: Inside double quotes, too, a shell runs what stands in these.
_ACTIVE: Mapping[str, str] = {"`": "runs another command", "$(": "runs another command"}

_REFUSED = frozenset(
    phrases(
        "., alias, apt, apt-get, ash, at, bash, batch, bg, bunzip2, bzip2, chattr, chgrp, chmod, chown, "
        "chpasswd, chroot, chvt, cp, cpio, csh, curl, dash, dd, debugfs, depmod, dnf, dpkg-reconfigure, "
        "e2fsck, ed, emacs, enable, eval, ex, exec, expect, fallocate, fdisk, fg, firmware, flashcp, fsck, "
        "ftp, gdb, git, groupadd, groupdel, gunzip, gzip, halt, ifdown, ifup, init, insmod, install, "
        "ipmitool, kexec, kill, killall, kpartx, ksh, ln, logger, lvcreate, lvremove, mail, make, mkdir, "
        "mkfifo, mkfs, mknod, mkswap, modprobe, mount, mv, nano, nc, ncat, netcat, newgrp, node, nsenter, "
        "parted, passwd, patch, perl, php, pico, pip, pip3, pkill, poweroff, python, python2, python3, "
        "reboot, rename, renice, resize2fs, rm, rmdir, rmmod, rpm, rsync, ruby, run-parts, runuser, scp, "
        "script, sendmail, setcap, setfacl, setpci, sfdisk, sftp, sh, shred, shutdown, snap, socat, source, "
        "ssh, start-stop-daemon, su, swapoff, swapon, sync, tar, tclsh, tee, telinit, telnet, tftp, tmux, "
        "touch, trap, truncate, udevadm, umount, unlink, unshare, unxz, unzip, useradd, userdel, usermod, "
        "vi, vigr, vim, vipw, visudo, wall, wget, wipefs, write, xz, yum, zip, zsh"
    )
)
#: Words with which command lines of network devices act; refused, abbreviated too, where anything may listen.
_VENDOR = phrases(
    "abort, add, archive, boot, clear, commit, configure, copy, crypto, debug, default, delete, "
    "disable, edit, enable, erase, execute, factory, format, import, install, license, load, no, "
    "reboot, reload, remove, rename, request, reset, restart, rollback, run, save, set, shutdown, "
    "start, stop, system-view, tclsh, undebug, undo, unset, update, upgrade, write"
)
#: Of those words, the beginnings that everybody means something else by.
_MEANT = frozenset(
    phrases(
        "c, d, dis, display, date, df, du, ls, show, sh, get, list, dir, ping, traceroute, more, info, cat, "
        "ps, id, free, last, uptime, env"
    )
)
_PREFIXES = frozenset(
    phrases(
        "sudo, doas, env, nohup, time, nice, ionice, timeout, xargs, watch, stdbuf, setsid, command, builtin"
    )
)
_KEYWORDS = frozenset(
    phrases("{, }, !, if, then, else, for, while, until, case, select, function, coproc, do, done, [[")
)


def _any_of(*bad: str) -> Callable[[Sequence[str]], bool]:
    return lambda words: not any(word in bad for word in words)


def _only(*good: str) -> Callable[[Sequence[str]], bool]:
    """The first word that is no option is one of these, or there is none."""
    return lambda words: next((word for word in words if not word.startswith("-")), good[0]) in good


def _no_option(pattern: str) -> Callable[[Sequence[str]], bool]:
    return lambda words: not any(re.match(pattern, word) for word in words)


def _reads_ip(words: Sequence[str]) -> bool:
    """iproute2: options, object, command; a command may be abbreviated, and `s` is `set` to some objects."""
    plain = [word for word in words if not word.startswith("-")]
    if len(plain) < 2 or plain[1] in ("dev", "help"):
        return True
    short = 1 if plain[0] in phrases("a, addr, address, r, ro, route, n, neigh") else 2
    return any(
        len(plain[1]) >= least and good.startswith(plain[1])
        for good, least in (("show", short), ("list", 1), ("lst", 1), ("ls", 1), ("get", 1))
    )


_NOTHING_PLAIN: Callable[[Sequence[str]], bool] = lambda words: all(word.startswith("-") for word in words)  # noqa: E731
#: Programs that read and write, and whether their arguments only read.
_ARGUMENTS: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "arp": _no_option(r"-\w*[sd]|--(?:set|delete)"),
    "arping": _no_option(r"-\w*[AU]"),
    "bridge": _any_of("add", "del", "delete", "append", "replace", "set", "flush"),
    "brctl": _only("show", "showmacs", "showstp"),
    "config": _NOTHING_PLAIN,
    "crontab": lambda words: "-l" in words,
    "date": _no_option(r"-s|--set|\d"),
    "dmesg": _no_option(r"-\w*[cCDEn]|--(?:clear|read-clear|console)"),
    "docker": _only("ps", "images", "inspect", "logs", "version", "info", "stats", "top"),
    "ethtool": _no_option(
        r"-(?:[sACGKNLEpfrtXUW]\b|-(?:change|coalesce|set|pause|offload|flash|reset|test|negotiate))"
    ),
    "find": _no_option(r"-(?:delete|exec|execdir|ok|okdir|fprint\w*|fls)$"),
    "hostname": _NOTHING_PLAIN,
    "hostnamectl": _only("status"),
    "hwclock": _no_option(r"-\w*[wsa]|--(?:set|systohc|hctosys|adjust)"),
    "ifconfig": lambda words: sum(not word.startswith("-") for word in words) < 2,
    "ip": _reads_ip,
    "ip6tables": _no_option(r"-[ADIRFZNXPE]|--(?:append|delete|insert|replace|flush|zero|new|policy|rename)"),
    "iptables": _no_option(r"-[ADIRFZNXPE]|--(?:append|delete|insert|replace|flush|zero|new|policy|rename)"),
    "journalctl": _no_option(r"--(?:vacuum|rotate|flush|sync|setup|relinquish)|-f$|--follow"),
    "kubectl": _only("get", "describe", "logs", "version", "top", "cluster-info", "api-resources"),
    "mii-tool": _no_option(r"-\w*[rRFA]|--(?:reset|restart|force|advertise)"),
    "net": _only("show", "example"),
    "nft": _only("list", "describe"),
    "nmcli": _any_of(
        *phrases(
            "up, down, add, mod, modify, del, delete, edit, on, off, connect, disconnect, reload, set, clone"
        ),
        *phrases("import, load, reapply"),
    ),
    "nv": _only("show", "list-commands"),
    "ovs-vsctl": _only("show", "list", "get", "find", "list-br", "list-ports", "list-ifaces", "br-exists"),
    "route": _any_of("add", "del", "flush"),
    "rfkill": _only("list"),
    "sed": _no_option(r"-\w*i|--in-place|.*\bw\s|.*/e$"),
    "service": lambda words: words[-1:] in (["status"], ["--status-all"], []),
    "sort": _no_option(r"-\w*o|--output|--compress"),
    "sysctl": _no_option(r"-\w*[wpf]|--(?:write|load|system)|[^-].*="),
    "systemctl": _only(
        "status",
        "show",
        "cat",
        "is-active",
        "is-enabled",
        "is-failed",
        "is-system-running",
        "list-units",
        "list-unit-files",
        "list-timers",
        "list-sockets",
        "list-jobs",
        "list-dependencies",
        "get-default",
    ),
    "tc": _any_of("add", "del", "delete", "change", "replace", "flush"),
    "timedatectl": _only("status", "show", "timesync-status", "show-timesync", "list-timezones"),
    "tmsh": _only("show", "list"),
    "top": lambda words: any(word.startswith("-") and "b" in word for word in words),
    "uniq": lambda words: sum(not word.startswith("-") for word in words) < 2,
    "awk": _no_option(r".*\bsystem\s*\(|-i\b|.*>"),
    "gawk": _no_option(r".*\bsystem\s*\(|-i\b|.*>"),
}


def shell_objection(line: str, *, vendor: bool, tables: Callable[[str], str | None]) -> str | None:
    """Why a shell is not given a line, or None.

    `vendor` also refuses the words with which network devices act, abbreviated too; `tables` judges a
    command inside `vtysh -c`.
    """
    rest = _HARMLESS.sub(" ", line)
    outside = split(rest, quotes="'")
    for mark, does in _ACTIVE.items():
        if any(mark in part.bare for part in outside):
            return f"{mark!r} {does}"
    for part in split(rest, quotes="'\""):
        for mark, does in _SYNTAX.items():
            if mark in part.bare:
                return f"{mark!r} {does}"
        if reason := _command_objection(part.text, vendor, tables):
            return reason
    return None


def _command_objection(text: str, vendor: bool, tables: Callable[[str], str | None]) -> str | None:
    try:
        words = shlex.split(text)
    except ValueError:
        return "a quote is not closed"
    while words and re.match(r"\w+=", words[0]):
        words = words[1:]
    if not words:
        return "a part of the line is empty"
    name = words[0].rpartition("/")[2]
    if name in _KEYWORDS or "$" in name:
        return f"{words[0]!r} hides what is run"
    if name in _PREFIXES:
        return next(filter(None, (_word_objection(words[at:], vendor) for at in range(1, len(words)))), None)
    if name == "vtysh":
        inner = [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-c", "--command")]
        reasons = [f"{each!r}: {reason}" for each in inner if (reason := tables(each))]
        return next(iter(reasons), None if inner else "'vtysh' waits for commands")
    return _word_objection(words, vendor)


def _word_objection(words: Sequence[str], vendor: bool) -> str | None:
    name, arguments = words[0].rpartition("/")[2], words[1:]
    if name in _REFUSED and not (vendor and name == "sh"):
        return f"{name!r} does more than to read"
    if name in _ARGUMENTS and not _ARGUMENTS[name](arguments):
        return f"{name!r} with these arguments does more than to read"
    if vendor and name.lower() not in _MEANT:
        could = next((verb for verb in _VENDOR if verb.startswith(name.lower())), None)
        if could:
            means = "acts on a network device" if could == name.lower() else f"can stand for {could!r}"
            return f"{name!r} {means}"
    return None
