"""What may be given to a shell, or to a device of which nobody knows what it is: programs that read.

The line is read as a shell reads it (`netcollect.guard.posix`); each program in it is judged by what is
listed of it (`netcollect.guard.programs`), and a program that is not listed is refused. A word that the shell
would expand is given only to programs that read whatever they get, or as a file's name. It stops
mistakes, not malice; whoever may log in to a shell may do what that login may.

Sources: POSIX.1-2017 "Shell Command Language"; sudo(8), timeout(1), env(1), xargs(1), vtysh(8).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from netcollect.guard.iproute import bridge_reads, ip_reads, nmcli_reads, tc_reads
from netcollect.guard.lexeme import Part, UnreadableError, Word
from netcollect.guard.managed import MANAGED
from netcollect.guard.options import Judge, Options
from netcollect.guard.posix import parse
from netcollect.guard.probes import linux_ping_objection, linux_traceroute_objection, mtr_objection
from netcollect.guard.programs import ANY, FILTERS, files_read
from netcollect.guard.scripts import awk_reads, sed_reads
from netcollect.guard.tools import ARGUMENTS
from netcollect.guard.unknown import branch_objection, could_act, reads_on_some_device

#: The judgement of a command line inside another: FRR's `vtysh -c`.
Tables = Callable[[str], str | None]

_READS: Mapping[str, Judge] = {
    **ARGUMENTS,
    **MANAGED,
    "ip": ip_reads,
    "tc": tc_reads,
    "bridge": bridge_reads,
    "nmcli": nmcli_reads,
}
_PROBES: Mapping[str, Callable[[Sequence[str]], str | None]] = {
    "ping": linux_ping_objection,
    "ping6": linux_ping_objection,
    "traceroute": linux_traceroute_objection,
    "traceroute6": linux_traceroute_objection,
    "tracepath": linux_traceroute_objection,
    "mtr": mtr_objection,
}
_SCRIPTS = {**dict.fromkeys(("awk", "gawk", "mawk", "nawk"), awk_reads), "sed": sed_reads}
#: What is meant by a program that never ends, or that waits for keys.
_INSTEAD = {
    "tail": "tail -n 100 FILE",
    "top": "top -b -n 1",
    "htop": "top -b -n 1",
    "atop": "top -b -n 1",
    "watch": "the command itself",
    "less": "cat FILE",
    "more": "cat FILE",
    "vi": "cat FILE",
    "vim": "cat FILE",
    "view": "cat FILE",
    "nano": "cat FILE",
    "tcpdump": "tcpdump -c 100",
    "journalctl": "journalctl -n 100 --no-pager",
    "arping": "arping -c 5 HOST",
    "vmstat": "vmstat 1 5",
    "dmesg": "dmesg",
}
#: Programs that run another, with the options that do not hide what is run.
_PREFIXES: Mapping[str, Options] = {
    "sudo": Options("nHE", "ug", leading=True),
    "doas": Options("n", "u", leading=True),
    "env": Options("i", "u", leading=True),
    "time": Options("p", leading=True),
    "nice": Options("", "n", numbers=True, leading=True),
    "ionice": Options("t", "cn", leading=True),
    "timeout": Options("v", "ks", "foreground preserve-status kill-after= signal=", leading=True),
    "stdbuf": Options("", "ioe", leading=True),
    "command": Options("p", leading=True),
    "busybox": Options(leading=True),
}
#: Variables that change how a program writes, not what it does.
_VARIABLES = re.compile(r"(?:LANG|LC_[A-Z]+|TZ|COLUMNS|LINES|NO_COLOR)=.*", re.ASCII)
_DIRECTORIES = re.compile(r"(?:/usr(?:/local)?)?/s?bin/(?=[^/]+$)")
_TEST = re.compile(r"(?:! )?(?:-[defhrswxLnz] \S+|\S* (?:=|!=) \S*)")


def shell_objection(line: str, *, vendor: bool, tables: Tables) -> str | None:
    """Why a shell is not given a line, or None.

    `vendor` says that it may be any device's command line instead: then the words with which those read are
    taken, too, and those with which they act are refused, abbreviated or not.
    """
    # The end of a pattern, `| include *>`: a shell calls it an error.
    rest = re.sub(r">\s*$", "", line) if vendor else line
    try:
        parts = parse(rest)
    except UnreadableError as refused:
        return str(refused)
    for at, part in enumerate(parts):
        if reason := _part_objection(part, at, vendor, tables):
            return reason
    return None


def _part_objection(part: Part, at: int, vendor: bool, tables: Tables) -> str | None:
    texts = [word.text for word in part.words]
    if vendor and reads_on_some_device(texts, behind=at > 0):
        return None
    if vendor and part.glued and at:
        return branch_objection(texts)
    if vendor and (reason := could_act(texts[0])):
        return reason
    return _command_objection(part.words, tables, piped=at > 0 or part.fed)


def _command_objection(words: Sequence[Word], tables: Tables, *, piped: bool) -> str | None:
    while words and words[0].fixed and re.match(r"\w+=", words[0].text):
        if not _VARIABLES.fullmatch(words[0].text):
            return f"{words[0].text.partition('=')[0]!r} may change what is run"
        words = words[1:]
    if not words:
        return "a part of the line is empty"
    if not words[0].fixed:
        return f"{words[0].text!r} hides what is run"
    name = _DIRECTORIES.sub("", words[0].text)
    return _runner_objection(name, (Word(name, name), *words[1:]), tables, piped)


def _runner_objection(name: str, words: Sequence[Word], tables: Tables, piped: bool) -> str | None:
    """Why a program is refused that may run another, with the other's arguments."""
    if name in _PREFIXES and (name != "env" or len(words) > 1):
        return _prefix_objection(name, words[1:], tables, piped)
    if name == "vtysh":
        return _vtysh_objection(words[1:], tables)
    if name == "xargs":
        return _xargs_objection(words[1:], piped)
    if name == "docker" and [word.text for word in words[1:2]] == ["exec"]:
        return _container_objection(words[2:], tables)
    return word_objection(words, piped=piped)


