"""One spelling for what vendors write in many."""

from __future__ import annotations

from typing import Any

import pytest

from netcollect.rows import normal


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("1w2d", 777600),
        ("2 weeks, 3 days", 1468800),
        ("2 weeks, 3 days, 4 hours and 5 minutes", 1483500),
        ("1 year, 1 week, 1 day, 1 hour, 1 minute", 365 * 86400 + 604800 + 86400 + 3600 + 60),
        ("1y2w", 365 * 86400 + 1209600),
        ("17 day(s), 4 hour(s), 5 minute(s), 12 second(s)", 1483512),
        ("17 days,  4 hours,  5 minutes", 1483500),
        ("1:02:03", 3723),
        ("01:02:03", 3723),
        ("12:31", 751),
        ("2d 03:11:09", 184269),
        ("2w3d 04:05", 1483500),
        ("3d04h", 273600),
        ("2d19h00m", 241200),
        ("0067h12m", 241920),
        ("01w2d03h", 788400),
        ("1483500.29", 1483500),
        ("42", 42),
        ("00:00:00", 0),
        ("never", None),
        ("", None),
        ("since yesterday", "since yesterday"),
        ("12 apples", "12 apples"),
    ],
)
def test_durations_are_seconds(told: str, seconds: int | str | None) -> None:
    assert normal.seconds(told) == seconds


@pytest.mark.parametrize(
    ("form", "told", "ours"),
    [
        (normal.address, "192.0.2.1", "192.0.2.1"),
        (normal.address, "192.0.2.1/24", "192.0.2.1/24"),
        (normal.address, "192.0.2.1 255.255.255.0", "192.0.2.1/24"),
        (normal.address, "2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        (normal.address, "FE80::1/64", "fe80::1/64"),
        (normal.address, "unassigned", None),
        (normal.address, "Unknown", None),
        (normal.address, "is directly connected", None),
        (normal.address, "0.0.0.0 0.0.0.0", None),
        (normal.address, "r2(10.0.0.2)", "r2(10.0.0.2)"),
        (normal.prefix, "192.0.2.1/24", "192.0.2.0/24"),
        (normal.prefix, "192.0.2.0 255.255.255.0", "192.0.2.0/24"),
        (normal.prefix, "default", "0.0.0.0/0"),
        (normal.prefix, "", None),
        (normal.prefix, "over there", "over there"),
        (normal.mac, "0000.5E00.5301", "00:00:5e:00:53:01"),
        (normal.mac, "0000-5e00-5301", "00:00:5e:00:53:01"),
        (normal.mac, "00:00:5e:00:53:01", "00:00:5e:00:53:01"),
        (normal.mac, "00-00-5E-00-53-01", "00:00:5e:00:53:01"),
        (normal.mac, "INCOMPLETE", None),
        (normal.mac, "(incomplete)", None),
        (normal.mac, "", None),
        (normal.mac, "Drop", "Drop"),
        (normal.state, "Up", "up"),
        (normal.state, "up(s)", "up"),
        (normal.state, "*down", "down"),
        (normal.state, "administratively down", "down"),
        (normal.state, "ADM", "down"),
        (normal.state, "connected", "up"),
        (normal.state, "DORMANT", "dormant"),
        (normal.state, "", None),
        (normal.admin, "down (Administratively down)", "down"),
        (normal.admin, "DOWN ( Administratively )", "down"),
        (normal.admin, "down (Link not connected)", "up"),
        (normal.admin, "disabled", "down"),
        (normal.protocol, "C", "connected"),
        (normal.protocol, "i L2", "isis"),
        (normal.protocol, "B E", "bgp"),
        (normal.protocol, "O*E2", "ospf"),
        (normal.protocol, "EX", "ex"),
        (normal.protocol, "IS_L1", "isis"),
        (normal.protocol, "O_ASE1", "ospf"),
        (normal.protocol, "", None),
        (normal.bgp_state, "12", "established"),
        (normal.bgp_state, "Idle (PfxCt)", "idle"),
        (normal.bgp_state, "OpenSent", "opensent"),
        (normal.bgp_state, "", None),
        (normal.number, "4200000001", 4200000001),
        (normal.number, "64086.59905", 4200000001),
        (normal.count, "Idle", None),
        (normal.flags, "LOOPBACK,UP,LOWER_UP", "up"),
        (normal.flags, "BROADCAST,MULTICAST,LOWER_UP", "down"),
        (normal.linux_protocol, "kernel", "connected"),
        (normal.word, "", None),
        (normal.release, "unknown", None),
    ],
)
def test_values_have_one_spelling(form: Any, told: str, ours: Any) -> None:
    assert form(told) == ours


def test_a_mark_for_nothing_is_nothing() -> None:
    assert [normal.text(value) for value in (" core-1 ", "--", "N/A", "")] == ["core-1", None, None, None]
