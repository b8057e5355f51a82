"""The tokenizer against a real bash: what the guard accepts runs what the guard saw, and makes no file."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netcollect.guard import objection
from netcollect.guard.lexeme import UnreadableError
from netcollect.guard.posix import parse

BASH = shutil.which("bash")
#: Programs that only record that they ran, by a stub of each in the one directory of PATH.
PROGRAMS = (
    "ls",
    "cat",
    "grep",
    "egrep",
    "sort",
    "uniq",
    "reboot",
    "rm",
    "tee",
    "vsh",
    "sh",
    "show",
    "ip",
    "sed",
)
ACTS = frozenset(("reboot", "rm", "tee", "vsh", "sh"))
#: What breaks tokenizers, more often than letters do.
PIECES = (
    *"'\"\\`$();&|<>!{}[]*?#~^=- ",
    *(
        "$(",
        "\\'",
        '\\"',
        "'\\''",
        "$'",
        '$"',
        "\\\\",
        "&&",
        "||",
        "|&",
        "<(",
        ">(",
        ">&",
        "2>",
        "<<",
        "${",
        "\\n",
    ),
    *(
        "reboot",
        "rm x",
        "ls",
        "cat",
        "grep x",
        "| sort",
        "it\\'s",
        " ; reboot ",
        "/dev/null",
        "made",
        "-o",
        "a,b",
    ),
    *(
        "`reboot`",
        "$(reboot)",
        "'$(reboot)'",
        "x=1",
        "é",
        "\uff5c",
        "-n 1p",
        "sed",
        "uniq",
        "$IFS",
        "$@",
        '"`reboot`"',
        '"$(reboot)"',
    ),
)
LINES = st.builds(
    lambda name, rest: f"{name} {''.join(rest)}",
    st.sampled_from(("ls", "cat y", "grep x", "echo", "show version", "sort y", "uniq")),
    st.lists(st.sampled_from(PIECES), max_size=12),
)

pytestmark = pytest.mark.skipif(BASH is None, reason="there is no bash to compare with")


class Stubs:
    """A directory of programs that write down their arguments, and an empty one to run in."""

    def __init__(self, home: Path) -> None:
        self.programs, self.here, self.record = home / "bin", home / "here", home / "record"
        self.programs.mkdir()
        self.here.mkdir()
        (self.here / "y").write_text("text\n")
        for name in PROGRAMS:
            stub = self.programs / name
            stub.write_text(f"#!{BASH}\nprintf '%s\\0' {name} \"$@\" >>{self.record}.$$\n")
            stub.chmod(0o755)

    def run(self, line: str) -> list[list[str]]:
        for old in self.record.parent.glob("record.*"):
            old.unlink()
        subprocess.run(
            [str(BASH), "--noprofile", "--norc", "-c", line],
            cwd=self.here,
            env={"PATH": str(self.programs), "HOME": "/nowhere", "LC_ALL": "C.UTF-8", **_quiet()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
            check=False,
        )
        ran = [file.read_bytes().decode(errors="replace") for file in self.record.parent.glob("record.*")]
        return [text.split("\0")[:-1] for text in ran]

    def made(self) -> list[str]:
        return sorted({each.name for each in self.here.iterdir()} - {"y"})


def _quiet() -> dict[str, str]:
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Stubs:
    return Stubs(tmp_path_factory.mktemp("shell"))


def seen(line: str) -> list[tuple[str, bool, Sequence[str]]]:
    return [
        (part.words[0].text, all(word.fixed for word in part.words), [word.text for word in part.words])
        for part in parse(line)
    ]


def readable(line: str) -> bool:
    """Whether the tokenizer follows a line; a pattern with parentheses it does not, and bash runs nothing."""
    try:
        return bool(parse(line))
    except UnreadableError:
        return False


def check(stubs: Stubs, line: str, platform: str = "linux") -> None:
    if objection(line, platform) is not None:
        return
    expected = seen(line) if readable(line) else []
    ran = stubs.run(line)
    assert stubs.made() == []
    known = [name for name, _fixed, _words in expected]
    for words in ran:
        assert words[0] in known
        assert words[0] not in ACTS
        if all(fixed for _name, fixed, _words in expected):
            assert words in [exact for _name, _fixed, exact in expected]


@pytest.mark.no_cover
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(LINES)
def test_bash_runs_what_the_guard_saw_and_nothing_else(stubs: Stubs, line: str) -> None:
    check(stubs, line)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_so_it_does_behind_a_device_that_is_a_bash(stubs: Stubs, rest: list[str]) -> None:
    check(stubs, f"show version {''.join(rest)}", "vyos")


@pytest.mark.parametrize(
    "line",
    [
        "ls \\' ; reboot \\'",
        'ls \\" ; reboot \\"',
        "echo \"'$(reboot)'\"",
        "echo \\' `reboot` \\'",
        "grep it\\'s y ; reboot ; echo it\\'s",
        "ls <(reboot)",
        "ls | tee made",
        "ls >made",
        "ls $'\\'' ; reboot ; echo $'\\''",
    ],
)
def test_what_bash_runs_behind_quotes_is_refused(stubs: Stubs, line: str) -> None:
    assert {words[0] for words in stubs.run(line)} & ACTS or stubs.made()
    for made in stubs.made():
        (stubs.here / made).unlink()
    assert objection(line, "linux")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ls 'a b' \"c d\" e\\ f", ["ls", "a b", "c d", "e f"]),
        ("echo 'it'\\''s'", ["echo", "it's"]),
        ('echo "a\'b"', ["echo", "a'b"]),
        ("echo '' x", ["echo", "", "x"]),
        ("ls 2>/dev/null x", ["ls", "x"]),
        ("ls x2 >/dev/null", ["ls", "x2"]),
        ("cat < y", ["cat"]),
    ],
)
def test_words_are_a_shells(line: str, words: list[str]) -> None:
    assert [word.text for word in parse(line)[0].words] == words


@pytest.mark.parametrize(
    "line", ["ls 'x", 'ls "x', "ls \\", "ls |", "| ls", "ls >", "ls <", "ls #x", "ls $'x'", "ls 22>/dev/null"]
)
def test_what_is_not_understood_is_refused(line: str) -> None:
    with pytest.raises(UnreadableError):
        parse(line)
