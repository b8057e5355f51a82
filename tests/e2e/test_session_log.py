"""`--session-log` through the command: what a person has in hand after a device failed, and its playback."""

from __future__ import annotations

import re
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from e2e.canary import CANARY, WORD
from e2e.command import COLLECT, collect
from integration.faults import Login, Peer, router, ssh_server
from integration.scripted import Say, Talk
from netcollect.lab import Lab, LabOptions, running_lab

VERSION = b"one line\r\nand another\r\n"


class TakesCanary(Login):
    """Takes the password that must come out nowhere."""

    def validate_password(self, username: str, password: str) -> bool:
        return password == CANARY


async def freezes(talk: Talk) -> None:
    """Half an answer, and then nothing."""
    await talk.say(b"one line\r\nand an")
    await talk.key()


async def asks(talk: Talk) -> None:
    """Tells the password, and asks."""
    await talk.say(f"your password is {CANARY}, is that right? [y/n]: ".encode())
    await talk.key()


def inventory_of(here: Path, port: int) -> None:
    quoted = "'" + CANARY.replace("'", "''") + "'"
    (here / "devices.yaml").write_text(
        f"defaults: {{platform: cisco_ios, username: lab, password: {quoted}}}\n"
        f"devices: {{R1: {{host: 127.0.0.1, port: {port}}}}}\n"
    )


@pytest.fixture
def peer(here: Path) -> Iterator[Peer]:
    answers: dict[str, bytes | Say] = {"show version": VERSION, "show log": asks, "show tech": freezes}
    with ssh_server(router(answers), login=TakesCanary) as peer:
        inventory_of(here, peer.port)
        yield peer


ASK = ("-i", "devices.yaml", "--host-keys", "off", "--session-log", "logs", "--read-timeout", "2")


@pytest.mark.usefixtures("peer")
def test_a_device_that_fails_leaves_what_was_said(here: Path) -> None:
    done = collect(*ASK, "-c", "show version", "-c", "show log", "--format", "json")
    assert done.status == 1
    log, raw = here / "logs" / "R1.1.log", here / "logs" / "R1.1.raw"
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in (log, raw)} == {0o600}
    text = log.read_text()
    assert '-> "show version\\n"' in text
    assert "your password is ***, is that right? [y/n]: " in text
    assert VERSION in raw.read_bytes()
    assert (
        text.splitlines()[-1]
        .split(maxsplit=1)[1]
        .startswith("== question: the device asks: your password is ***")
    )


@pytest.mark.usefixtures("peer")
def test_a_run_that_is_killed_leaves_what_was_said(here: Path) -> None:
    running = subprocess.Popen([COLLECT, *ASK[:6], "-c", "show tech"], stderr=subprocess.DEVNULL)
    log = here / "logs" / "R1.1.log"
    try:
        end = time.monotonic() + 60
        while not (log.exists() and "and an" in log.read_text()):
            assert time.monotonic() < end, "nothing was written while the session waits"
            time.sleep(0.05)
    finally:
        running.kill()
        running.wait()
    assert log.with_suffix(".raw").read_bytes().endswith(b"one line\r\nand an")


@pytest.mark.usefixtures("peer")
def test_the_hint_of_a_timeout_names_it() -> None:
    for options, words in (
        (ASK[:4], "--session-log DIR shows what was said"),
        (ASK[:6], "logs holds what was"),
    ):
        error = collect(*options, "--read-timeout", "0.5", "-c", "show tech", "--format", "json").document
        assert error["devices"][0]["error"]["kind"] == "read_timeout"
        assert words in error["devices"][0]["error"]["hint"]
        assert words in error["devices"][0]["commands"][0]["error"]["hint"]


@pytest.mark.usefixtures("peer")
def test_every_run_and_attempt_has_its_own_files(here: Path) -> None:
    for _ in range(2):
        assert collect(*ASK, "-c", "show version").status == 0
    assert sorted(path.name for path in (here / "logs").glob("*.log")) == ["R1.1-2.log", "R1.1.log"]
    with running_lab(LabOptions(devices=1, faults={"hang": 1.0}, password=CANARY)) as broken:
        (here / "devices.yaml").write_text(broken.inventory_text())
        options = ("--connect-timeout", "0.5", "--retries", "1")
        assert collect(*ASK[:-2], *options, "-c", "show version").status == 1
    name = broken.devices[0].name
    for attempt in (1, 2):
        text = (here / "logs" / f"{name}.{attempt}.log").read_text()
        assert f"# attempt: {attempt}\n" in text
        assert " == not_ssh: " in text.splitlines()[-1]


