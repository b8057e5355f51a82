"""Questions that every vendor can be asked, and the commands that answer them."""

from __future__ import annotations

import pytest

from netcollect.platforms import QUESTIONS, asks_of


@pytest.mark.parametrize("platform", ["cisco_xe", "cisco_ios_telnet", "cisco_ios"])
def test_all_platforms_of_a_family_are_asked_alike(platform: str) -> None:
    assert [ask.command for ask in asks_of(platform, "arp")] == ["show ip arp"]


@pytest.mark.parametrize(
    "platform", ["cisco_ap", "cisco_apic", "huawei_olt_telnet", "generic", "cisco_asa", "no_such"]
)
def test_platforms_with_another_command_line_are_asked_nothing(platform: str) -> None:
    assert [question for question in QUESTIONS if asks_of(platform, question)] == []


def test_several_commands_come_in_the_order_of_the_file() -> None:
    assert [ask.command for ask in asks_of("cisco_nxos", "neighbors")] == [
        "show lldp neighbors detail",
        "show cdp neighbors detail",
    ]
