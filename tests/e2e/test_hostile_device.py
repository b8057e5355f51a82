"""A device that writes to the terminal behind the tool: what it says is shown, and carried out nowhere."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from e2e.canary import CANARY
from e2e.command import COLLECT, collect
from integration.faults import Login, raw_server, router, says, ssh_server
from integration.scripted import Say, Talk

#: A window's title, a cleared screen in seven bits and in eight, a line written over, text turned round.
DRIVES = "\x1b]0;owned\x07\x1b[2J\x9b2J\u202ereversed"
COMMANDS = "::error file=a::forged\n##vso[task.complete]\n##teamcity[x]\nsection_start:1:a\r\x1b[0K\n"
BODY = f"up {DRIVES} over\rwritten\u2028\n{COMMANDS}"
WORDS = f"% Invalid input {DRIVES} over\rwritten"
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028]")
CI_COMMAND = re.compile(r"^\s*::[\w-]+[^\n]*::|##\w*\[", re.MULTILINE)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    answers = {
        "show all": BODY.replace("\n", "\r\n").encode(),
        "show nonsense": WORDS.encode() + b"\xff\xfe\r\n::error::second line\r\n",
    }
    with ssh_server(router(answers)) as peer:
        yield peer.port


def write_inventory(here: Path, port: int, login: str = "password: lab") -> None:
    (here / "devices.yaml").write_text(
        f"defaults: {{platform: cisco_ios, username: lab, {login}}}\n"
        f"devices: {{R1: {{host: 127.0.0.1, port: {port}}}}}\n"
    )


@pytest.fixture
def inventory(port: int, here: Path) -> None:
    write_inventory(here, port)


ALL = ("-i", "devices.yaml", "-c", "show all", "-c", "show nonsense", "--host-keys", "off")


def harmless(text: str) -> bool:
    return not UNSEEN.search(text) and not CI_COMMAND.search(text)


@pytest.mark.usefixtures("inventory")
@pytest.mark.parametrize("verbose", [(), ("-v",), ("-vvv",)], ids=len)
def test_the_summary_and_every_log_show_it(here: Path, verbose: tuple[str, ...]) -> None:
    done = collect(*ALL, *verbose, "--log-file", "log")
    assert done.status == 1
    assert r"\x1b]0;owned\x07\x1b[2J\x9b2J\u202ereversed" in done.out
    log = (here / "log").read_text()
    assert r"% Invalid input \x1b]0;owned\x07" in log
    for text in (done.out, done.err, log):
        assert harmless(text)
    # Each line of a log is one that we wrote.
    assert all(re.match(r"\d{4}-\d\d-\d\d ", line) for line in log.splitlines())


@pytest.mark.usefixtures("inventory")
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_the_document_says_it_and_drives_nothing(here: Path, form: str) -> None:
    done = collect(*ALL, "--format", form)
    assert not UNSEEN.search(done.out)
    assert not UNSEEN.search((here / "output" / "latest" / "manifest.json").read_text())
    found = json.loads(done.out)
    rejected = (found if form == "jsonl" else found["devices"][0])["commands"][1]
    assert DRIVES in rejected["error"]["message"]


@pytest.mark.usefixtures("inventory")
def test_the_file_has_the_very_bytes_and_so_has_a_pipe(here: Path) -> None:
    done = subprocess.run(
        [COLLECT, *ALL, "--format", "text"],
        capture_output=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "CI"},
    )
    stored = (here / "output" / "latest" / "R1.txt").read_bytes()
    assert BODY.replace("\r\x1b[0K", "").partition("\n")[0].encode() in stored
    assert done.stdout == stored


@pytest.mark.usefixtures("inventory")
def test_text_in_a_ci_is_defused(here: Path) -> None:
    done = collect(*ALL, "--format", "text", env={"CI": "true"})
    assert r"up \x1b]0;owned\x07" in done.out
    assert harmless(done.out)


@pytest.mark.usefixtures("inventory")
@pytest.mark.parametrize("form", ["summary", "text", "json"])
def test_on_a_terminal_with_a_progress_bar(form: str) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [COLLECT, *ALL, "--format", form, "-vv"], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end was closed
                break
            seen += part
        process.wait(timeout=60)
    os.close(ours)
    text = seen.decode()
    assert "Invalid input" in text
    assert "\x1b]0;" not in text
    assert "\x9b" not in text
    assert "\u202e" not in text
    assert "over\rwritten" not in text


def test_what_is_no_ssh_server_drives_nothing_either(here: Path) -> None:
    with raw_server(says(f"220 {DRIVES}\r\n::error::x\r\n".encode(), then="close")) as peer:
        write_inventory(here, peer.port)
        done = collect(*ALL, "-vv", "--log-file", "log")
    assert done.status == 1
    for text in (done.out, done.err, (here / "log").read_text()):
        assert harmless(text)


def test_a_server_that_breaks_the_key_exchange_is_told_of_without_a_traceback(here: Path) -> None:
    with raw_server(says(b"SSH-2.0-x\r\n" + b"\x00\x00\x00\x04garbage" * 10)) as peer:
        write_inventory(here, peer.port)
        done = collect(*ALL, "-vvv")
    assert done.status == 1
    assert "ssh_negotiation" in done.out
    assert "the device sent invalid SSH in the key exchange" in done.out
    assert "paramiko/" not in done.err


class AnyLogin(Login):
    """Takes whatever password it is given."""

    def validate_password(self, username: str, password: str) -> bool:
        del username, password
        return True


def repeats(words: str) -> Say:
    """A router that says the enable secret back, in its error message."""

    async def shell(talk: Talk) -> None:
        await talk.say(b"R1>")
        while True:
            command = (await talk.line()).strip()
            if command == b"enable":
                await talk.say(b"Password: ")
                said = (await talk.line(echo=False)).decode()
                back = words.format(text=said, url=quote(said), repr=repr(said))
                await talk.say(b"\r\n" + back.encode() + b"\r\nR1>")
            else:
                await talk.say(b"R1>")

    return shell


@pytest.mark.parametrize("words", ["% Denied for {text}", "% Denied: {url}", "% Denied ({repr})"])
@pytest.mark.parametrize("executor", ["thread", "process"])
def test_a_device_that_says_the_secret_back_brings_it_nowhere(here: Path, words: str, executor: str) -> None:
    login = json.dumps(CANARY)
    with ssh_server(repeats(words), login=AnyLogin) as peer:
        write_inventory(here, peer.port, login=f"password: {login}, secret: {login}")
        done = collect(*ALL, "-vv", "--log-file", "log", "--executor", executor)
    assert done.status == 1
    assert "% Denied" in done.out
    assert "***" in done.out
    # That it is nowhere else is proven for every test: `collect` and `here` look for it.
