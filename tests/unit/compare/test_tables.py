"""Rows that changed, by what names them."""

from __future__ import annotations

import pytest

from netcollect.compare.groups import row_text
from netcollect.compare.tables import row_changes
from unit.compare.samples import brief

MORE = "GigabitEthernet0/4     10.0.0.9        YES NVRAM  up                    up\n"
ARP = "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n"
HOST = "Internet  10.0.0.{}                 {}   5254.0012.000{}  ARPA   GigabitEthernet0/1\n"


def told(command: str, old: str, new: str) -> list[str] | None:
    found = row_changes("cisco_ios", command, old, new)
    return None if found is None else [row_text(row) for row in found]


def test_a_row_is_told_by_its_key() -> None:
    assert told("sh ip int br", brief(), brief("down")) == [
        "GigabitEthernet0/3 status: up → down, proto: up → down"
    ]


def test_rows_come_and_go() -> None:
    assert told("sh ip int br", brief(), brief() + MORE) == ["GigabitEthernet0/4 new (10.0.0.9, up, up)"]
    assert told("sh ip int br", brief() + MORE, brief()) == ["GigabitEthernet0/4 gone (10.0.0.9, up, up)"]


def test_order_and_volatile_columns_do_not_count() -> None:
    old = ARP + HOST.format(1, 5, 1) + HOST.format(2, 6, 2)
    new = ARP + HOST.format(2, 99, 2) + HOST.format(1, 0, 1)
    assert told("show ip arp", old, new) == []


@pytest.mark.parametrize(
    ("command", "old", "new"),
    [
        ("show nothing of this", "a\n", "b\n"),
        ("sh ip int br", brief(), "garbage\n"),
        ("show ip arp", ARP + HOST.format(1, 5, 1) + "Garbage\n", ARP),
        ("sh ip int br", brief(), brief() + "Vlan1 unlike any row\n"),
    ],
)
def test_what_was_not_parsed_cleanly_has_no_rows(command: str, old: str, new: str) -> None:
    assert told(command, old, new) is None
