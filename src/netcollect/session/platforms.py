"""What the session knows of platforms beyond netmiko's drivers: error texts, pagers, questions.

A new family is one row in `_FAMILIES`; a platform belongs to the family whose prefix its name begins with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

#: A device that rejects a command says so at once and says little else (lines with text in them).
ERROR_LENGTH = 8
#: What may stand in front of an error: the mark below the word that was wrong, IOS's look-up of a name, IOS
#: XR's time, and log lines that came in between.
_IN_FRONT = re.compile(
    r"[\s^~]*\Z|Translating \"|\w{3} \w{3} [ \d]\d \d\d:[\d:.]+ \S+\Z"
    r"|.{0,80}%[A-Z][A-Z0-9_-]*-[0-7]-[A-Z0-9_]+: "
)


@dataclass(frozen=True, slots=True)
class Family:
    """Platforms that share a command line's habits; `errors` are matched at the beginning of a line."""

    errors: tuple[str, ...]


# Sources: Cisco "Using the Cisco IOS Command-Line Interface" (error messages table) and the NX-OS, IOS XR
# and ASA counterparts; Arista EOS User Manual, "Command-Line Interface"; Junos CLI User Guide, "CLI error
# messages"; Huawei VRP "CLI error messages"; Nokia SR OS "CLI error messages"; MikroTik RouterOS "Console";
# for EXOS, SR OS, and Junos also the error patterns of Ansible's network collections.
_CISCO = Family(
    (
        r"%{1,2} ?Invalid (?:input|command|parameter|number|interface)",
        r"Invalid [\w() ]{1,40} at '\^' marker",
        r"%{1,2} ?(?:Incomplete command|Command incomplete)",
        r"%{1,2} ?Ambiguous command",
        r"% ?(?:\[\w+\] )?Unknown (?:command|host)",
        r"% ?Unrecognized (?:command|host)",
        r"% ?Bad (?:IP|mask|command|parameter)",
        r"% ?Permission denied",
        r"% ?Authorization failed",
        r"% ?This command is not authorized",
        r"Command authorization failed",
        r"% ?(?:Parse )?Error\b",
        r"Syntax error while parsing",
        r"Cmd exec error",
        r"ERROR: ",
        r"% ?Type \"(?:show )?\?\"",
        r"Line has invalid autocommand",
    )
)
_FAMILIES: Mapping[str, Family] = {
    "cisco": _CISCO,
    "arista": Family((*_CISCO.errors, r"% ?Unavailable command", r"% ?Not (?:supported|authorized)")),
    "juniper": Family(
        (
            r"unknown command",
            r"syntax error",
            r"missing argument",
            r"invalid (?:value|ip address|interface|numeric)",
            r"error: ",
            r"'?[\w-]+'? is ambiguous",
            r"permission denied",
            r"\S+ is not a valid",
        )
    ),
    "huawei": Family(
        (
            r"Error: ?\S",
            r"% ?(?:Unknown command|Unrecognized|Incomplete|Ambiguous|Wrong parameter|Too many parameters)",
        )
    ),
    "hp_comware": Family(
        (
            r"% ?(?:Unrecognized|Incomplete|Ambiguous|Wrong parameter|Too many parameters)",
            r"Permission denied",
        )
    ),
    "nokia": Family((r"Error: ", r"(?:MINOR|MAJOR|CRITICAL): \w+ #\d+", r"Parsing error: ")),
    "mikrotik": Family(
        (
            r"bad (?:command name|parameter)",
            r"syntax error",
            r"expected ",
            r"no such item",
            r"failure:",
            r"input does not match any value",
        )
    ),
    "fortinet": Family(
        (
            r"Unknown action",
            r"Command fail",
            r"(?:command|value) parse error",
            r"(?:ambiguous|incomplete) command",
        )
    ),
    "paloalto": Family((r"Unknown command", r"Invalid syntax", r"Server error")),
    "vyos": Family((r"Invalid command", r"Incomplete command", r"Ambiguous command")),
    "linux": Family(
        (
            r"(?:-?\w+: )?(?:line \d+: )?.{1,200}: (?:command )?not found\s*\Z",
            r"zsh: command not found: ",
        )
    ),
}
# Unlisted platforms are mostly Cisco's descendants in their error texts; `generic` is anybody's. ProCurve
# and AOS-CX end theirs with the input, FastIron with an arrow to it.
_DEFAULT = Family(
    (
        *_CISCO.errors,
        r"unknown command",
        r"(?:Invalid|Incomplete|Ambiguous|Unrecognized) (?:input|command)(?::| ->|\.?\s*\Z)",
    )
)

