"""Regular expressions and addresses in a query."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.query.functions import LONGEST, FunctionError, in_network, ip_key, regexp


def test_a_regular_expression_is_searched() -> None:
    assert regexp("^Gi.*/1$", "Gi0/1") == 1
    assert regexp("^Gi", "Te0/1") == 0
    assert regexp("^9", 9) == 1
    assert regexp(None, "x") is None
    assert regexp("x", None) is None


@pytest.mark.parametrize(
    ("pattern", "text", "said"), [("(", "x", "not a valid"), ("x", "y" * (LONGEST + 1), "longer")]
)
def test_what_it_cannot_search_is_told(pattern: str, text: str, said: str) -> None:
    with pytest.raises(FunctionError, match=said):
        regexp(pattern, text)


@pytest.mark.parametrize(
    ("address", "network", "inside"),
    [
        ("192.0.2.1", "192.0.2.0/24", 1),
        ("192.0.2.1/30", "192.0.2.0/24", 1),
        ("192.0.3.1", "192.0.2.0/24", 0),
        ("192.0.2.1", "192.0.2.77/24", 1),
        ("2001:db8::1", "2001:db8::/32", 1),
        ("fe80::1%eth0", "fe80::/10", 1),
        ("192.0.2.1", "2001:db8::/32", 0),
        ("unassigned", "192.0.2.0/24", None),
        (None, "192.0.2.0/24", None),
        (5, "192.0.2.0/24", None),
        ("192.0.2.1", None, None),
    ],
)
def test_an_address_is_in_a_network(address: Any, network: Any, inside: int | None) -> None:
    assert in_network(address, network) == inside


def test_what_is_no_network_is_told() -> None:
    with pytest.raises(FunctionError, match="no network"):
        in_network("192.0.2.1", "192.0.2.0/33")


@given(st.lists(st.ip_addresses()))
def test_keys_sort_as_addresses_do(addresses: list[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> None:
    texts = [str(each) for each in addresses]
    by_key = sorted(texts, key=lambda text: str(ip_key(text)))
    assert by_key == [str(each) for each in sorted(addresses, key=lambda each: (each.version, int(each)))]
    assert ip_key("unassigned") is None
