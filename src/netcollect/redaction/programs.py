"""Secrets among the arguments of programs: `mysql -pSECRET`, `curl -u user:SECRET`, `snmpget -A SECRET`.

An option says nothing by itself (`ssh -p 22`, `grep -A 3`): it counts behind its program's name, up to where
the shell's command ends. Sources: the manual pages of the programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from netcollect.redaction.masks import Masks, is_masked
from netcollect.redaction.values import Span

#: What stands between arguments, or between an option and its value.
_GAP = r"(?:[ \t]|\\\n)*+"
#: A user's name in front of a secret, in quotes or not.
_USER = r"[\"']?(?:[^\s:%,\"'\\]|\\[\s\S]){1,200}"
#: Programs, and an option of theirs with what else stands in front of a secret.
_OPTIONS = {
    r"curl": rf"(?:-[\daBfgGiIjJklLMnNOpqRsSvVZ#]*[uU]|--(?:proxy-)?user(?:=|(?=\s))){_GAP}{_USER}:(?=\S)"
    rf"|--(?:oauth2-bearer|proxy-pass){_GAP}",
    r"wget": rf"--(?:http-|ftp-|proxy-)?passw(?:or)?d(?:=|(?=\s)){_GAP}",
    r"mysql(?:dump|admin|import|show|check|pump|slap)?|mariadb(?:-[a-z]{1,20})?": r"-p(?=\S)(?!\\\n[ \t])",
    r"sshpass|useradd|usermod": rf"-p{_GAP}",
    r"(?:smb|rpc)client|smb(?:get|cacls|tree)|winexe|net": rf"(?:-U|--user(?:=|(?=\s))){_GAP}{_USER}%(?=\S)",
    r"ldap(?:search|modify|add|delete|whoami|compare|modrdn)": rf"-w{_GAP}",
    r"ldappasswd": rf"-[aws]{_GAP}",
    r"snmp(?:get(?:next)?|walk|bulk(?:get|walk)|set|trap|inform|status|table|test|usm|df)": rf"-[AXc]{_GAP}",
    r"ipmitool|zip|unzip|mosquitto_(?:pub|sub)": rf"-P{_GAP}",
    r"openssl": rf"-pass(?:in|out)?{_GAP}[\"']?pass:",
    r"plink|pscp|psftp": rf"-pw{_GAP}",
    r"redis-cli": rf"-a{_GAP}",
    r"lftp": rf"-u{_GAP}{_USER},(?=\S)",
    # Others start these, and what follows is no option of theirs.
    r"ssh|scp|sftp|rsync": r"(?!)",
}
_BY_NUMBER = tuple(map(re.compile, _OPTIONS.values()))
#: A name, perhaps behind a diff's mark.
_PROGRAM = re.compile(
    rf"(?:(?<![\w.-])|(?<=^-))(?:{'|'.join(f'({names})' for names in _OPTIONS)})(?:\.exe)?(?=[ \t]|\\\n)",
    re.M,
)
#: As a shell reads it: pieces in quotes or not. A command ends where none follows.
_ARGUMENT = re.compile(
    rf"{_GAP}(?P<a>(?:'[^'\n]*+'|\"(?:[^\"\\]|\\[\s\S])*+\"|\\(?!\n[ \t])[\s\S]"
    r"|[^\s'\"\\|;&]|[|;&](?=[^\s|;&]))++)"
)


def mask_arguments(line: str, masks: Masks) -> str:
    """The line with the arguments masked that options of programs say are secrets."""
    if " -" not in line and "\n-" not in line:
        return line
    pieces, done = [], 0
    for begin, end in _secrets(line):
        value = line[begin:end]
        pieces += [line[done:begin], value if is_masked(value) else masks.in_line(value)]
        done = end
    pieces.append(line[done:])
    return "".join(pieces)


def _secrets(line: str) -> Iterator[Span]:
    programs = list(_PROGRAM.finditer(line))
    ends = [*(program.start() for program in programs[1:]), len(line)]
    for program, end in zip(programs, ends, strict=False):
        option = _BY_NUMBER[(program.lastindex or 1) - 1]
        # The quotes around the whole command.
        close = line.find(quote, program.end(), end) if (quote := _quote(line, program.start())) else -1
        yield from _values(line, option, program.end(), close if close >= 0 else end)


def _quote(line: str, at: int) -> str:
    return line[at - 1] if at and line[at - 1] in "\"'" else ""


def _values(line: str, option: re.Pattern[str], begin: int, limit: int) -> Iterator[Span]:
    """The values of an option among a command's arguments."""
    arguments = _arguments(line, begin, limit)
    for first, last in arguments:
        found, end = option.match(line, first, limit), last
        while found and found.end() >= end:  # the value is the next argument, or in it
            _, end = next(arguments, (limit, limit + 1))
        if found and end <= limit:
            end -= line[end - 1] in "\"'" and line[end - 1] in found[0]
            if found.end() < end:
                yield found.end(), end


def _arguments(line: str, begin: int, limit: int) -> Iterator[Span]:
    while found := _ARGUMENT.match(line, begin, limit):
        yield found.span("a")
        begin = found.end()
