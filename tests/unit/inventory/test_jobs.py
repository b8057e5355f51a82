"""Job files and lists of commands."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from netcollect.cli.job import job_readers
from netcollect.cli.run import run
from netcollect.cli.types import RowOf
from netcollect.errors import InputError
from netcollect.inventory import JobFile, load_job, read_commands_file
from netcollect.inventory.readers import Choice, Choices, Number, Reader
from netcollect.inventory.source import Source

READERS = job_readers(run)

FULL = """
inventory: [a.yaml, b.yaml]
limit: R*
strict_permissions: true
password: env:LAB_PASSWORD
secret: file:secret
commands: [show version, show clock]
commands-file: more.txt
allow-command: clear counters
redact: true
ignore: ['^Total: .*', 'rate [0-9]+']
last_good: true
keep: 30
keep-days: 90
output: out
layout: command
format: json
workers: 30
executor: process
username: lab
ask-pass: true
ask_secret: false
private_key: key
connect_timeout: 5
read-timeout: 6.5
device_timeout: 7
max_output: 64M
accept_banner: true
require_enable: true
run_timeout: 8
retries: 2
dask-scheduler: tls://scheduler.example.net:8786
dask_allow_plaintext: false
dask_pin: site
max_per: [site=4, group=10]
ramp: 50
max_rejections: 5
rerun_failed: latest
host_keys: off
known-hosts: kh
agent: true
ssh_config: config
dry_run: true
quiet: false
verbose: 2
no_progress: true
log_file: log
session_log: logs
platform_files: platforms
ask: [arp, neighbors]
templates: templates
color: never
report: page.html
git: repository
git_form: exact
git_author: Lab <lab@example.net>
git-prune: true
rules: [rules.yaml]
junit: junit.xml
metrics: metrics.prom
platforms:
  cisco_ios: {commands: [show ip interface brief]}
  linux: uptime