def _prefix_objection(name: str, words: Sequence[Word], tables: Tables, piped: bool) -> str | None:
    """What `sudo` and the like are to run."""
    if name == "sudo" and [word.text for word in words] == ["-l"]:
        return None
    rest = _behind(words, _PREFIXES[name])
    if rest is None or not rest:
        shown = words[0].text if words else ""
        return f"'{name} {shown}'".replace(" '", "'") + " hides what is run"
    if name == "timeout":
        if not re.fullmatch(r"[0-9.]+[smh]?", rest[0].text):
            return "'timeout' hides what is run"
        rest = rest[1:]
    return _command_objection(rest, tables, piped=piped)


def _behind(words: Sequence[Word], permitted: Options) -> Sequence[Word] | None:
    """The words behind a program's options, or None where those are not permitted."""
    given = permitted.read([word.text for word in words])
    if given is None:
        return None
    rest = words[len(words) - len(given.operands) :]
    return rest if all(word.fixed for word in words[: len(words) - len(rest)]) else None


def _xargs_objection(words: Sequence[Word], piped: bool) -> str | None:
    """What it runs gets words that nobody knows yet."""
    rest = _behind(words, Options("0rt", "nILPd", leading=True))
    if rest and piped and rest[0].text in ANY:
        return None
    return "'xargs' hides what is run"


def _container_objection(words: Sequence[Word], tables: Tables) -> str | None:
    rest = _behind(words, Options("it", "u", leading=True))
    if not rest or len(rest) < 2:
        return "'docker exec' hides what is run"
    return _command_objection(rest[1:], tables, piped=False)


def _vtysh_objection(words: Sequence[Word], tables: Tables) -> str | None:
    inner: list[str] = []
    rest = [word.text if word.fixed else "$" for word in words]
    while rest:
        option = rest.pop(0)
        value = rest.pop(0) if rest else ""
        if option in ("-c", "--command"):
            inner.append(value)
        elif option not in ("-d", "--daemon", "-N", "--pathspace", "--vty_socket"):
            return f"'vtysh {option}' does more than read"
    reasons = [f"{each!r}: {reason}" for each in inner if (reason := tables(each))]
    return next(iter(reasons), None if inner else "'vtysh' waits for commands")


def word_objection(words: Sequence[Word], *, piped: bool) -> str | None:
    """Why one program with its arguments is refused; `piped` says that it is fed."""
    name, rest = words[0].text, words[1:]
    if name in ANY:
        return None
    # What an expansion gives may be an option, unless something stands in front of it.
    hidden = next(
        (word for word in rest if not word.fixed and (word.head[:1] in ("", "-") or "$" in word.text)), None
    )
    if hidden is not None:
        return f"{hidden.text!r} is not known before it runs"
    if is_filter(name):
        return _filter_words_objection(name, rest, piped)
    return _arguments_objection(name, [word.text for word in rest])


def _arguments_objection(name: str, texts: Sequence[str]) -> str | None:
    if name in _PROBES:
        return _PROBES[name](texts)
    if name in ("[", "test"):
        inner = " ".join(texts[:-1] if name == "[" else texts)
        closed = name == "test" or texts[-1:] == ["]"]
        return None if closed and _TEST.fullmatch(inner) else _shown(name, texts)
    if name in _READS:
        return None if _READS[name](texts) else _shown(name, texts)
    return f"{name!r} is not known as a program that only reads" + _instead(name)


def is_filter(name: str) -> bool:
    """Whether a program reads what it is given, and no more."""
    return name in FILTERS or name in _SCRIPTS


def files_given(name: str, words: Sequence[str]) -> int | None:
    """How many files such a program is given, or None where it may do more than read them."""
    return _SCRIPTS[name](words) if name in _SCRIPTS else files_read(name, words)


def _filter_words_objection(name: str, words: Sequence[Word], piped: bool) -> str | None:
    texts = [word.text for word in words]
    files = files_given(name, texts)
    if files is None or (name == "uniq" and not all(word.single for word in words)):
        return _shown(name, texts)
    if piped or files or _needs_no_input(name, texts):
        return None
    return f"{name!r} waits for input: name a file"


def _needs_no_input(name: str, texts: Sequence[str]) -> bool:
    if name in _SCRIPTS:
        return re.fullmatch(r"BEGIN *\{[^}]*\}", "".join(texts[:1])) is not None
    return name == "uniq" or (name.endswith("grep") and any(re.match(r"-\w*[rR]", text) for text in texts))


def _shown(name: str, texts: Sequence[str]) -> str:
    shown = " ".join((name, *texts))
    return f"{shown!r} is not known as one that only reads and ends" + _instead(name)


def _instead(name: str) -> str:
    return f": {_INSTEAD[name]}" if name in _INSTEAD else ""
