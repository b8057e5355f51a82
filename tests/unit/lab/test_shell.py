"""The simulated command line: bytes in, bytes out."""

from __future__ import annotations

import re

import pytest

from netcollect.lab.dialects import DIALECTS
from netcollect.lab.facts import facts
from netcollect.lab.options import PLATFORMS
from netcollect.lab.shell import Closed, Ran, Refused, Say, Shell, resolve


def shell(platform: str = "cisco_ios", **more: int) -> Shell:
    index = PLATFORMS.index(platform)
    return Shell(facts(index, 10, PLATFORMS, 1), DIALECTS[platform], "lab", **more)


def said(device: Shell, *typed: str) -> str:
    events = [event for line in typed for event in device.feed(line.encode())]
    return b"".join(event.data for event in events if isinstance(event, Say)).decode()


def test_characters_are_echoed_and_a_prompt_follows_each_line() -> None:
    device = shell()
    assert device.greet() == b"ams-ios-0001>"
    assert said(device, "show clock\n").startswith("show clock\r\n14:00:11.000 UTC")
    assert said(device, "\n") == "\r\nams-ios-0001>"


def test_cr_lf_is_one_key_and_two_newlines_are_two() -> None:
    assert said(shell(), "\r\n").count("ams-ios-0001>") == 1
    assert said(shell(), "\n\n").count("ams-ios-0001>") == 2


def test_keys_of_a_line_editor() -> None:
    device = shell()
    events = list(device.feed(b"showx\x7f clockk\x08\n"))
    assert Ran("show clock") in events
    assert Ran("show clock") in list(device.feed(b"reload\x15show clock\n"))
    assert said(device, "relo\x03").endswith("^C\r\nams-ios-0001>")
    assert list(device.feed(b"\x04")) == [Closed()]


@pytest.mark.parametrize("typed", ["sh ip int br", "SHOW ip interface brief", "sho ip inter b"])
def test_abbreviations_work(typed: str) -> None:
    assert resolve(typed, DIALECTS["cisco_ios"]) == "show ip interface brief"


@pytest.mark.parametrize(
    ("platform", "typed", "words"),
    [
        ("cisco_ios", "shw ver", "% Invalid input detected at '^' marker."),
        ("cisco_ios", "show i", "% Ambiguous command:"),
        ("cisco_ios", "show ip", "% Incomplete command."),
        ("cisco_nxos", "show foo", "% Invalid command at '^' marker."),
        ("arista_eos", "show foo", "% Invalid input"),
        ("arista_eos", "show", "% Incomplete command"),
        ("juniper_junos", "show foo", "unknown command."),
        ("juniper_junos", "show", "syntax error, expecting <command>."),
        ("juniper_junos", "show c", "'c' is ambiguous."),
        ("huawei_vrp", "display foo", "Error: Unrecognized command found at '^' position."),
        ("huawei_vrp", "display ip", "Error: Incomplete command found at '^' position."),
    ],
)
def test_an_unknown_command_gets_the_platforms_own_words(platform: str, typed: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        resolve(typed, DIALECTS[platform])
    assert words in caught.value.words


def test_enable_asks_for_the_secret_and_does_not_echo_it() -> None:
    device = shell()
    assert said(device, "show run\n").count("% Invalid input") == 1
    assert said(device, "enable\n").endswith("Password: ")
    assert said(device, "lab\n") == "\r\nams-ios-0001#"
    assert "hostname ams-ios-0001" in said(device, "terminal length 0\n", "show run\n")
    assert said(device, "disable\n").endswith("ams-ios-0001>")


def test_three_wrong_secrets_end_the_asking() -> None:
    text = said(shell(), "enable\n", "a\n", "b\n", "c\n")
    assert text.count("Password: ") == 3
    assert text.endswith("% Bad secrets\r\n\r\nams-ios-0001>")


@pytest.mark.parametrize(
    ("platform", "mark", "command", "off"),
    [
        ("cisco_ios", " --More-- ", "show interfaces", "terminal length 0"),
        ("cisco_nxos", "--More--", "show interface", "terminal length 0"),
        ("arista_eos", " --More-- ", "show interfaces", "terminal length 0"),
        ("juniper_junos", "---(more", "show configuration", "set cli screen-length 0"),
        ("huawei_vrp", "  ---- More ----", "display current-configuration", "screen-length 0 temporary"),
    ],
)
def test_a_pager_waits_until_its_own_command_switches_it_off(
    platform: str, mark: str, command: str, off: str
) -> None:
    device = shell(platform)
    first = said(device, f"{command}\n")
    assert mark in first[-30:]
    assert first.count("\n") == 24
    one_line = said(device, "\n")
    assert mark in one_line
    assert said(device, "q").endswith(device._prompt().decode())
    pages = said(device, f"{command}\n")
    while mark in pages[-30:]:
        pages += said(device, " ")
    said(device, f"{off}\n")
    whole = said(device, f"{command}\n")
    assert mark not in whole
    erased = re.sub(r"\x08+ +\x08+|\r +\r|\x1b\[42D +\x1b\[42D", "", pages)
    unmarked = re.sub(r"( --More-- |--More--|---\(more \d+%\)---|  ---- More ----)", "", erased)
    assert unmarked == whole


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("show ip interface brief | include Loopback", ["Loopback0"]),
        ("show ip interface brief | exclude up|down|Inter", []),
        ("show ip interface brief | begin Loopback", ["Loopback0"]),
        ("show ip interface brief | count up", ["Number"]),
        ("show ip interface brief | inc [", []),
    ],
)
def test_pipes_filter(line: str, expected: list[str]) -> None:
    lines = said(shell(), line + "\n").split("\r\n")[1:-1]
    assert [part.split()[0] for part in lines if part] == expected


def test_a_section_brings_its_indented_lines() -> None:
    device = shell()
    said(device, "enable\n", "lab\n", "terminal length 0\n")
    lines = said(device, "show running-config | section router bgp\n").split("\r\n")[1:-1]
    assert lines[0].startswith("router bgp")
    assert all(line.startswith(" ") for line in lines[1:])


def test_junos_displays_sets_and_matches() -> None:
    device = shell("juniper_junos")
    said(device, "set cli screen-length 0\n")
    assert "set system host-name par-junos-0004" in said(device, "show configuration | display set\n")
    assert said(device, "show version | match Model\n").split("\r\n")[1:-1] == ["Model: mx204"]
    assert len(said(device, "show version | last 2\n").split("\r\n")) == 4
    assert "unknown command" in said(device, "show version | tee x\n")


def test_long_outputs_have_the_length_that_was_asked_for() -> None:
    device = shell("huawei_vrp", output_bytes=100_000)
    said(device, "screen-length 0 temporary\n")
    assert 95_000 < len(said(device, "display diagnostic-information\n")) < 110_000


def test_leaving() -> None:
    assert Closed() in list(shell().feed(b"exit\n"))