groups: {core: [show ip bgp summary, show ip ospf neighbor]}
"""


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "job.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        load_job(path, READERS)
    return [
        str(problem).removeprefix(str(path)).removeprefix(":").lstrip() for problem in caught.value.problems
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ignore: ['.*']", "1:10: ignore: '.*' matches every line"),
        ("ignore:\n- uptime is .*\n- '('\n", "3:3: ignore: '(' is not a valid regular expression"),
        ("ignore: '(a+)+b'", "1:9: ignore: '(a+)+b' may take for ever"),
    ],
)
def test_a_pattern_that_cannot_be_left_out_is_refused_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    (problem,) = problems(tmp_path, f"{text}\n")
    assert problem.startswith(said)


def test_everything_that_a_job_can_say(tmp_path: Path) -> None:
    path = tmp_path / "job.yaml"
    path.write_text(FULL)
    job = load_job(path, READERS)
    assert job == JobFile(
        path=str(path),
        options={
            "inventory": ("a.yaml", "b.yaml"),
            "limit": ("R*",),
            "strict_permissions": True,
            "commands_file": "more.txt",
            "allow_command": ("clear counters",),
            "ask": ("arp", "neighbors"),
            "redact": True,
            "ignore": ("^Total: .*", "rate [0-9]+"),
            "last_good": True,
            "keep": 30,
            "keep_days": 90,
            "output": "out",
            "layout": "command",
            "format": "json",
            "workers": 30,
            "executor": "process",
            "username": "lab",
            "ask_pass": True,
            "ask_secret": False,
            "private_key": "key",
            "connect_timeout": 5.0,
            "read_timeout": 6.5,
            "device_timeout": 7.0,
            "max_output": 64_000_000,
            "accept_banner": True,
            "require_enable": True,
            "run_timeout": 8.0,
            "retries": 2,
            "dask_scheduler": "tls://scheduler.example.net:8786",
            "dask_allow_plaintext": False,
            "dask_pin": "site",
            "max_per": ("site=4", "group=10"),
            "ramp": 50,
            "max_rejections": 5,
            "rerun_failed": "latest",
            "host_keys": "off",
            "known_hosts": "kh",
            "agent": True,
            "ssh_config": "config",
            "dry_run": True,
            "quiet": False,
            "verbose": 2,
            "no_progress": True,
            "log_file": "log",
            "session_log": "logs",
            "platform_files": "platforms",
            "templates": "templates",
            "color": "never",
            "report": "page.html",
            "git": "repository",
            "git_form": "exact",
            "git_author": "Lab <lab@example.net>",
            "git_prune": True,
            "rules": ("rules.yaml",),
            "junit": "junit.xml",
            "metrics": "metrics.prom",
        },
        commands=("show version", "show clock"),
        by_platform={"cisco_ios": ("show ip interface brief",), "linux": ("uptime",)},
        by_group={"core": ("show ip bgp summary", "show ip ospf neighbor")},
        secrets={"password": "env:LAB_PASSWORD", "secret": "file:secret"},
    )
    others = READERS.keys() - job.options.keys()
    lines = [f"{name}: {_such(READERS[name])}" for name in others]
    path.write_text("\n".join(["command: show version", *lines]))
    assert load_job(path, READERS).options.keys() == others


def _such(reader: Reader) -> str:
    """A value that a reader takes."""
    match reader:
        case Choice(words) | Choices(words):
            return words[0]
        case Number(low, _):
            return str(low)
    return "true" if reader == Source.boolean else "1"


def test_a_job_can_say_everything_that_the_flags_can() -> None:
    flags = {
        name.removeprefix("--").replace("-", "_")
        for parameter in run.params
        for name in parameter.opts
        if name.startswith("--")
    }
    assert flags - {"job", "command"} == set(READERS)


@pytest.mark.parametrize("parameter", run.params, ids=lambda parameter: parameter.name)
def test_a_job_takes_the_values_that_a_flag_takes(parameter: click.Option, tmp_path: Path) -> None:
    name = next(name for name in parameter.opts if name.startswith("--")).removeprefix("--")
    choices = parameter.type.table if isinstance(parameter.type, RowOf) else ()
    for choice in choices:
        path = tmp_path / "job.yaml"
        path.write_text(f"{name}: {choice}\n")
        value = (choice,) if parameter.multiple else choice
        assert load_job(path, READERS).options == {name.replace("-", "_"): value}


def test_command_and_commands_are_one_list(tmp_path: Path) -> None:
    path = tmp_path / "job.yaml"
    path.write_text("command: show version\ncommands: [show clock]\n")
    assert load_job(path, READERS).commands == ("show version", "show clock")


#: Job files that are wrong, and what is said of each.
WRONG_JOBS: list[tuple[str, list[str]]] = [
    ("", ["is empty (see docs/commands-and-jobs.md"]),
    ("[a]\n", ["1:1: a list where a mapping is expected"]),
    ("show version\n", ["1:1: text where a mapping is expected"]),
    ("worker: 3\n", ["1:1: worker: unknown key (did you mean workers"]),
    ("time-out: 3\n", ["1:1: time-out: unknown key"]),
    ("workers: 0\n", ["1:10: workers: '0' is not a whole number from 1 to 10000"]),
    ("workers: many\n", ["1:10: workers: 'many' is not a whole number"]),
    ("retries: 101\n", ["1:10: retries: '101' is not a whole number from 0 to 100"]),
    ("read_timeout: 0\n", ["1:15: read_timeout: '0' is not a positive number of seconds"]),
    ("layout: devices\n", ["1:9: layout: 'devices' is none of device, command"]),
    ("host_keys: no\n", ["1:12: host_keys: 'no' is none of accept-new, strict, off"]),
    ("ask_pass: yes\n", ["1:11: ask_pass: 'yes' is neither true nor false"]),
    ("username: [a]\n", ["1:11: username: a list where text is expected"]),
    ("password: hunter2\n", ["1:1: password: a job file must not hold credentials (say where it is"]),
    (
        "password: ${SW_PASS}\n",
        ["1:11: password: is a placeholder that was never filled in (write env:SW_"],
    ),
    (
        "password: {{ pw }}\n",
        ["1:11: password: is a placeholder that was never filled in (write env:NAME;"],
    ),
    (
        "secret: <SECRET>\n",
        ["1:9: secret: is a placeholder that was never filled in (write env:NAME; or"],
    ),
    (
        "username: $SW_USER\n",
        ["1:11: username: is a placeholder that was never filled in (write env:SW_"],
    ),
    ("password: plain:hunter2\n", ["1:1: password: a job file must not hold credentials (say where"]),
    ("jump: ops:hunter2@bastion\n", ["1:7: jump: a bastion's entry cannot hold a password"]),
    (
        "jump: {host: gate, password: hunter2, passphrase: 'plain:hunter3'}\n",
        [
            "1:30: jump.password: a job file must not hold credentials (say where it is, as env:NAME",
            "1:51: jump.passphrase: a job file must not hold credentials",
        ],
    ),
    (
        "platforms: {autodetect: [a]}\n",
        ["1:13: platforms.autodetect: the platform is never guessed (name"],
    ),
    ("secret: hunter2\n", ["1:1: secret: a job file must not hold credentials"]),
    ("host-keys: off\nhost_keys: strict\n", ["2:1: host_keys: is already defined on line 1"]),
    ("retries: 1\nretries: 2\n", ["2:1: retries: this key is already defined on line 1"]),
    ("commands:\n", ["1:10: commands: has no commands"]),
    ("commands: []\n", ["1:11: commands: has no commands"]),
    ("commands: ['']\n", ["1:12: commands[0]: is empty"]),
    ("commands:\n- show run | include a: b\n", ["2:3: commands[0]: a mapping where text is expected"]),
    ('commands: ["show version\\nreload"]\n', ["1:12: commands[0]: the text contains a line break"]),
    (
        "platforms: {cisco_iso: [a]}\n",
        ["1:13: platforms.cisco_iso: netmiko has no platform 'cisco_iso' (did"],
    ),
    ("platforms: {linux: }\n", ["1:20: platforms.linux: has no commands"]),
    ("platforms: {linux: {command: [a], port: 3}}\n", ["1:35: platforms.linux.port: unknown key"]),
    ("platforms: [linux]\n", ["1:12: platforms: a list where a mapping is expected"]),
    ("groups: {core: {commands: }}\n", ["1:27: groups.core.commands: has no commands"]),
    ("workers: x\nzzz: 1\nlayout: y\n", ["1:10: workers", "2:1: zzz", "3:9: layout"]),
    ("limit: [a\n", ["1:8: a [ or { is opened here but never closed"]),
]


@pytest.mark.parametrize(("text", "expected"), WRONG_JOBS)
def test_what_is_wrong_with_a_job(text: str, expected: list[str], tmp_path: Path) -> None:
    found = problems(tmp_path, text)
    assert len(found) == len(expected), found
    for said, wanted in zip(found, expected, strict=True):
        assert said.startswith(wanted)
        assert "hunter2" not in said


def test_a_job_that_is_not_there() -> None:
    with pytest.raises(InputError, match=r"/none\.yaml: cannot be read"):
        load_job("/none.yaml", READERS)


def test_commands_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "commands.txt"
    path.write_bytes("\ufeff# nightly\r\nshow version\r\n\r\n  show run | include #  \r\n".encode())
    assert read_commands_file(path) == ("show version", "show run | include #")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "has no commands"),
        (b"# a\n \n", "has no commands"),
        (b"show\nx\xff\n", ":2:2: is not UTF-8 text"),
    ],
)
def test_a_file_without_commands(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "commands.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message):
        read_commands_file(path)


def test_a_commands_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        read_commands_file(tmp_path)
