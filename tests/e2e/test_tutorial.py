"""docs/tutorial.md, typed line by line: its files are written, its labs started, its commands run."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from e2e.command import COLLECT, Ended, collect

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text()
SECTIONS = dict(re.findall(r"^## (.*)\n((?:(?!^## ).*\n)+)", PAGE, re.MULTILINE))
#: The sections that go on with what the one before has left.
STORIES = (
    ("A network without hardware", "The first run", "From a question to a CSV file", "A second day",
     "A network without the network"),
    ("From an empty folder to a scheduled audit",),
    ("When something fails",),
)  # fmt: skip
#: What a shell does something about.
_FOR_A_SHELL = re.compile(r"[$|&;<>*?~`]")
#: What does not end with 0, and says so in the text.
DIFFERENT = {"collect diff": 1, "collect --job audit.yaml": 3, "collect audit": 3}


def blocks(section: str) -> Iterator[str]:
    return (block for block in re.findall(r"^```\w*\n(.*?)^```", SECTIONS[section], re.MULTILINE | re.DOTALL))


def ended(line: str) -> Ended:
    """What a line leaves; a shell runs it where it needs one."""
    _, *words = shlex.split(line)
    if not _FOR_A_SHELL.search(line):
        return collect(*words)
    command = ["/bin/sh", "-c", line.replace("collect", str(COLLECT), 1)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    return Ended(done.returncode, done.stdout, done.stderr)


class Terminal:
    """Somebody who types what the page says; a lab runs until the next one starts."""

    def __init__(self) -> None:
        self.lab: subprocess.Popen[str] | None = None
        self.said = ""

    def type(self, block: str, status: int) -> None:
        if found := re.match(r"# (\S+\.yaml)\n", block):
            Path(found[1]).write_text(block)
        for line in re.findall(r"^\$ (collect .*)$", block, re.MULTILINE):
            if line.startswith("collect lab"):
                self.stop()
                self.start(line)
            else:
                self.run(line, next((DIFFERENT[each] for each in DIFFERENT if line.startswith(each)), status))

    def run(self, line: str, status: int) -> None:
        done = ended(line)
        assert done.status == status, f"{line}\n{done.out}\n{done.err}"
        self.said += done.out

    def start(self, line: str) -> None:
        words = [str(COLLECT), *line.split()[1:]]
        self.lab = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        assert self.lab.stderr
        heard = [""]
        while "Ctrl-C ends them" not in heard[-1]:
            heard.append(self.lab.stderr.readline())
            assert heard[-1], heard

    def stop(self) -> None:
        if self.lab:
            self.lab.send_signal(signal.SIGINT)
            self.lab.communicate(timeout=30)


@contextmanager
def terminal() -> Iterator[Terminal]:
    it = Terminal()
    try:
        yield it
    finally:
        it.stop()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.timeout(600)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story[-1])
def test_the_tutorial_does_what_it_says(story: tuple[str, ...], here: Path) -> None:
    failing = 1 if "When something fails" in story else 0
    with terminal() as it:
        for section in story:
            for block in blocks(section):
                it.type(block, failing)
    if "A second day" in story:
        assert (here / "down.csv").read_text().startswith("device,")
        assert re.search(
            r"^show running-config\n  \d devices: \+ ntp server 192.0.2.2$", it.said, re.MULTILINE
        )
    if story == STORIES[1]:
        assert "fixed  clock-source [high]: " in it.said
        assert "new    ports-up" in it.said
        assert (here / "report.html").read_text().startswith("<!doctype html>")
        digest = (here / "digest.txt").read_text()
        assert [len(re.findall(rf"since last time: .*{word}", digest)) for word in ("violated", "fixed")] == [
            2,
            1,
        ]


def test_every_section_with_commands_is_in_a_story_or_meets_real_devices() -> None:
    told = {section for story in STORIES for section in story}
    with_commands = {name for name in SECTIONS if "\n$ collect" in SECTIONS[name]}
    assert with_commands - told == {"The inventory that you have"}


def test_the_inventory_of_the_first_section_is_understood(here: Path) -> None:
    (table,) = [block for block in blocks("The inventory that you have") if block.startswith("name,")]
    (here / "hosts.csv").write_text(table)
    done = subprocess.run(
        [COLLECT, "inventory", "-i", "hosts.csv"], capture_output=True, text=True, check=True
    )
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        ["R1", "cisco_ios"],
        ["R2", "arista_eos"],
    ]
