"""The verbs beside the main job, as people run them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.command import COLLECT, collect
from netcollect.lab import Lab


def test_version_and_help() -> None:
    assert collect("--version").out.startswith("netcollect 0.")
    text = collect("--help").out
    for word in ("--inventory", "--command", "--limit", "--dry-run", "--host-keys", "ping", "lab", "demo"):
        assert word in text
    assert collect().status == 2
    assert collect("ping", "--help").status == 0


CHEAP = """
import sys
from netcollect.cli.group import cli
cli(["--version"], standalone_mode=False)
heavy = {"netmiko", "paramiko", "yaml", "rich"} & set(sys.modules)
sys.exit(f"imported {heavy}" if heavy else 0)
"""


def test_version_does_not_import_what_is_slow() -> None:
    done = subprocess.run([sys.executable, "-c", CHEAP], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_ping_keeps_the_order_and_ends_with_1_when_someone_is_silent(inventory: Path, lab: Lab) -> None:
    done = collect("ping", "-i", inventory)
    assert done.status == 0, done.err
    names = [line.split()[0] for line in done.out.splitlines()]
    assert names == [*(each.name for each in lab.devices), "10"]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        text = inventory.read_text().replace(
            f"port: {lab.devices[3].port},", f"port: {nobody.getsockname()[1]},"
        )
        inventory.write_text(text)
        done = collect("ping", "-i", inventory, "--format", "json")
    assert done.status == 1
    rows = json.loads(done.out)
    assert [row["device"] for row in rows if row["status"] == "failed"] == [lab.devices[3].name]
    assert rows[3]["error"]["kind"] == "refused"
    assert collect("ping", "-i", inventory, "-l", lab.devices[0].name).status == 0
    assert collect("ping").status == 2


def test_the_inventory_is_shown_without_secrets(inventory: Path, lab: Lab) -> None:
    done = collect("inventory", "-i", inventory, "-l", "platform:cisco_*")
    assert [line.split()[0] for line in done.out.splitlines()] == [
        each.name for each in lab.devices if each.platform.startswith("cisco")
    ]
    rows = json.loads(collect("inventory", "-i", inventory, "--format", "json").out)
    assert rows[0]["facts"]["site"] == "ams"
    assert "password" not in rows[0]
    assert collect("inventory").status == 2


def test_the_demo_tells_the_whole_story(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECT_USERNAME", "nobody")
    done = collect("demo", "--devices", "10")
    assert done.status == 0, done.err
    assert done.out.count("10 ok of 10 devices") == 2
    # The night: told by the lab, grouped by the diff, and seen in the answer.
    assert "Day 2:\nthe night before day 2:\n  " in done.err
    assert re.search(r"^  \d devices: \+ ntp server \S+$", done.out, re.MULTILINE)
    assert "$ collect diff --output output\n" in done.err
    answer = done.out[done.out.index("\ndevice ") :].split("\n")
    assert answer[1].split() == ["device", "interface", "address"]
    downs = re.search(r"  03:17 (\S+) (\S+) goes down", done.err)
    assert downs
    assert any(line.startswith(f"{downs[1]} ") and downs[2] in line for line in answer)
    assert "10 of 10 devices" in done.err
    assert len(list((here / "output" / "runs").iterdir())) == 2


def test_the_lab_serves_until_it_is_interrupted(here: Path) -> None:
    arguments = [
        "lab",
        "--devices",
        "5",
        "--platforms",
        "cisco_ios,arista_eos",
        "--write-inventory",
        "lab.yaml",
    ]
    with subprocess.Popen([COLLECT, *arguments], stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        assert "inventory: lab.yaml" in running.stderr.readline()
        assert "5 devices on 127.0.0.1 ports" in running.stderr.readline()
        done = collect("-i", "lab.yaml", "-c", "sh ip int br")
        running.send_signal(signal.SIGINT)
        assert "lab ended" in running.stderr.read()
    assert running.returncode == 0
    assert done.status == 0, done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--platforms", "cisco_oss"], "cisco_oss"),
        (["--fault", "sing=0.5"], "sing"),
        (["--fault", "cut=2"], "fraction"),
        (["--fault", "cut=x"], "fraction"),
    ],
)
def test_wrong_options_of_the_lab(arguments: list[str], said: str) -> None:
    done = collect("lab", *arguments)
    assert done.status == 2
    assert said in done.err


def test_a_reader_that_leaves_early_is_no_error(inventory: Path) -> None:
    line = f"{COLLECT} -i {inventory} -c 'show version' -l 'platform:cisco*' --format text | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def to_nobody(*arguments: str | Path) -> tuple[int, str]:
    """Status and stderr of `collect` where whoever read its stdout has gone before it began."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as nobody:
        command = [str(COLLECT), *map(str, arguments)]
        done = subprocess.run(command, stdout=nobody, stderr=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stderr


def test_a_reader_that_left_changes_no_status(inventory: Path) -> None:
    """Each verb does its work, says on stderr what it has to say, and has the status that is its own."""
    run = ("-i", inventory, "-c", "show version", "-l", "platform:cisco*")
    assert to_nobody(*run, "--format", "jsonl")[0] == 0
    assert "unfinished" not in collect("runs").out
    assert to_nobody("inventory", "-i", inventory) == (0, "10 devices\n")
    assert to_nobody(*run, "--dry-run")[0] == 0
    assert to_nobody(*run)[0] == 0
    status, said = to_nobody("query", "outputs", "--format", "csv")
    assert (status, said) == (0, collect("query", "outputs", "--format", "csv").err)
    assert to_nobody("-i", inventory, "-c", "show nothing", "-l", "platform:cisco*")[0] == 1
    status, said = to_nobody("show", "--format", "csv")
    assert (status, said) == (1, collect("show", "--format", "csv").err)


@pytest.mark.parametrize("form", ["jsonl", "summary"])
def test_a_run_whose_stdout_is_full_is_stored(inventory: Path, form: str) -> None:
    line = ["-i", str(inventory), "-c", "show version", "-l", "platform:cisco*", "--format", form]
    with open("/dev/full", "wb") as full:  # noqa: PTH123 (a device)
        done = subprocess.run(
            [str(COLLECT), *line], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 4
    assert "error: cannot write stdout: No space left on device" in done.stderr
    assert "Exception ignored" not in done.stderr
    assert "unfinished" not in collect("runs").out
    assert Path("output/latest/manifest.json").is_file()


def in_a_shell(line: str, *arguments: str | Path) -> int:
    """The status of `collect`, called as a shell's line has it: `"$@" >&-`."""
    # A shell's own words: it opens and closes what Python cannot hand over.
    return subprocess.run(["/bin/sh", "-c", line, "sh", COLLECT, *arguments], check=False).returncode


@pytest.mark.parametrize("lost", [">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_a_lost_stream_changes_no_status(inventory: Path, lost: str) -> None:
    inventory.chmod(0o644)  # the first line on stderr is a warning
    run = ["-i", str(inventory), "-c", "show version", "-l", "platform:cisco*"]
    assert in_a_shell(f'"$@" {lost}', *run) == 0
    assert "unfinished" not in collect("runs").out
    assert Path("output/latest/manifest.json").is_file()
    assert in_a_shell(f'"$@" {lost}', "-i", "nowhere.yaml", "-c", "show version") == 2


@pytest.mark.parametrize("verb", [["runs"], ["verify"], ["show"], ["query", "outputs"], ["diff"]])
def test_verbs_without_a_stdout_keep_their_status(inventory: Path, verb: list[str]) -> None:
    run = ["-i", str(inventory), "-c", "show version", "-l", "platform:cisco*"]
    assert collect(*run).status == collect(*run).status == 0
    assert in_a_shell('"$@" >&-', *verb) == collect(*verb).status


def test_a_full_stdout_is_told_by_the_status_alone(inventory: Path) -> None:
    run = ["-i", str(inventory), "-c", "show version", "-l", "platform:cisco*"]
    assert in_a_shell('"$@" >/dev/full 2>/dev/full', *run) == 4
    assert Path("output/latest/manifest.json").is_file()


def test_schemas_are_json() -> None:
    for kind in ("inventory", "job"):
        done = collect("schema", kind)
        assert done.status == 0, done.err
        assert json.loads(done.out)["title"].startswith("netcollect")
    assert collect("schema", "rule").status == 2
