"""What every platform says to a command that it does not take is told from an output."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from netmiko.ssh_dispatcher import CLASS_MAPPER

from netcollect.platforms import platform_of
from netcollect.session.platforms import rejection
from unit.tables import each_row

KINDS = ("unknown", "incomplete", "ambiguous", "forbidden")
TABLE: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("rejections.yaml").read_text(), yaml.CSafeLoader
)
ROWS = [
    (base, answer)
    for row in TABLE
    for base in row["platforms"].split(", ")
    for kind in KINDS
    for answer in row[kind]
]


def test_the_table_has_each_of_netmikos_platforms_once() -> None:
    listed = Counter(base for row in TABLE for base in row["platforms"].split(", "))
    assert set(listed) == {platform_of(name).base for name in CLASS_MAPPER}
    assert [base for base, count in listed.items() if count > 1] == []
    assert all(row[kind] for row in TABLE for kind in KINDS)


@each_row("platform, answer", ROWS)
def test_a_rejected_command_is_told(platform: str, answer: str) -> None:
    words = rejection(platform, answer)
    assert words
    assert words in answer


ANSWERS: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("answers.yaml").read_text(), yaml.CSafeLoader
)
#: A platform of each family.
FAMILIES = sorted({platform_of(name).family: name for name in CLASS_MAPPER}.values())


@each_row("platforms, answer", [(row["platforms"], answer) for row in ANSWERS for answer in row["answers"]])
def test_an_answer_is_no_rejection(platforms: str, answer: str) -> None:
    tried = FAMILIES if platforms == "everywhere" else platforms.split(", ")
    assert {platform: words for platform in tried if (words := rejection(platform, answer))} == {}


IOS, VRP, MARK = "cisco_ios", "huawei_vrp", "% Invalid input detected at '^' marker."


@pytest.mark.parametrize(
    ("platform", "answer"),
    [
        (IOS, f"show nosuch\n       ^\n{MARK}\n"),
        (IOS, f"R1#show nosuch\n{MARK}\n"),
        (IOS, f"$ow a-long-command-that-was-scrolled nosuch\n      ^\n{MARK}\n"),
        (IOS, f"\x07{MARK}\n"),
        (IOS, f"\n\n\x07\n  ^\n\n{MARK}\n\n"),
        (IOS, f"*Nov 20 15:05:49.220: %SYS-5-CONFIG_I: Configured from console\n{MARK}\n"),
        (IOS, f"No time source, *15:05:49.220 CET Fri Nov 20 2026\n{MARK}\n"),
        ("cisco_s300", "20-Nov-2026 15:05:49 %LINK-W-Down:  gi1/0/1\n% Unrecognized command\n"),
        ("arista_eos", "Fri Nov 20 15:05:49 2026\nshow nosuch\n% Invalid input\n"),
        ("arista_eos", "2026-11-20 15:05:49.220\n% Invalid input\n"),
        (
            VRP,
            "Nov 20 2026 15:05:49+08:00 S1 %%01IFNET/4/LINK_STATE(l)[0]:down\nError: Unrecognized command\n",
        ),
        (
            VRP,
            "2026-11-20 15:05:49.220 +08:00 DST\n   ^\nError: Unrecognized command found at '^' position.\n",
        ),
        ("hp_comware", "15:05:49 UTC Fri 11/20/2026\n ^\n % Unrecognized command found at '^' position.\n"),
        ("cisco_ftd", f"> show nosuch\n         ^\nERROR: {MARK}\n"),
        ("juniper_junos", "{primary:node0}\nNov 20 15:05:49\n     ^\nunknown command.\n"),
        (
            "nokia_sros",
            "[2026-11-20T15:05:49.2+00:00]\n*[ex:/configure]\nMINOR: MGMT_CORE #2201: Unknown element\n",
        ),
        ("extreme_exos", "11/20/2026 15:05:49.22 <Info:AAA.login> ops logged in\n%% Incomplete command\n"),
        ("cisco_viptela", "show nosuch\n-----^\nsyntax error: unknown argument\n"),
    ],
)
def test_what_stands_in_front_of_an_error_hides_it_no_more(platform: str, answer: str) -> None:
    assert rejection(platform, answer, "show nosuch")


@pytest.mark.parametrize("command", ["", "show", "r1"])
def test_a_line_that_only_ends_like_the_command_is_no_echo(command: str) -> None:
    assert rejection(IOS, "description of r1\n% Invalid input detected\n", command) is None


LIST = "\n".join(["  show  reset"] * 40)


@pytest.mark.parametrize(
    ("platform", "first"),
    [
        ("dlink_ds", "Command: nosuch\n\nAvailable commands:"),
        ("juniper_junos", "'i' is ambiguous.\nPossible completions:"),
        ("vyos", "\n  Ambiguous command: show [i]\n\n  Possible completions:"),
        ("brocade_fos", "Usage: portshow [slot/]port [-i]"),
        ("edgecore_sonic", "Usage: show interfaces [OPTIONS] COMMAND [ARGS]..."),
        ("linux", "Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }"),
    ],
)
def test_a_list_of_what_could_have_been_typed_is_a_rejection_however_long(platform: str, first: str) -> None:
    assert rejection(platform, f"{first}\n{LIST}\n", "nosuch")
    assert rejection(platform, f"Ports\n{first}\n{LIST}\n", "nosuch") is None


@pytest.mark.parametrize("command", ["ip help", "ip --help", "ip -h"])
def test_who_asks_for_the_list_gets_it(command: str) -> None:
    assert rejection("linux", f"Usage: ip [ OPTIONS ] OBJECT\n{LIST}\n", command) is None
