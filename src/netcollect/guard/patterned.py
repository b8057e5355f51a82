"""Families whose reading commands are told by more than how they begin: FortiOS and RouterOS.

Sources: the vendors' CLI references.
"""

from __future__ import annotations

import re

from netcollect.guard.family import Family
from netcollect.guard.words import phrases

#: `diagnose` acts as often as it reads; what lists or tells a state reads, where no word of it acts.
_DIAGNOSE = re.compile(
    r"diag(?:n|no|nos|nose)? +(?!(?:.* )?(?:kill|clear|flush|del|delete|add|reset\S*|set\S*|enable|disable"
    r"|test|debug|restart|failover|filter|exec\S*|log)(?: |$))(?:[\w-]+ +)+"
    r"(?:list|status|stats?|summary|health-check)(?: .*)?"
    r"|diag(?:n|no|nos|nose)? +debug +crashlog +read"
)
FORTIOS = Family(
    reads=phrases(
        "get, show, execute ping, execute ping6, execute traceroute, execute log display, execute dhcp "
        "lease-list, diagnose hardware deviceinfo, diagnose hardware sysinfo, diagnose autoupdate versions"
    ),
    pattern=_DIAGNOSE,
    described="get, show, execute ping, execute traceroute and 'diagnose … list'",
    acts=phrases(
        "abort, append, clear, clone, config, delete, edit, end, exit, move, next, purge, rename, "
        "select, set, sudo, unset"
    ),
    pipes=phrases("grep"),
    writing_pipes=phrases("append, redirect, tee"),
)
#: Words of RouterOS that act, as a menu's path would hold them, whole or abbreviated.
_ROUTEROS_ACTS = phrases(
    "add, set, unset, remove, enable, disable, move, edit, comment, reset, reboot, shutdown, upgrade, "
    "downgrade, import, install, uninstall, save, load, run, execute, fetch, flush, clear, cancel, kill, "
    "sign, release, renew, make-, format-drive, backup, ssh, telnet, send, sup-output, "
    "check-for-updates, console, do, while, for, foreach, if, find"
)
_ROUTEROS_ACT = "|".join(
    sorted({act[:end] for act in _ROUTEROS_ACTS for end in range(1, len(act) + 1)}, key=len, reverse=True)
)
#: A part of a path: a menu, and those that are called as something else is that acts.
_ROUTEROS_MENU = (
    rf"(?:ip[ /]+ssh|system[ /]+(?:console|upgrade|backup)"
    rf"|(?!(?:{_ROUTEROS_ACT}|(?:reset|make)-[\w-]+)[ /])[a-z0-9-]+)"
)
ROUTEROS = Family(
    marks=(";", "[", "]", "{", "}", "(", "$", "`", "?", "\\", "follow"),
    pattern=re.compile(
        rf"/?(?:{_ROUTEROS_MENU}[ /]+)*(?:(?:print|prin|pri|export|ping|traceroute)(?: .*)?"
        r"|monitor +[\w,-]+ +once)"
    ),
    described="'/… print', '/… export', ping and traceroute",
    writes=re.compile(r".*(?<![\w-])f(?:ile|il|i)?\s*=.*"),
)
