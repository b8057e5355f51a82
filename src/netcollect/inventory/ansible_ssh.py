"""The bastions in the arguments that Ansible gives to OpenSSH's `ssh`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from netcollect.inventory.source import Source, join

_ARGUMENTS = "ansible_ssh_common_args"
#: ssh(1): options that take a value.
_WITH_VALUE = frozenset("BbcDEeFIiJLlmOoPpQRSWw")
_TARGET = frozenset({"%h:%p", "[%h]:%p"})


def bastions_in(source: Source, host: str, arguments: Sequence[str]) -> str | None:
    """The bastions that the arguments lead through (`ProxyJump`), or None.

    `ssh -W %h:%p BASTION` as a `ProxyCommand` means the same. Any other is noted: netcollect starts no
    program to reach a device, and a device that needs one is not to be dialled without.
    """
    try:
        words = [word for text in arguments for word in shlex.split(text)]
    except ValueError:
        source.note_at(0, 0, "has a quote that is not closed", "close it", key=join(host, _ARGUMENTS))
        return None
    # OpenSSH takes the first value of each option.
    for name, value in _options(words):
        if name == "proxyjump" and value.lower() != "none":
            return value.strip()
        if name == "proxycommand" and value.lower() != "none":
            if jump := _by_command(value):
                return jump
            message = "reaches it by a ProxyCommand, and netcollect starts no program to reach a device"
            source.note_at(0, 0, message, "use ProxyJump", key=join(host, _ARGUMENTS))
            return None
    return None


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The options `-o NAME=VALUE` in small letters, and `-J VALUE` as one of them."""
    for letter, value in _split(words):
        if letter == "J":
            yield "proxyjump", value
        elif letter == "o":
            name, _, rest = value.replace("=", " ", 1).strip().partition(" ")
            yield name.lower(), rest.strip(" =")


def _split(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each option's letter with its value, and what is no option with an empty letter."""
    left = iter(words)
    for word in left:
        if not word.startswith("-") or len(word) < 2:
            yield "", word
        elif word[1] in _WITH_VALUE:
            yield word[1], word[2:] or next(left, "")


def _by_command(command: str) -> str | None:
    """The bastion of `ssh -W %h:%p [-p PORT] [-l USER] [USER@]BASTION`, or None for anything else."""
    try:
        program, *words = shlex.split(command)
    except ValueError:
        return None
    said: dict[str, str] = {}
    for letter, value in _split(words):
        said.setdefault(letter, value)
    host = said.get("", "")
    if program.rpartition("/")[2] != "ssh" or said.get("W") not in _TARGET or not host or "J" in said:
        return None
    user, port = said.get("l", ""), said.get("p", "")
    jump = host if "@" in host or not user else f"{user}@{host}"
    return f"{jump}:{port}" if port else jump
