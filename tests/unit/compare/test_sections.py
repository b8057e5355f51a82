"""Which section a line stands in."""

from __future__ import annotations

import pytest

from netcollect.compare.sections import headings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("interface Gi0/1\n shutdown\nend", ["", "interface Gi0/1", ""]),
        (
            "router bgp 1\n address-family ipv4\n  network a\n  network b\n neighbor x",
            ["", "router bgp 1", "router bgp 1 > address-family ipv4"] * 1
            + ["router bgp 1 > address-family ipv4", "router bgp 1"],
        ),
        (
            "interfaces {\n    ge-0/0/0 {\n        mtu 1500;\n    }\n}",
            ["", "interfaces", "interfaces > ge-0/0/0", "interfaces", ""],
        ),
        ("system {\nservices {\nssh;\n}\n}", ["", "system", "system > services", "system", ""]),
        ("/ip address\nadd address=10.0.0.1/24\n/user\nset x", ["", "/ip address", "", "/user"]),
        (
            'config system admin\n    edit "admin"\n        set vdom root\n    next\nend',
            ["", "config system admin", 'config system admin > edit "admin"', "config system admin", ""],
        ),
        ("set system host-name a\nset system domain-name b", ["", ""]),
        ("", [""]),
    ],
)
def test_by_indentation_braces_or_menus(text: str, found: list[str]) -> None:
    assert headings(text.split("\n")) == found
