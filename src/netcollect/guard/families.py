"""The commands of each platform family that only read.

A new family is one row in `_FAMILIES`; a platform belongs to the row with the longest name that it begins
with, and to `_DEFAULT` when there is none. `reads` are sent, abbreviated as the platform would take them;
`acts` are never sent, and are listed so that no abbreviation of one is taken for a reading command.

Sources: the vendors' command references: Cisco IOS "Exec commands", NX-OS and IOS XR "Fundamentals", ASA;
Arista EOS "Command-Line Interface" (pipes, redirection); Junos "CLI User Guide" (operational commands,
pipe filters); Huawei VRP and Comware "Basic configuration"; Nokia SR OS "Classic CLI"; FortiOS, PAN-OS and
RouterOS CLI references.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from netcollect.guard.family import Family
from netcollect.guard.patterned import FORTIOS, ROUTEROS
from netcollect.guard.words import phrases

_IOS = Family(
    reads=phrases(
        "show, dir, more, ping, traceroute, pwd, where, who, systat, verify, mtrace, mrinfo, terminal "
        "length, terminal width, terminal no monitor"
    ),
    acts=phrases(
        "access-enable, access-profile, access-template, app-hosting, archive, attach, bfe, calendar, "
        "cd, clear, clock, cns, configure, connect, copy, crypto, debug, default, delete, disable, "
        "disconnect, dot11, emm, enable, erase, event, exit, format, fsck, guestshell, help, "
        "hw-module, if-console, install, isdn, issu, license, lock, logging, login, logout, mkdir, "
        "modemui, monitor, mpls, name-connection, ncia, no, partition, platform, ppp, pki, power, "
        "reload, redundancy, release, rename, renew, request, restart, resume, rlogin, rmdir, rsh, "
        "scp, send, session, set, setup, slip, ssh, squeeze, start-chat, stop, service-module, "
        "switch, tclquit, tclsh, tdm, telnet, terminal monitor, test, tn3270, tunnel, udld, udptn, "
        "undebug, undelete, upgrade, webvpn, wr, write, x28, x3, xconnect"
    ),
    pipes=phrases("include, exclude, begin, section, count, format"),
    writing_pipes=phrases("append, redirect, tee"),
    plain_patterns=True,
)
#: `show tech-support … file disk0:x`.
_TECH_FILE = re.compile(r"sh\S* +te\S* +(?:.* +)?f(?:ile|il|i)? +\S.*")
#: What reads wherever it is known: a mixed fleet is asked in one vendor's words, and the others refuse them.
EVERYWHERE = phrases("show, display, get, dir, ping, traceroute, tracert")
FILTERS_EVERYWHERE = phrases(
    "include, exclude, begin, section, count, match, except, find, grep, no-more, nomore, display, last"
)
_UNIX_FILTERS = phrases("grep, egrep, fgrep, head, tail, sort, uniq, wc, cut, tr, nl")
_NXOS = replace(
    _IOS,
    reads=phrases(
        "show, dir, ping, ping6, traceroute, traceroute6, pwd, where, terminal length, terminal width"
    ),
    acts=(
        *_IOS.acts,
        *phrases(
            "bloggerd, checkpoint, cli, poap, python, python3, rollback, run, run-script, sleep, tac-pac, tar"
        ),
    ),
    pipes=(
        *phrases(
            "include, exclude, begin, section, count, no-more, json, json-pretty, xml, last, human, diff, "
            "end, start"
        ),
        *_UNIX_FILTERS,
    ),
    writing_pipes=phrases(
        "append, awk, email, less, redirect, sed, sed-ext, source, tee, vsh, xmlin, xmlout"
    ),
    plain_patterns=False,
    shell=True,
)
_XR = replace(
    _IOS,
    reads=phrases("show, dir, more, ping, traceroute, pwd, admin show, terminal length, terminal width"),
    acts=(*_IOS.acts, *phrases("admin, commit, process, root, run, zip")),
    writes=_TECH_FILE,
    pipes=phrases(
        "include, exclude, begin, section, count, utility cut, utility egrep, utility fgrep, utility "
        "head, utility sort, utility tail, utility uniq, utility wc"
    ),
    writing_pipes=phrases("file, append, redirect, tee, utility less, utility script, utility xargs"),
)
_ASA = replace(
    _IOS,
    reads=phrases(
        "show, dir, more, ping, traceroute, pwd, verify, packet-tracer, terminal pager, terminal width"
    ),
    acts=(*_IOS.acts, *phrases("capture, failover, perfmon, changeto")),
    writes=_TECH_FILE,
    pipes=phrases("include, exclude, begin, grep, count"),
)
_EOS = replace(
    _IOS,
    reads=phrases("show, dir, more, ping, traceroute, pwd, who, terminal length, terminal width"),
    acts=(
        *_IOS.acts,
        *phrases(
            "agent, bash, boot, commit, diff, python-shell, rollback, routing-context, schedule, session, "
            "watch, zerotouch"
        ),
    ),
    pipes=(*phrases("include, exclude, begin, section, no-more, json, count, nz"), *_UNIX_FILTERS),
    writing_pipes=phrases("append, redirect, tee, awk, sed, bash, python, xargs, watch, sudo"),
    plain_patterns=False,
    shell=True,
)
_JUNOS = Family(
    reads=phrases(
        "show, ping, traceroute, file list, file show, file checksum, test policy, request "
        "support information, set cli screen-length, set cli screen-width, set cli complete-on-space"
    ),
    acts=phrases(
        "activate, annotate, clear, commit, configure, copy, deactivate, delete, edit, exit, help, "
        "insert, load, monitor, mtrace, op, quit, rename, replace, request, restart, rollback, run, "
        "save, scp, set, ssh, start, telnet, test, top, up, update, wildcard, file archive, file "
        "copy, file delete, file rename, file compare"
    ),
    pipes=phrases("match, except, find, count, last, display, no-more, trim, resolve, compare, hold, tail"),
    writing_pipes=phrases("append, save, tee, refresh, request"),
)
_VRP = Family(
    reads=phrases(
        "display, dir, ping, tracert, more, pwd, screen-length, undo terminal monitor, undo terminal logging"
    ),
    acts=phrases(
        "active, alarm, arp, autosave, backup, batch, bgp, bootrom, cd, check, clear, clock, cluster, "
        "collect, commit, compare, configuration, copy, debugging, delete, dialer, diagnose, edit, "
        "enable, execute, factory, fixdisk, format, free, ftp, header, hwtacacs-user, install, kill, "
        "language-mode, license, local-user, lock, mkdir, move, netconf, nslookup, openflow, patch, "
        "power, quit, reboot, refresh, rename, reset, return, rmdir, rollback, run, save, schedule, "
        "scp, security, send, set, sftp, slave, ssh, start, startup, stop, stack, super, switch, "
        "system-view, telnet, terminal, test-aaa, tftp, undelete, undo, unzip, update, upgrade, "
        "upload, user-interface, xmodem, zip"
    ),
    pipes=phrases("include, exclude, begin, count, section, no-more, by-linenum"),
    writing_pipes=phrases("append, redirect, save, tee, refresh"),
)
_SROS = Family(
    reads=phrases(
        "show, info, ping, traceroute, oam, tools dump, admin display-config, admin show, file dir, "
        "file type, file list, file show, environment no more, environment more, environment console"
    ),
    acts=phrases(
        "add, admin, back, bof, candidate, clear, commit, configure, debug, delete, discard, "
        "edit-config, enable-admin, exec, exit, file, history, load, logout, monitor, no, password, "
        "quit-config, reset, save, ssh, sleep, telnet, tools perform, tree, validate, write"
    ),
    pipes=phrases("match, count, no-more, reverse-dns, as, grep, head, tail, wc, filter"),
    writing_pipes=phrases("tee, append, redirect, file, video"),
)
_PANOS = Family(
    reads=phrases(
        "show, ping, traceroute, less, tail, grep, test security-policy-match, test nat-policy-match, test "
        "routing fib-lookup, test url, request license info, request system software info, set cli pager, "
        "set cli scripting-mode, set cli terminal, set cli config-output-format"
    ),
    acts=phrases(
        "check, clear, commit, configure, debug, delete, edit, exit, find, ftp, load, netstat, "
        "override, quit, rename, replace, request, revert, run, save, schedule, scp, set, ssh, "
        "target, test, tftp, validate, view-pcap"
    ),
    pipes=phrases("match, except"),
    writing_pipes=phrases("append, redirect, save, tee"),
)
_VYOS = Family(
    reads=phrases("show, ping, traceroute, set terminal length"),
    acts=phrases(
        "add, clear, clone, commit, configure, connect, copy, delete, disconnect, execute, exit, "
        "force, format, generate, import, install, load, merge, monitor, poweroff, reboot, release, "
        "remove, rename, renew, reset, restart, run, save, set, telnet, update, wake-on-lan"
    ),
    pipes=(*phrases("match, no-match, count, no-more, commands, strip-private"), *_UNIX_FILTERS),
    writing_pipes=phrases("append, save, tee, redirect, sudo, sh, bash, xargs"),
    shell=True,
)
_TMSH = Family(
    reads=phrases("show, list, tmsh show, tmsh list, tmsh -q show, tmsh -q list, ping, traceroute"),
    acts=phrases(
        "cp, create, delete, edit, generate, install, load, modify, mv, publish, pwd, quit, reboot, "
        "restart, run, save, send-mail, start, stop, submit, tmsh"
    ),
    pipes=phrases("grep, count"),
    writing_pipes=phrases("append, tee"),
)
#: Everyone else: the verbs with which most command lines read, against all that act anywhere.
_DEFAULT = Family(
    reads=phrases(
        "show, display, get, list, info, dir, more, ping, ping6, traceroute, tracert, pwd, who, "
        "terminal length, terminal width, terminal pager, screen-length, no paging, no page, disable "
        "clipaging, set cli screen-length"
    ),
    acts=tuple(
        dict.fromkeys(
            verb
            for family in (_IOS, _JUNOS, _VRP, _SROS, FORTIOS, _PANOS, _VYOS)
            for verb in family.acts
            if " " not in verb
        )
    ),
    pipes=phrases(
        "include, exclude, begin, section, count, match, except, find, grep, no-more, display, last"
    ),
    writing_pipes=phrases("append, redirect, tee, save, file, source, email, sed, awk, bash, sh, to"),
)
#: None: a shell, or nobody knows what; see `netcollect.guard.shell`.
_FAMILIES: Mapping[str, Family | None] = {
    "cisco": _IOS,
    "cisco_nxos": _NXOS,
    "cisco_apic": _NXOS,
    "cisco_xr": _XR,
    "cisco_asa": _ASA,
    "cisco_ftd": _ASA,
    "cisco_wlc": _DEFAULT,
    "cisco_s": _DEFAULT,
    "cisco_tp": _DEFAULT,
    "arista": _EOS,
    "juniper": _JUNOS,
    "juniper_screenos": _DEFAULT,
    "huawei": _VRP,
    "hp_comware": _VRP,
    "h3c_comware": _VRP,
    "nokia": _SROS,
    "alcatel_sros": _SROS,
    "fortinet": FORTIOS,
    "paloalto": _PANOS,
    "vyos": _VYOS,
    "vyatta": _VYOS,
    "brocade_vyos": _VYOS,
    "ubiquiti_edgerouter": _VYOS,
    "mikrotik": ROUTEROS,
    "f5_tmsh": _TMSH,
    "f5_ltm": _TMSH,
    "linux": None,
    "generic": None,
    "terminal_server": None,
    "corelight_linux": None,
    "cumulus_linux": None,
    "f5_linux": None,
    "opengear_linux": None,
    "ovs_linux": None,
    "edgecore_sonic": None,
    "audiocode_shell": None,
    "dell_isilon": None,
    "zpe_nodegrid": None,
}


@cache
def family_of(platform: str) -> Family | None:
    """The family that a platform belongs to; None for shells and for what may be anything."""
    mine = [prefix for prefix in _FAMILIES if platform.startswith(prefix)]
    return _FAMILIES[max(mine, key=len)] if mine else _DEFAULT
