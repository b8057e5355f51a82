"""What can be a device's address."""

from __future__ import annotations

import pytest

from netcollect.addresses import host_objection, same_for_all


@pytest.mark.parametrize("host", ["r1", "R1.example.net.", "192.0.2.1", "2001:db8::1", "fe80::1%eth0", "a_b"])
def test_addresses_and_names(host: str) -> None:
    assert host_objection(host) is None


@pytest.mark.parametrize("host", ["a..b", "192.0.2.256", "[::1]", "r1:22", "fe80::1%", "-r1", "a b"])
def test_what_is_none(host: str) -> None:
    assert host_objection(host)


@pytest.mark.parametrize(
    ("one", "other"),
    [("R1.", "r1"), ("2001:DB8:0:0::1", "2001:db8::1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("A:b", "a:b")],
)
def test_spellings_of_the_same(one: str, other: str) -> None:
    assert same_for_all(one) == same_for_all(other) == other
