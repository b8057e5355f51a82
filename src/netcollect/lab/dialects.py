"""How each platform's command line behaves; a new platform is a table of commands and one row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from netcollect.lab.eos import EOS
from netcollect.lab.facts import Facts
from netcollect.lab.huawei import VRP
from netcollect.lab.ios import IOS
from netcollect.lab.juniper import JUNOS
from netcollect.lab.nxos import NXOS
from netcollect.lab.text import Commands

#: How a command is refused: what was typed, and at which column it went wrong.
Refusal = Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One platform's command line.

    `settings` are the commands that set up a terminal, and what the platform says to them; `pager_off`
    are those of them that switch paging off (more words may follow). `user` and `privileged` make the
    prompts; without `enable` there is one mode only. `exact` are commands that are known only as they stand,
    filters included. `guarded` commands need privilege. `count` is how
    `| count` puts its number. The column of a refusal counts from the left edge, prompt included.
    """

    commands: Commands
    user: Callable[[Facts], str]
    privileged: Callable[[Facts], str]
    settings: Mapping[str, str]
    pager_off: tuple[str, ...]
    more: Callable[[int], str]
    unknown: Refusal
    ambiguous: Refusal
    incomplete: Refusal
    pipes: tuple[str, ...]
    enable: bool = False
    tries: int = 3
    bad_secret: str = ""
    count: str = "Count: {} lines"
    guarded: tuple[str, ...] = ()
    exact: Commands = field(default_factory=dict)
    leave: tuple[str, ...] = ("exit", "quit", "logout")
    erase: str = "\r" + " " * 24 + "\r"
    ends: str = "\r\n"
    banner: Callable[[Facts], str] = field(default=lambda facts: "")


def _caret(column: int) -> str:
    return " " * column + "^"


def _cisco_unknown(_typed: str, column: int) -> str:
    return f"{_caret(column)}\n% Invalid input detected at '^' marker.\n"


def _cisco_incomplete(_typed: str, _column: int) -> str:
    return "% Incomplete command.\n"


def _cisco_ambiguous(typed: str, _column: int) -> str:
    return f'% Ambiguous command:  "{typed}"\n'


_CISCO_SETTINGS = {"terminal width": "", "terminal length": "", "terminal no monitor": ""}
_VRP_SETTING = "Info: The configuration takes effect on the current user terminal interface only."
_CISCO_PIPES = ("include", "exclude", "begin", "section", "count")

DIALECTS: Mapping[str, Dialect] = {
    "cisco_ios": Dialect(
        commands=IOS,
        user=lambda facts: f"{facts.hostname}>",
        privileged=lambda facts: f"{facts.hostname}#",
        settings=_CISCO_SETTINGS,
        pager_off=("terminal length 0",),
        more=lambda percent: " --More-- ",
        unknown=_cisco_unknown,
        ambiguous=_cisco_ambiguous,
        incomplete=_cisco_incomplete,
        pipes=_CISCO_PIPES,
        count="Number of lines which match regexp = {}",
        enable=True,
        bad_secret="% Bad secrets\n",
        guarded=("show running-config", "show startup-config", "show tech-support"),
        erase="\b" * 9 + " " * 8 + "\b" * 9,
    ),
    "cisco_nxos": Dialect(
        commands=NXOS,
        user=lambda facts: f"{facts.hostname}# ",
        privileged=lambda facts: f"{facts.hostname}# ",
        settings={**_CISCO_SETTINGS, "terminal session-timeout": ""},
        pager_off=("terminal length 0",),
        more=lambda percent: "--More--",
        unknown=lambda typed, column: f"{_caret(column)}\n% Invalid command at '^' marker.",
        ambiguous=lambda typed, column: f"{_caret(column)}\n% Ambiguous command at '^' marker.",
        incomplete=lambda typed, column: f"{_caret(column)}\n% Incomplete command at '^' marker.",
        pipes=(*_CISCO_PIPES, "last"),
        count="{}",
        banner=lambda facts: "Cisco Nexus Operating System (NX-OS) Software\nLab device, no support\n",
    ),
    "arista_eos": Dialect(
        commands=EOS,
        user=lambda facts: f"{facts.hostname}>",
        privileged=lambda facts: f"{facts.hostname}#",
        settings={
            "terminal width": "Width set to {last} columns.",
            "terminal length": "Pagination disabled.",
        },
        pager_off=("terminal length 0",),
        more=lambda percent: " --More-- ",
        unknown=lambda typed, column: "% Invalid input",
        ambiguous=lambda typed, column: (
            f"% Ambiguous command (at token {len(typed.split()) - 1}: '{typed.split()[-1]}')"
        ),
        incomplete=lambda typed, column: "% Incomplete command",
        pipes=_CISCO_PIPES,
        enable=True,
        tries=3,
        bad_secret="% Bad secrets",
        guarded=("show running-config", "show startup-config", "show tech-support"),
    ),
    "juniper_junos": Dialect(
        commands=JUNOS,
        user=lambda facts: f"lab@{facts.hostname}> ",
        privileged=lambda facts: f"lab@{facts.hostname}> ",
        settings={
            "set cli screen-width": "Screen width set to {last}",
            "set cli screen-length": "Screen length set to {last}",
            "set cli complete-on-space off": "Disabling complete-on-space",
        },
        pager_off=("set cli screen-length 0",),
        more=lambda percent: f"---(more {percent}%)---",
        unknown=lambda typed, column: f"{_caret(column)}\nunknown command.",
        ambiguous=lambda typed, column: f"{_caret(column)}\n'{typed.split()[-1]}' is ambiguous.",
        incomplete=lambda typed, column: f"{_caret(column)}\nsyntax error, expecting <command>.",
        pipes=("match", "except", "find", "last", "count", "no-more"),
        banner=lambda facts: "--- JUNOS 21.4R3-S5.4 Kernel 64-bit\n",
    ),
    "huawei_vrp": Dialect(
        commands=VRP,
        user=lambda facts: f"<{facts.hostname}>",
        privileged=lambda facts: f"<{facts.hostname}>",
        settings={"screen-length": _VRP_SETTING, "screen-width": _VRP_SETTING},
        pager_off=("screen-length 0",),
        more=lambda percent: "  ---- More ----",
        unknown=lambda typed, column: f"{_caret(column)}\nError: Unrecognized command found at '^' position.",
        ambiguous=lambda typed, column: f"{_caret(column)}\nError: Ambiguous command found at '^' position.",
        incomplete=lambda typed, column: (
            f"{_caret(column)}\nError: Incomplete command found at '^' position."
        ),
        pipes=("include", "exclude", "begin", "count"),
        count="Total lines: {}.",
        erase="\x1b[42D" + " " * 42 + "\x1b[42D",
        banner=lambda facts: (
            "Info: The max number of VTY users is 21, the number of current VTY users is 1.\n"
        ),
    ),
}
