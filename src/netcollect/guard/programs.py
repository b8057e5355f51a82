"""Programs of shells' machines: those that change something, and the arguments with which others only read.

Sources: GNU coreutils, util-linux, iproute2, systemd, net-tools, LVM and the package managers' manuals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from netcollect.guard.words import phrases

#: Programs that change something, whatever their arguments.
REFUSED = frozenset(
    phrases(
        "., addgroup, adduser, alias, apt-get, ash, at, bash, batch, bg, blkdiscard, bunzip2, bzip2, "
        "cfdisk, chattr, chgrp, chmod, chown, chpasswd, chroot, chvt, cp, cpio, cryptsetup, csh, csplit, "
        "curl, dash, dd, debugfs, delgroup, deluser, depmod, dpkg-reconfigure, e2fsck, ed, emacs, "
        "enable, eval, ex, exec, exit, expect, fallocate, fdisk, fg, firmware, fish, flashcp, flock, "
        "fsck, ftp, gdb, gdisk, git, gosu, gpasswd, groupadd, groupdel, grub-install, gunzip, gzip, "
        "halt, ifdown, ifup, init, insmod, install, ip6tables-restore, ipmitool, iptables-restore, "
        "kexec, kill, killall, kpartx, ksh, ln, logger, logout, logrotate, losetup, lua, luajit, "
        "lvchange, lvconvert, lvcreate, lvextend, lvreduce, lvremove, lvrename, lvresize, mail, make, "
        "mkdir, mkfifo, mkfs, mknod, mksh, mkswap, mktemp, modprobe, mv, nano, nc, ncat, netcat, newgrp, "
        "node, nsenter, ntpdate, parallel, parted, partprobe, passwd, patch, perl, php, pico, pkill, "
        "poweroff, pvchange, pvcreate, pvmove, pvremove, pvresize, pypy, python, rbash, reboot, rename, "
        "renice, resize2fs, rm, rmdir, rmmod, rndc, rsync, ruby, run-parts, runuser, scp, script, "
        "sendmail, setcap, setenforce, setfacl, setpci, sfdisk, sftp, sgdisk, sh, shred, shutdown, "
        "socat, source, split, ssh, start-stop-daemon, su, su-exec, swapoff, sync, systemd-run, tar, "
        "tclsh, tee, telinit, telnet, tftp, tmux, touch, trap, truncate, tune2fs, udevadm, umount, "
        "unlink, unshare, unxz, unzip, update-grub, useradd, userdel, usermod, vgchange, vgcreate, "
        "vgextend, vgreduce, vgremove, vgrename, vi, vigr, vim, vipw, visudo, wall, watch, wget, wipefs, "
        "write, xz, zip, zsh"
    )
)


def _any_of(*bad: str) -> Callable[[Sequence[str]], bool]:
    return lambda words: not any(word in bad for word in words)


def _only(*good: str) -> Callable[[Sequence[str]], bool]:
    """The first word that is no option is one of these, or there is none."""
    return lambda words: next((word for word in words if not word.startswith("-")), good[0]) in good


def _no_option(pattern: str) -> Callable[[Sequence[str]], bool]:
    return lambda words: not any(re.match(pattern, word) for word in words)


def _without_options(words: Sequence[str], valued: str) -> list[str]:
    """The words that are neither options nor, behind an option that `valued` matches, its value."""
    before = ("", *words)
    return [
        word
        for at, word in enumerate(words)
        if not word.startswith("-") and not re.fullmatch(valued, before[at])
    ]


def _reads_ip(words: Sequence[str]) -> bool:
    """iproute2: options, object, command; a command may be abbreviated, and `s` is `set` to some objects."""
    if any(re.fullmatch(r"--?(?:ba?|bat\w*|fo\w*)", word) for word in words):
        return False  # commands from a file
    plain = _without_options(words, r"-(?:n|net\w*|f|family|rc|rcvbuf|l|loops)")
    if len(plain) < 2 or plain[1] in ("dev", "help"):
        return True
    short = 1 if plain[0] in phrases("a, addr, address, r, ro, route, n, neigh") else 2
    return any(
        len(plain[1]) >= least and good.startswith(plain[1])
        for good, least in (("show", short), ("list", 1), ("lst", 1), ("ls", 1), ("get", 1))
    )


def _reads_date(words: Sequence[str]) -> bool:
    """A date that is told, not one that is set."""
    plain = _without_options(words, r"-\w*[dfr]|--(?:date|file|reference)")
    return _no_option(r"-(?!I)\w*s|--set")(words) and all(word.startswith("+") for word in plain)


_AWK = _no_option(
    r"-f|--file|-i\b|--include|(?s:.*)(?:\bsystem\s*\(|\bprintf?\b[^;}]*>|>>"
    r"|(?<!\|)\|(?:&|\s*\"|\s*getline\b|\s+[A-Za-z_]))"
)
_CONTAINERS = _only("ps", "images", "inspect", "logs", "version", "info", "stats", "top")
_PACKAGES = _only("list", "info", "show", "search", "repolist", "check-update", "policy", "freeze", "version")
_TABLES = _no_option(r"-\w*[ADIRFZNXPE]|--(?:append|delete|insert|replace|flush|zero|new|policy|rename)")


def _nothing_plain(words: Sequence[str]) -> bool:
    return all(word.startswith("-") for word in words)


#: Programs that read and write, and whether their arguments only read.
ARGUMENTS: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "apt": _PACKAGES,
    "arp": _no_option(r"-\w*[sd]|--(?:set|delete)"),
    "arping": _no_option(r"-\w*[AU]"),
    "bridge": _any_of("add", "del", "delete", "append", "replace", "set", "flush"),
    "brctl": _only("show", "showmacs", "showstp"),
    "config": _nothing_plain,
    "crontab": lambda words: "-l" in words,
    "chronyc": _only("tracking", "sources", "sourcestats", "activity", "clients", "ntpdata", "serverstats"),
    "date": _reads_date,
    "dmesg": _no_option(r"-\w*[cCDEn]|--(?:clear|read-clear|console)"),
    "dnf": _PACKAGES,
    "docker": _CONTAINERS,
    "dpkg": _no_option(r"-(?![lsLSpV]|-(?:list|status|search|print|verify|audit|get-selections))"),
    "ethtool": _no_option(
        r"-(?:[sACGKNLEpfrtXUW]\b|-(?:change|coalesce|set|pause|offload|flash|reset|test|negotiate))"
    ),
    "find": _no_option(r"-(?:delete|exec|execdir|ok|okdir|fprint\w*|fls)$"),
    "firewall-cmd": _no_option(r"--(?!state|get|list|query|info|zone|permanent|version)"),
    "fuser": _no_option(r"-\w*k|--kill"),
    "hostname": _nothing_plain,
    "hostnamectl": _only("status"),
    "hwclock": _no_option(r"-\w*[wsa]|--(?:set|systohc|hctosys|adjust)"),
    "ifconfig": lambda words: sum(not word.startswith("-") for word in words) < 2,
    "ip": _reads_ip,
    "ip6tables": _TABLES,
    "ipset": lambda words: words[:1] in ([], ["list"], ["-L"], ["save"], ["-S"], ["version"]),
    "iptables": _TABLES,
    "journalctl": _no_option(r"--(?:vacuum|rotate|flush|sync|setup|relinquish)|-f$|--follow"),
    "kubectl": _only("get", "describe", "logs", "version", "top", "cluster-info", "api-resources"),
    "mdadm": _no_option(r"-(?!D|Q|E|V|-detail|-query|-examine|-version)"),
    "mii-tool": _no_option(r"-\w*[rRFA]|--(?:reset|restart|force|advertise)"),
    "mount": lambda words: not words or words == ["-l"] or (words[0] == "-t" and len(words) == 2),
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
    "pip": _PACKAGES,
    "pip3": _PACKAGES,
    "podman": _CONTAINERS,
    "rpm": lambda words: re.match(r"-\w*[qV]|--(?:query|verify|version)", "".join(words[:1])) is not None,
    "route": _any_of("add", "del", "flush"),
    "rfkill": _only("list"),
    # Scripts that run or write: `1e reboot`, `s/a/b/e`, `w file`; and those that nobody sees.
    "sed": _no_option(
        r"-\w*[if]|--in-place|--file|(?!-\w+$)(?s:.*)(?:^|[^\w\s\\]|\d)\s*[gpimIM\d]*[eWw](?:[\s;}]|$)"
    ),
    "service": lambda words: words[-1:] in (["status"], ["--status-all"], []),
    "snap": _PACKAGES,
    "sort": _no_option(r"-\w*o|--output|--compress"),
    "ss": _no_option(r"-\w*K|--kill"),
    "swapon": lambda words: words in (["-s"], ["--show"], ["--summary"]),
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
    "tcpdump": _no_option(r"-\w*[wzZ]"),
    "timedatectl": _only("status", "show", "timesync-status", "show-timesync", "list-timezones"),
    "tmsh": _only("show", "list"),
    "top": lambda words: any(word.startswith("-") and "b" in word for word in words),
    "uniq": lambda words: sum(not word.startswith("-") for word in words) < 2,
    "ufw": _only("status", "show", "version"),
    "virsh": _only(
        "list", "dominfo", "domstate", "domiflist", "nodeinfo", "version", "net-list", "pool-list"
    ),
    "wg": _only("show"),
    "yum": _PACKAGES,
    "zfs": _only("list", "get"),
    "zpool": _only("list", "status", "get", "iostat", "history"),
    **dict.fromkeys(("awk", "gawk", "mawk", "nawk"), _AWK),
}
