"""A tool that reads: what devices really received, byte for byte, whatever the tool was asked to send."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from integration.faults import router, ssh_server
from integration.scripted import Say, Talk
from netcollect import (
    InputError,
    RunOptions,
    SessionOptions,
    StorageOptions,
    collect,
    load_inventory,
    send_show,
)
from netcollect.lab import Lab, LabOptions, running_lab
from netcollect.lab.shell import Event, Shell
from netcollect.model import Device, HostKeys
from netcollect.platforms import known_platforms
from netcollect.session.internals.driver import driver_class

OPTIONS = SessionOptions(host_keys=HostKeys.OFF)
#: What a session types for itself: the terminal's size, no pager, privilege, nothing at all, and good-bye.
SET_UP = {
    "",
    "lab",
    "enable",
    "exit",
    "quit",
    "terminal width 511",
    "terminal length 0",
    "terminal no monitor",
    "set cli complete-on-space off",
    "set cli screen-width 511",
    "set cli screen-length 0",
    "screen-length 0 temporary",
}
#: Said once more, in other words than the product's tables: how a reading line begins, whole or abbreviated.
BEGIN = [
    *("show", "display", "dir", "get", "more", "pwd", "who", "where", "verify"),
    *("ping", "traceroute", "tracert"),
    *("file list", "file show", "systat", "mrinfo", "mtrace", "help", "diff", "screen-length 0"),
]
#: And what no reading line holds.
NEVER = re.compile(r"[;\x00-\x1f\x7f]|\|\s*(?:redirect|tee|append|save|file|bash)\b")

READING = ["show", "sh", "display", "dis", "dir", "ping", "file list"]
ACTING = [
    *("reload", "wr", "write memory", "configure terminal", "conf t", "copy run start", "request", "clear"),
    *("save", "reboot", "delete", "no", "undo", "set", "erase", "debug", "test", "commit", "exec", "bash"),
    *("run", "file delete", "terminal monitor"),
]
VERBS = st.one_of(st.sampled_from(READING), st.sampled_from(READING + ACTING))
ENDS = st.sampled_from(
    [
        *("", " | include up", " | match x", " | count", " | section bgp", " | i a|b", " | no-more"),
        *(
            " | redirect flash:x",
            " | tee flash:x",
            " | append flash:x",
            " | save x",
            " > flash:x",
            "; reload",
        ),
        *(
            "\nreload",
            "\rreload",
            "\x03",
            "\x1a",
            "\t",
            "?",
            " && reboot",
            " | include a | tee x",
            " `reload`",
        ),
    ]
)
COMMANDS = st.one_of(
    st.builds(
        lambda verb, what, end: f"{verb}{what}{end}",
        VERBS,
        st.sampled_from(["", " version", " x y"]),
        ENDS,
    ),
    st.text(max_size=20),
)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """One device of each platform."""
    with running_lab(LabOptions(devices=5)) as lab:
        yield lab


@pytest.fixture(scope="module")
def received() -> Iterator[dict[str, bytearray]]:
    """By device, every byte that a terminal of the lab was sent."""
    heard: dict[str, bytearray] = defaultdict(bytearray)
    feed = Shell.feed

    def listening(shell: Shell, data: bytes) -> Iterator[Event]:
        heard[shell.facts.hostname] += data
        return feed(shell, data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shell, "feed", listening)
        yield heard


def typed(heard: bytearray) -> list[str]:
    """The lines of what was received, without those that sessions type for themselves."""
    return [line for line in re.split(r"\r\n|\r|\n", heard.decode()) if line not in SET_UP]


def begins(line: str) -> bool:
    """Whether each word is the beginning of a reading line's, as far as that line goes."""
    words = line.lower().split()
    return any(all(map(str.startswith, begin.split(), words)) for begin in BEGIN)


def devices(lab: Lab, tmp_path: Path) -> list[Device]:
    path = tmp_path / "devices.yaml"
    path.write_text(lab.inventory_text())
    return load_inventory(path)