@pytest.mark.usefixtures("peer")
def test_a_job_and_a_variable_say_it_too(here: Path) -> None:
    (here / "job.yaml").write_text("command: show version\nsession_log: by-job\nhost_keys: 'off'\n")
    assert collect("-i", "devices.yaml", "--job", "job.yaml").status == 0
    assert (here / "by-job" / "R1.1.log").exists()
    done = collect("-i", "devices.yaml", "--job", "job.yaml", env={"COLLECT_SESSION_LOG": "by-variable"})
    assert done.status == 0
    assert (here / "by-variable" / "R1.1.log").exists()


def test_a_directory_that_cannot_be_made_contacts_nobody(here: Path, peer: Peer) -> None:
    (here / "logs").write_text("")
    done = collect(*ASK, "-c", "show version")
    assert (done.status, peer.accepted) == (4, 0)
    assert "cannot write logs" in done.err


@pytest.mark.usefixtures("inventory")
@pytest.mark.parametrize("executor", ["thread", "process", "dask"])
def test_every_executor_writes_them_and_redact_reaches_both(here: Path, lab: Lab, executor: str) -> None:
    asked = (*ASK, "-l", "*ios*", "-c", "show running-config", "--executor", executor, "--workers", "2")
    assert collect(*asked, "--redact").status == 0
    wanted = {f"{each.name}.1.log" for each in lab.devices if each.platform == "cisco_ios"}
    assert {path.name for path in (here / "logs").glob("*.log")} == wanted
    for name in wanted:
        text = (here / "logs" / name).read_text()
        assert '-> "show running-config\\n"' in text
        assert '-> "***\\n"' in text
    secrets = ("$9$Nobodys", "lab-ro")
    stored = "".join(path.read_text() for path in sorted((here / "output" / "latest").resolve().iterdir()))
    for path in (here / "logs").iterdir():
        text = path.read_text()
        assert not any(secret in text for secret in secrets)
        masks = re.findall(r"enable secret 9 (<redacted:....>)", text)
        assert masks
        assert all(mask in stored for mask in masks)


@pytest.mark.usefixtures("inventory")
def test_without_redact_they_hold_what_was_said(here: Path) -> None:
    assert collect(*ASK, "-l", "*ios*", "-c", "show running-config").status == 0
    secrets = ("$9$Nobodys", "lab-ro")
    assert any(secrets[0] in path.read_text() for path in (here / "logs").iterdir())


@pytest.mark.usefixtures("inventory")
def test_the_steps_are_told_at_vvv_only(lab: Lab) -> None:
    name = next(each.name for each in lab.devices if each.platform == "cisco_ios")
    asked = (*ASK[:4], "-l", name, "-c", "show version")
    said = {verbose: collect(*asked, verbose).err for verbose in ("-vv", "-vvv")}
    for step in (r"sending 'terminal length 0\\n'", r"waiting up to \d+ s for /", "waiting for a prompt"):
        assert re.search(f"{name}: {step}", said["-vvv"])
        assert not re.search(f"{name}: {step}", said["-vv"])


@contextmanager
def played(*logs: Path) -> Iterator[None]:
    """`collect lab` plays these logs back while the block runs; the inventory is `lab.yaml`."""
    files = [part for log in logs for part in ("--from-session-log", str(log))]
    running = subprocess.Popen(
        [COLLECT, "lab", *files, "--write-inventory", "lab.yaml"], stderr=subprocess.PIPE, text=True
    )
    assert running.stderr
    try:
        assert "inventory: lab.yaml" in running.stderr.readline()
        yield
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=20)


@pytest.mark.usefixtures("peer")
def test_a_log_is_played_back_by_the_lab(here: Path) -> None:
    commands = ("-c", "show version", "-c", "show log")
    first = collect(*ASK, *commands, "--format", "json").document["devices"][0]
    with played(here / "logs" / "R1.1.log"):
        again = collect("-i", "lab.yaml", *ASK[2:4], *commands, "--format", "json").document["devices"][0]
    assert first["error"]["kind"] == again["error"]["kind"] == "question"
    assert [each["sha256"] for each in first["commands"]] == [each["sha256"] for each in again["commands"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a session log"),
        ("a picture", "give the file that ends in .log"),
        ("# netcollect session log, format 1\nnonsense\n", "line 2"),
        ("# netcollect session log, format 1\n", "does not name its device"),
        ("# netcollect session log, format 1\n# device: R1\n# platform: linux\n", "nothing to play back"),
    ],
)
def test_what_is_no_session_log_is_said(here: Path, text: str, said: str) -> None:
    (here / "x.log").write_text(text)
    done = collect("lab", "--from-session-log", "x.log")
    assert done.status == 2
    assert "x.log" in done.err
    assert said in done.err


def test_the_word_of_the_canary_is_what_logs_would_show() -> None:
    """The fixture `here` looks for it in every file that a test leaves behind."""
    assert WORD in CANARY
