"""Secrets from the outside: where they come from, and that they come out nowhere."""

from __future__ import annotations

import os
import pty
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from e2e.canary import CANARY, PASSWORD, SECRET, WORD, leaks
from e2e.command import COLLECT, Ended, collect
from netcollect.lab import Lab

LONE = ("-c", "show version", "-l", "platform:cisco_ios")


@pytest.fixture
def devices(lab: Lab, here: Path) -> Path:
    """Its inventory without any password: `PASSWORD` stands where one would."""
    path = here / "devices.yaml"
    text = lab.inventory_text()
    path.write_text(text.replace(PASSWORD, "password: PASSWORD").replace(SECRET, "secret: PASSWORD"))
    return path


def say(inventory: Path, password: str) -> None:
    """Puts a password, or what stands for it, into an inventory, as YAML wants it quoted."""
    quoted = "'" + password.replace("'", "''") + "'"
    inventory.write_text(inventory.read_text().replace("PASSWORD", quoted))


def test_a_variable(devices: Path) -> None:
    say(devices, "env:LAB_PASSWORD")
    done = collect("-i", devices, *LONE, env={"LAB_PASSWORD": CANARY})
    assert done.status == 0, done.err


def test_a_file(devices: Path, here: Path) -> None:
    (here / "secret").write_text(CANARY + "\n")
    say(devices, "file:secret")
    assert collect("-i", devices, *LONE).status == 0
    (here / "secret").chmod(0o644)
    done = collect("-i", devices, *LONE)
    assert done.status == 2
    assert "file:secret: others may read or write it (mode 0644)" in done.err


def test_a_password_manager(devices: Path, here: Path) -> None:
    (here / "manager.py").write_text(f"print({CANARY!r})\nprint('login: lab')\n")
    say(devices, f"cmd:{shlex.quote(sys.executable)} manager.py show lab")
    assert collect("-i", devices, *LONE).status == 0


def test_a_credential_of_systemd(devices: Path, here: Path) -> None:
    (here / "lab").write_text(CANARY)
    say(devices, "systemd:lab")
    assert collect("-i", devices, *LONE, env={"CREDENTIALS_DIRECTORY": str(here)}).status == 0


def test_a_job_file_says_where(devices: Path, here: Path) -> None:
    text = devices.read_text().replace("  password: PASSWORD\n", "").replace(", secret: PASSWORD", "")
    devices.write_text(text)
    (here / "job.yaml").write_text("password: env:LAB_PASSWORD\ncommand: show version\n")
    done = collect("--job", "job.yaml", "-i", devices, "-l", "platform:*nxos", env={"LAB_PASSWORD": CANARY})
    assert done.status == 0, done.err


def test_a_question_is_asked_once_on_the_terminal(devices: Path) -> None:
    say(devices, "prompt")
    ours, theirs = pty.openpty()
    command = [*map(str, [COLLECT, "-i", devices]), "-c", "show version", "-l", "platform:*nxos"]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr
        # What is typed before the question is thrown away.
        asked = process.stderr.read(len("Password: "))
        os.write(ours, f"{CANARY}\n".encode())
        out, err = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, err
    assert asked == b"Password: "
    assert b"Password" not in err
    assert WORD not in out.decode() + err.decode()


def test_what_is_missing_is_told_at_once_and_nobody_is_contacted(devices: Path, lab: Lab) -> None:
    say(devices, "env:LAB_PASSWORD")
    before = lab.journal.count("opened")
    done = collect("-i", devices, "-c", "show version")
    assert done.status == 2
    names = [each.name for each in lab.devices]
    assert done.err.splitlines()[0] == (
        f"error: {devices}:4:13: defaults.password: env:LAB_PASSWORD: the variable is not set; "
        f"it is the password of 10 devices ({', '.join(names[:3])}, …)"
    )
    assert lab.journal.count("opened") == before


@pytest.mark.parametrize(
    "verb", [("inventory",), ("ping",), ("run", "-c", "show version", "--dry-run")], ids=lambda verb: verb[0]
)
def test_a_secret_that_is_not_needed_is_not_looked_for(devices: Path, verb: tuple[str, ...]) -> None:
    say(devices, "env:LAB_PASSWORD")
    done = collect(*verb, "-i", devices)
    assert done.status == 0, done.err


