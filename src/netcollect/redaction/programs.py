"""Secrets among the arguments of programs: `mysql -pSECRET`, `curl -u user:SECRET`, `snmpget -A SECRET`.

An option says nothing by itself (`ssh -p 22`, `grep -A 3`): it counts behind its program's name, up to where
the shell's command ends. Sources: the manual pages of the programs.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence

from netcollect.redaction.masks import Masks, is_masked
from netcollect.redaction.values import Span

#: What stands between arguments, or between an option and its value.
_GAP = r"(?:[ \t]|\\\n)*+"


def _user(mark: str) -> str:
    """A user's name up to the mark that stands between it and a secret, in quotes or not."""
    return (
        rf"(?:\"[^\"{mark}\n]{{0,200}}\"?|'[^'{mark}\n]{{0,200}}'?"
        rf"|(?:[^\s{mark}\"'\\]|\\[\s\S]){{0,200}}){mark}(?=\S)"
    )


#: Starts another program, and what follows the name of that is no option of its own.
_STARTS_ANOTHER = "sshpass"
#: Programs, and an option of theirs with what else stands in front of a secret.
_OPTIONS = {
    r"curl": rf"(?:-[\daBfgGiIjJklLMnNOpqRsSvVZ#]*[uU]|--(?:proxy-)?user(?:=|(?=\s))){_GAP}{_user(':')}"
    rf"|--(?:oauth2-bearer|proxy-pass){_GAP}",
    r"wget": rf"--(?:http-|ftp-|proxy-)?passw(?:or)?d(?:=|(?=\s)){_GAP}",
    r"mysql(?:dump|admin|import|show|check|pump|slap)?|mariadb(?:-[a-z]{1,20})?": r"-p(?=\S)(?!\\\n[ \t])",
    _STARTS_ANOTHER: rf"-p{_GAP}",
    r"useradd|usermod": rf"-p{_GAP}",
    r"(?:smb|rpc)client|smb(?:get|cacls|tree)|winexe|net": rf"(?:-U|--user(?:=|(?=\s))){_GAP}{_user('%')}",
    r"ldap(?:search|modify|add|delete|whoami|compare|modrdn)": rf"-w{_GAP}",
    r"ldappasswd": rf"-[aws]{_GAP}",
    r"snmp(?:get(?:next)?|walk|bulk(?:get|walk)|set|trap|inform|status|table|test|usm|df)": rf"-[AXc]{_GAP}",
    r"ipmitool|zip|unzip|mosquitto_(?:pub|sub)": rf"-P{_GAP}",
    r"openssl": rf"-pass(?:in|out)?{_GAP}[\"']?pass:",
    r"plink|pscp|psftp": rf"-pw{_GAP}",
    r"redis-cli": rf"-a{_GAP}",
    r"lftp": rf"-u{_GAP}{_user(',')}",
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


#: What stands in quotes: an apostrophe in a word is none.
_QUOTED = re.compile(r"(?<![\w\\])(?:\"(?:[^\"\\\n]|\\[\s\S])*+\"|'(?:[^'\\\n]|\\[\s\S])*+')")
#: How much of what stands in front of a name is looked at.
_NEAR = 200
#: In front of a name that is the value of an option (`docker run --name mysql`), which sudo's flags have not.
_OPTION = re.compile(r"(?:^|\s)(?!-[EHSbikn]{1,3}\s)-[\w-]*[ \t]+\Z")


def mask_arguments(line: str, masks: Masks) -> str:
    """The line with the arguments masked that options of programs say are secrets."""
    if " -" not in line and "\n-" not in line:
        return line
    pieces, done = [], 0
    for begin, end in sorted(_secrets(line)):
        if begin >= done:
            value = line[begin:end]
            pieces += [line[done:begin], value if is_masked(value) else masks.in_line(value)]
            done = end
    pieces.append(line[done:])
    return "".join(pieces)


def _secrets(line: str) -> Iterator[Span]:
    programs = [each for each in _PROGRAM.finditer(line) if _is_begun(line, each.start())]
    quoted = [found.span() for found in _QUOTED.finditer(line)] if programs else []
    #: Where the arguments of one end by what follows: where the next of its name has them, or any other.
    next_one: dict[tuple[int | None, int], int] = {}
    following = len(line)
    for program in reversed(programs):
        close, row = _close(line, program.start(), quoted), program.lastindex
        end = following if program[0] == _STARTS_ANOTHER else next_one.get((row, close), close)
        yield from _values(line, _BY_NUMBER[(row or 1) - 1], program.start(), program.end(), min(close, end))
        next_one[row, close] = following = program.start()


def _is_begun(line: str, at: int) -> bool:
    """Whether a name is a program's: not the value of an option, nor the end of a URL."""
    before = line[max(0, at - _NEAR) : at]
    return not _OPTION.search(before) and "://" not in before.rpartition(" ")[2]


def _close(line: str, at: int, quoted: Sequence[Span]) -> int:
    """Where the quotes end in which a program stands, or the line."""
    if at and (mark := line[at - 1]) in "\"'" and (close := line.find(mark, at)) >= 0:
        return close
    number = bisect(quoted, (at, 0)) - 1
    return quoted[number][1] - 1 if number >= 0 and at < quoted[number][1] else len(line)


def _values(line: str, option: re.Pattern[str], start: int, begin: int, limit: int) -> Iterator[Span]:
    """The values of an option among the arguments of a command that begins at `start`."""
    arguments = _arguments(line, begin, limit)
    for first, last in arguments:
        found, end = option.match(line, first, limit), last
        while found and found.end() >= end:  # the value is the next argument, or in it
            _, end = next(arguments, (limit, limit + 1))
        if found and end <= limit:
            end = _end(line, found, end, start)
            if found.end() < end:
                yield found.end(), end


def _end(line: str, found: re.Match[str], end: int, start: int) -> int:
    """Without what closes the quotes of the option, or a substitution that the command stands in."""
    end -= line[end - 1] in "\"'" and line[end - 1] in found[0]
    return end - ((line[end - 1], line[max(0, start - 1) : start]) in (("`", "`"), (")", "(")))


def _arguments(line: str, begin: int, limit: int) -> Iterator[Span]:
    while found := _ARGUMENT.match(line, begin, limit):
        yield found.span("a")
        begin = found.end()
