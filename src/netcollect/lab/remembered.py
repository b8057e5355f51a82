"""A device that answers what a finished run stored of it, and refuses everything else."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from netcollect.lab.dialects import DIALECTS, Dialect
from netcollect.lab.facts import Facts, nameless
from netcollect.lab.shell import Refused, Shell, resolve

#: What sets up a terminal, on whatever platform: it changes nothing here.
_SETTINGS = (
    "terminal", "screen-length", "screen-width", "screen-rows", "stty", "environment", "//environment",
    "paginate", "page-off", "pager", "scroll", "skip-page-display", "console lines", "line width",
    "set cli", "set clienv", "set console", "set length", "set screen", "set session", "set terminal",
    "no cli", "no cli-paging", "no more", "no page", "no paging", "no pager", "no pause",
    "disable clipaging", "disable session", "disable cli", "enable clipaging", "more off", "cli numlines",
    "config paging", "config term", "config global", "modify cli", "session paginate", "system shell session",
    "vty output", "infoswitch", "mmi-mode", "undo smart", "undo terminal",
)  # fmt: skip
#: What netmiko's driver asks FortiOS before it believes that it is one.
_FORTIOS = {
    "get system status |": "Version: FortiGate-VM64 v7.2.5,build1517",
    "show full-configuration system console": "    set output standard",
}
#: What a first word may have been short for.
_FIRST = ("show", "display", "get", "list", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A device as a run found it: its outputs by the command as it was sent, without their last line end.

    `dialect` is the platform whose manners it has, if the lab knows them. `prompt` is empty where the run
    knows none. `refusal` is what it says to any other command. `fault` is how it misbehaves.
    """

    name: str
    platform: str
    dialect: str = ""
    prompt: str = ""
    refusal: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    fault: str | None = None


def shell_of(device: Remembered) -> Shell:
    """A terminal of the device."""
    return Shell(nameless(device.name, device.dialect or device.platform), dialect_of(device), "")


def dialect_of(device: Remembered) -> Dialect:
    """The command line of the device: that of its platform, with the stored outputs as its only commands."""
    base = DIALECTS.get(device.dialect) or _unlisted(device)
    exact = {" ".join(command.split()): partial(_told, text) for command, text in device.outputs.items()}
    whole = {_whole(command, base): answer for command, answer in exact.items()}
    prompt = partial(_told, device.prompt) if device.prompt else base.privileged
    return replace(
        base,
        commands={name: each for name, each in whole.items() if "|" not in name or "| display" in name},
        exact=exact,
        user=prompt,
        privileged=prompt,
        settings={**base.settings, **{name: "" for name in _SETTINGS if name not in base.settings}},
        pager_off=(),
        enable=False,
        guarded=(),
    )


def _unlisted(device: Remembered) -> Dialect:
    """The command line of a platform that the lab does not know."""
    refused = partial(_refused, device.refusal)
    settings = _FORTIOS if device.dialect == "fortinet" else {}
    return replace(_PLAIN, settings=settings, unknown=refused, ambiguous=refused, incomplete=refused)


def _refused(words: str, _typed: str, _column: int) -> str:
    return words


def _told(text: str, _facts: Facts) -> str:
    return text


def _whole(command: str, base: Dialect) -> str:
    """A command without its abbreviations, as far as they are known."""
    words = " ".join(command.lower().split())
    with suppress(Refused):
        return resolve(words, base)
    first, _, rest = words.partition(" ")
    whole = next((each for each in _FIRST if len(first) > 1 and each.startswith(first)), first)
    return f"{whole} {rest}".rstrip()


_PLAIN = Dialect(
    commands={},
    user=lambda facts: f"{facts.hostname}#",
    privileged=lambda facts: f"{facts.hostname}#",
    settings={},
    pager_off=(),
    more=lambda percent: "",
    unknown=partial(_refused, ""),
    ambiguous=partial(_refused, ""),
    incomplete=partial(_refused, ""),
    pipes=("include", "match", "exclude", "except", "begin", "find", "section", "count", "last", "grep"),
)