def test_a_devices_own_and_a_job_files_are_told_with_their_places(devices: Path, here: Path) -> None:
    devices.write_text(
        "- {device_type: cisco_ios, host: 127.0.0.1, username: lab, password: 'env:LAB_PASSWORD'}\n"
        "- {device_type: cisco_ios, host: 127.0.0.2, username: lab}\n"
    )
    (here / "job.yaml").write_text("command: show version\npassword: file:none\n")
    done = collect("--job", "job.yaml", "-i", devices)
    assert done.status == 2
    assert done.err.splitlines() == [
        f"error: {devices}:1:70: [0].password: env:LAB_PASSWORD: the variable is not set; "
        "it is the password of 127.0.0.1",
        "error: job.yaml:2:11: password: file:none: cannot be read: No such file or directory; "
        "it is the password of 127.0.0.2",
    ]


def test_what_only_devices_need_that_are_left_out_is_not_looked_for(devices: Path, here: Path) -> None:
    count = here / "manager.py"
    count.write_text("open('asked', 'a').write('x')")
    say(devices, f"cmd:{shlex.quote(sys.executable)} manager.py")
    devices.write_text(
        devices.read_text()
        + "  - {name: own, host: 127.0.0.9, platform: cisco_ios, username: lab, password: x, secret: y}\n"
    )
    assert collect("-i", devices, "-c", "show version", "-l", "own", "--connect-timeout", "1").status == 1
    assert not (here / "asked").exists()