@pytest.fixture(scope="module")
def fleet(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> list[Device]:
    return devices(lab, tmp_path_factory.mktemp("inventory"))


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 4), commands=st.lists(COMMANDS, min_size=1, max_size=2))
@example(place=0, commands=["show version", "reload"])
@example(place=0, commands=["show version | redirect flash:x"])
@example(place=3, commands=["show version | save x"])
@example(place=3, commands=["G"])
@example(place=0, commands=["v"])
def test_nothing_but_reading_lines_reaches_a_device(
    lab: Lab, fleet: list[Device], received: dict[str, bytearray], place: int, commands: list[str]
) -> None:
    received.clear()
    before = lab.journal.count("opened")
    try:
        results = send_show(fleet[place], commands, options=OPTIONS)
    except InputError:
        # One bad command: not even the good ones were sent, and nobody was called.
        assert lab.journal.count("opened") == before
        assert not any(map(typed, received.values()))
        return
    assert [result.command for result in results] == commands
    lines = typed(received[fleet[place].name])
    assert lines == [command for command in commands if command not in SET_UP]
    for line in lines:
        assert begins(line)
        assert not NEVER.search(line)


def test_a_run_with_one_acting_command_contacts_nobody(lab: Lab, fleet: list[Device], tmp_path: Path) -> None:
    before = lab.journal.count("opened")
    options = RunOptions(storage=StorageOptions(output=tmp_path / "output"), session=OPTIONS)
    with pytest.raises(InputError, match="'reload': it is no reading command"):
        collect(fleet, ["show version", "reload"], options)
    assert lab.journal.count("opened") == before
    assert not (tmp_path / "output").exists()


def test_a_command_that_is_permitted_by_name_is_sent(
    fleet: list[Device], received: dict[str, bytearray]
) -> None:
    received.clear()
    options = SessionOptions(host_keys=HostKeys.OFF, allow_commands=("clear counters",))
    (result,) = send_show(fleet[0], ["clear counters"], options=options)
    assert result.status == "rejected"
    assert typed(received[fleet[0].name]) == ["clear counters"]


# netmiko takes only old key exchanges from a FortiGate, and cryptography warns of them.
@pytest.mark.filterwarnings("ignore:Diffie-Hellman")
def test_a_fortigate_is_not_configured_to_be_read() -> None:
    """Netmiko would turn the pager off, and on again, in the configuration of the device."""
    status = b"Version: FortiGate-60F v7.2.5,build1517\r\nVirtual domain configuration: multiple\r\n"

    async def pages(talk: Talk) -> None:
        await talk.say(b"\r\n".join(b"line %d" % n for n in range(20)) + b"\r\n--More-- ")
        assert await talk.key() == b" "
        await talk.say(b"\r         \rlast\r\n" + talk.prompt)

    answers: dict[str, bytes | Say] = {
        "get system status | grep Virtual": status.splitlines(keepends=True)[1],
        "get system status | grep Version": status.splitlines(keepends=True)[0],
        "get system console": b"output              : more \r\n",
        "show full-configuration": pages,
    }
    kex = ["diffie-hellman-group14-sha1"]
    with ssh_server(router(answers), prompt=b"FGT # ", kex_algs=kex) as peer:
        (result,) = send_show(peer.device(platform="fortinet"), ["show full-configuration"], options=OPTIONS)
    assert result.output.splitlines()[-2:] == ["line 19", "last"]
    typed = {line.decode().strip() for line in peer.typed}
    assert typed <= {
        "",
        "exit",
        "show full-configuration",
        "get system status | grep Virtual",
        "get system status | grep Version",
    }


def test_an_asa_is_not_configured_to_be_read() -> None:
    """Netmiko would set the terminal's width in the configuration."""
    answers: dict[str, bytes | Say] = {"show version": b"9.16\r\n"}
    with ssh_server(router(answers), prompt=b"ASA# ") as peer:
        (result,) = send_show(
            peer.device(platform="cisco_asa", secret="lab"), ["show version"], options=OPTIONS
        )
    assert result.output == "9.16\n"
    typed = {line.decode().strip() for line in peer.typed}
    assert typed <= {"", "exit", "show curpriv", "terminal pager 0", "show version"}


@pytest.mark.parametrize("platform", sorted(known_platforms()))
def test_no_driver_can_enter_a_configuration(platform: str) -> None:
    kind = driver_class(platform)
    nothing: list[str] = []
    driver = kind.__new__(kind)
    driver.write_channel = nothing.append  # type: ignore[method-assign, assignment]
    driver.config_mode()
    driver.send_config_set("hostname x")
    assert nothing == []