# Sources beside those above: HP ProCurve, Brocade FastIron, Dell PowerConnect and N-Series, D-Link xStack,
# Extreme EXOS, Alcatel AOS, and Allied Telesis command references; less(1), more(1).
#: Marks of a pager that waits for a key, at the end of what was sent (bytes, escape sequences removed).
PAGER = re.compile(
    rb"(?:-{2,} ?\(?more\b(?:[ (<][^\r\n-]{0,30})?[-)]*"
    rb"(?:,? {0,2}(?:[(<]|next page|or \(q\)uit)[^\r\n]{0,80})?|<-+ ?more ?-+>|-more-"
    rb"|more: <space>[^\r\n]{0,60}|more ?\? ?\[next screen[^\r\n]{0,80}"
    rb"|press <space> to continue[^\r\n]{0,40}|press any key to continue[^\r\n]{0,40}"
    rb"|quit space n next page[^\r\n]{0,40}|next page: ?<?space[^\r\n]{0,60}|-- \[q quit\b[^\r\n]{0,40}"
    rb"|lines \d+-\d+[^\r\n]{0,30}|\(END\))\s*\Z",
    re.IGNORECASE,
)

_YES_OR_NO = (
    rb"(?:[\[(](?:y|yes)\s*(?:[/,|]|\bor\b)\s*(?:n|no)(?:\s*[/,|][^\r\n]{0,20})?[\])]"
    rb"|[\[(]y[\])]es\W{1,3}[\[(]n[\])]o|\by/n|\[(?:no|yes)\])"
)
#: Questions that wait for an answer, at the end of what was sent. None is ever answered. A word like
#: `login` alone is one only with its colon: it ends a line of many a configuration.
QUESTION = re.compile(
    rb"(?:(?:\[confirm\]|" + _YES_OR_NO + rb")\s*[:?]?(?:\s*[\[(]\w*[\])])?"
    rb"|(?:password(?: for [^\r\n:]{1,60})?|passphrase|passcode|username|login)\s*[:?]"
    rb"|(?:filename|name or address|continue|proceed|sure)[^\r\n]{0,60}\?(?: ?\[[^\r\n\]]{0,60}\])?"
    rb"|\[[^\r\n\]]{0,60}\]\?)\s*[:?]?\s*\Z",
    re.IGNORECASE,
)


@cache
def _error_pattern(platform: str) -> re.Pattern[str]:
    family = next((row for prefix, row in _FAMILIES.items() if platform.startswith(prefix)), _DEFAULT)
    return re.compile("|".join(family.errors), re.IGNORECASE)


def rejection(platform: str, output: str) -> str | None:
    """The device's own words, when the answer says that the command was not accepted.

    Only a short answer that begins with one of the platform's error texts counts: the same words inside
    a log or a configuration are content.
    """
    lines = [line.strip() for line in output[:4000].splitlines() if line.strip()]
    said = [line for line in lines if not _IN_FRONT.match(line)]
    if not said or len(lines) > ERROR_LENGTH or not _error_pattern(platform).match(said[0]):
        return None
    return said[0]


@cache
def known_platforms() -> frozenset[str]:
    """Every `device_type` that netmiko has a driver for; importing it takes half a second."""
    from netmiko.ssh_dispatcher import CLASS_MAPPER  # noqa: PLC0415 (see the docstring)

    return frozenset(CLASS_MAPPER)