def test_password_managers_that_hang_do_not_outlive_an_interrupt(here: Path) -> None:
    (here / "manager.py").write_text(
        "import pathlib, sys, time; pathlib.Path('asked' + sys.argv[1]).touch(); time.sleep(20)"
    )
    rows = [
        f"- {{device_type: cisco_ios, host: 127.0.0.{n}, username: lab, "
        f"password: 'cmd:{sys.executable} manager.py {n}'}}"
        for n in range(1, 30)
    ]
    (here / "devices.yaml").write_text("\n".join(rows))
    with subprocess.Popen(
        [COLLECT, "-i", "devices.yaml", "-c", "show version"], stderr=subprocess.PIPE, text=True
    ) as process:
        while not list(here.glob("asked*")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.stderr
        said = [process.stderr.readline() for _ in range(2)]
        assert said[-1] == "error: interrupted\n"
        assert process.wait(timeout=30) == 130
    assert len(list(here.glob("asked*"))) < 20


def test_a_reference_that_makes_no_sense_has_its_place(devices: Path) -> None:
    say(devices, "env:LAB-PASSWORD")
    done = collect("-i", devices, *LONE)
    assert done.status == 2
    assert done.err.splitlines()[0] == (
        f"error: {devices}:4:13: defaults.password: begins with env: but is not env:NAME, "
        "an environment variable (if this is the text itself, write plain: before it)"
    )


@pytest.mark.parametrize("verb", [("inventory",), ("ping",), ("run", *LONE)], ids=lambda verb: verb[0])
def test_an_inventory_with_passwords_that_others_can_read(inventory: Path, verb: tuple[str, ...]) -> None:
    inventory.chmod(0o644)
    said = (
        f"{inventory}: holds passwords, and every user of this machine can read it (chmod 600 {inventory})\n"
    )
    done = collect(*verb, "-i", inventory)
    assert (done.status, done.err.partition("\n")[0] + "\n") == (0, f"warning: {said}")
    done = collect(*verb, "-i", inventory, "--strict-permissions")
    assert (done.status, done.out, done.err) == (2, "", f"error: {said}")
    inventory.chmod(0o600)
    assert "warning" not in collect(*verb, "-i", inventory, "--strict-permissions").err


def test_without_passwords_everybody_may_read_an_inventory(devices: Path) -> None:
    say(devices, "env:LAB_PASSWORD")
    devices.chmod(0o644)
    done = collect("-i", devices, *LONE, "--strict-permissions", env={"LAB_PASSWORD": CANARY})
    assert (done.status, done.err) == (0, "")


class Watcher:
    """Reads what everybody on the machine could see of a process's children while it runs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._thread = threading.Thread(target=self._watch)
        self.seen: set[tuple[str, str]] = set()
        self.children: set[int] = set()

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()

    def _watch(self) -> None:
        while self._process.poll() is None:
            family = self._family()
            self.children |= family - {self._process.pid}
            own = self._read(self._process.pid, "cmdline")
            for pid in family:
                # What a shell gave to our own process is in its first environment, as the kernel keeps it,
                # and a child has the same until it becomes another program.
                before = self._read(pid, "cmdline")
                environment = self._read(pid, "environ")
                if WORD in before:
                    self.seen.add(("argv", before))
                if WORD in environment and own not in (before, self._read(pid, "cmdline")):
                    self.seen.add(("environ", before))

    def _family(self) -> set[int]:
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                stat = self._read(int(entry.name), "stat").rpartition(")")[2].split()
                if len(stat) > 1:
                    parents[int(entry.name)] = int(stat[1])
        family = {self._process.pid}
        for _ in range(5):
            family |= {pid for pid, parent in parents.items() if parent in family}
        return family

    @staticmethod
    def _read(pid: int, place: str) -> str:
        try:
            return Path(f"/proc/{pid}/{place}").read_bytes().decode("utf-8", "replace")
        except OSError:
            return ""


def watched(*arguments: str | Path, env: dict[str, str] | None = None) -> tuple[Ended, Watcher]:
    process = subprocess.Popen(
        [COLLECT, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(env or {})},
    )
    with Watcher(process) as watcher:
        out, err = process.communicate(timeout=120)
    return Ended(process.returncode, out.decode(), err.decode()), watcher


def in_every_way(devices: Path, here: Path) -> dict[str, str]:
    """Lets the devices take the canary, each in another way; gives the environment that belongs to it."""
    (here / "kept").write_text(CANARY)
    (here / "manager.py").write_text(f"print({CANARY!r})")
    quoted = "'" + CANARY.replace("'", "''") + "'"
    ways = (quoted, "env:LAB_PASSWORD", "file:kept", f"'cmd:{shlex.quote(sys.executable)} manager.py'", None)
    text = devices.read_text().replace("  password: PASSWORD\n", "")
    lines, devices_seen = [], 0
    for line in text.splitlines():
        if line.startswith("  - {"):
            # Two devices of each platform follow each other in turn: they must not share a way.
            way = ways[(devices_seen + devices_seen // len(ways)) % len(ways)]
            devices_seen += 1
            line = line.replace("}", f", password: {way}}}" if way else "}").replace(  # noqa: PLW2901
                ", secret: PASSWORD", f", secret: {way}" if way else ""
            )
        lines.append(line)
    devices.write_text("\n".join(lines) + "\n")
    return {"LAB_PASSWORD": CANARY, "COLLECT_PASSWORD": CANARY, "COLLECT_SECRET": CANARY}


@pytest.mark.parametrize("executor", ["thread", "process", "dask"])
def test_a_secret_comes_out_nowhere(devices: Path, here: Path, executor: str) -> None:
    env = in_every_way(devices, here)
    # Not below the test's own folder: worker processes keep a socket there, and its path must be short.
    with tempfile.TemporaryDirectory(prefix="nc-", dir="/tmp") as tmp:
        done, watcher = watched(
            *("-i", devices, "-c", "show version", "-c", "show nonsense", "-vvv", "--log-file", "log"),
            *("--executor", executor, "--format", "json", "--last-good"),
            env={**env, "TMPDIR": tmp, "HOME": str(here)},
        )
        assert leaks(Path(tmp)) == []
    assert done.status == 1
    assert {row["status"] for row in done.document["devices"]} == {"partial", "failed"}
    assert {row["error"]["kind"] for row in done.document["devices"]} == {"rejected"}
    assert executor == "thread" or watcher.children
    assert watcher.seen == set()
    assert WORD not in done.out + done.err
    assert leaks(here, "kept", "manager.py") == []
    assert (here / "log").stat().st_size > 1000


@pytest.mark.parametrize("executor", ["thread", "process"])
def test_a_wrong_one_comes_out_nowhere_either(inventory: Path, here: Path, executor: str) -> None:
    inventory.write_text(inventory.read_text().replace(PASSWORD, "password: PASSWORD"))
    say(inventory, f"not {CANARY}")
    done, watcher = watched(
        *("-i", inventory, "-c", "show version", "-vvv", "--log-file", "log", "--executor", executor),
    )
    assert done.status == 1
    assert "auth_rejected" in done.out
    assert watcher.seen == set()
    assert WORD not in done.out + done.err
    assert leaks(here) == []


def test_a_wrong_enable_secret_comes_out_nowhere(inventory: Path, here: Path) -> None:
    inventory.write_text(inventory.read_text().replace(SECRET, "secret: PASSWORD"))
    say(inventory, f"not {CANARY}")
    done, _ = watched("-i", inventory, *LONE, "-vvv", "--log-file", "log")
    assert done.status == 1
    assert "enable_rejected" in done.out
    assert WORD not in done.out + done.err
    assert leaks(here) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "password: [PASSWORD]",
        "passwd: PASSWORD",
        "password: PASSWORD\n  password: PASSWORD",
        "connect: {fast_cli: PASSWORD}",
    ],
)
def test_a_mistake_beside_it_does_not_show_it(inventory: Path, here: Path, wrong: str) -> None:
    inventory.write_text(inventory.read_text().replace(PASSWORD, wrong))
    say(inventory, CANARY)
    done, _ = watched("-i", inventory, *LONE, "-vvv", "--log-file", "log")
    assert done.status in (1, 2)
    assert WORD not in done.out + done.err
    assert leaks(here) == []
