"""JSON that devices print: each vendor's form, and what is no table."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.rows import parse
from netcollect.rows.printed import MOST_COLUMNS, NoTable, printed, table_of


def data(text: str) -> list[dict[str, Any]]:
    """A text as Junos wraps it."""
    return [{"data": text}]


NXOS_ROUTES = {
    "TABLE_vrf": {
        "ROW_vrf": {
            "vrf-name-out": "default",
            "TABLE_addrf": {
                "ROW_addrf": {
                    "addrf": "ipv4",
                    "TABLE_prefix": {
                        "ROW_prefix": [
                            {
                                "ipprefix": "192.0.2.0/24",
                                "TABLE_path": {"ROW_path": [{"hop": "10.0.0.1"}, {"hop": "10.0.0.2"}]},
                            },
                            {"ipprefix": "198.51.100.0/24"},
                        ]
                    },
                }
            },
        }
    }
}
NXOS_NEIGHBOURS = {
    "neigh_hdr": "neigh_hdr",
    "TABLE_nbor": {"ROW_nbor": {"chassis_id": "0000.5e00.5301", "l_port_id": "mgmt0"}},
    "neigh_count": "1",
}
JUNOS_ARP = {
    "arp-table-information": [
        {
            "attributes": {"xmlns": "http://xml.juniper.net/junos/"},
            "arp-table-entry": [
                {"mac-address": data("00:00:5e:00:53:01"), "ip-address": data("192.0.2.1")},
                {"mac-address": data("00:00:5e:00:53:02"), "ip-address": data("192.0.2.2"), "note": [None]},
            ],
            "arp-entry-count": data("2"),
        }
    ]
}
JUNOS_INTERFACES = {
    "interface-information": [
        {
            "physical-interface": [
                {
                    "name": data("ge-0/0/0"),
                    "oper-status": data("up"),
                    "logical-interface": [{"name": data("ge-0/0/0.0"), "oper-status": data("up")}],
                },
                {"name": data("ge-0/0/1"), "oper-status": data("down")},
            ]
        }
    ]
}
EOS_BGP = {
    "vrfs": {
        "default": {
            "routerId": "192.0.2.1",
            "peers": {
                "10.0.0.1": {"peerState": "Connect", "up": True},
                "10.0.0.2": {"peerState": "Idle"},
            },
        }
    }
}
EOS_INTERFACE = {"interfaces": {"Management1": {"bandwidth": 1000, "counters": {"In": 5}}}}
FRR = {
    "192.0.2.0/24": [{"protocol": "ospf", "nexthops": [{"ip": "10.0.0.1"}, {"ip": "10.0.0.2"}]}],
    "198.51.100.0/24": [{"protocol": "static", "nexthops": [{"ip": "10.0.0.1"}]}],
}
LINUX = [{"ifname": "lo", "flags": ["LOOP", "UP"], "addr_info": [{"local": "127.0.0.1"}, {"local": "::1"}]}]
VERSION = {"modelName": "vEOS", "memTotal": 2048, "hwMac": None, "isIntl": False}
TWO_LISTS = {"name": "a", "ports": [{"port": 1}], "vlans": [{"vlan": 2}]}

FORMS = {
    "NX-OS, tables in tables": (
        NXOS_ROUTES,
        "vrf_name_out addrf ipprefix hop",
        [
            ["default", "ipv4", "192.0.2.0/24", "10.0.0.1"],
            ["default", "ipv4", "192.0.2.0/24", "10.0.0.2"],
            ["default", "ipv4", "198.51.100.0/24", ""],
        ],
    ),
    "NX-OS, one row": (
        NXOS_NEIGHBOURS,
        "neigh_hdr neigh_count chassis_id l_port_id",
        [["neigh_hdr", "1", "0000.5e00.5301", "mgmt0"]],
    ),
    "Junos, wrapped texts": (
        JUNOS_ARP,
        "arp_entry_count mac_address ip_address note",
        [["2", "00:00:5e:00:53:01", "192.0.2.1", ""], ["2", "00:00:5e:00:53:02", "192.0.2.2", ""]],
    ),
    "Junos, the same names inside": (
        JUNOS_INTERFACES,
        "name oper_status logical_interface_name logical_interface_oper_status",
        [["ge-0/0/0", "up", "ge-0/0/0.0", "up"], ["ge-0/0/1", "down", "", ""]],
    ),
    "EOS, names as keys": (
        EOS_BGP,
        "vrfs routerid peers peerstate up",
        [
            ["default", "192.0.2.1", "10.0.0.1", "Connect", "true"],
            ["default", "192.0.2.1", "10.0.0.2", "Idle", ""],
        ],
    ),
    "EOS, a single name": (
        EOS_INTERFACE,
        "interfaces bandwidth counters_in",
        [["Management1", 1000, 5]],
    ),
    "FRRouting, names at the top": (
        FRR,
        "key protocol ip",
        [
            ["192.0.2.0/24", "ospf", "10.0.0.1"],
            ["192.0.2.0/24", "ospf", "10.0.0.2"],
            ["198.51.100.0/24", "static", "10.0.0.1"],
        ],
    ),
    "iproute2": (
        LINUX,
        "ifname flags local",
        [["lo", ["LOOP", "UP"], "127.0.0.1"], ["lo", ["LOOP", "UP"], "::1"]],
    ),
    "one thing": (VERSION, "modelname memtotal hwmac isintl", [["vEOS", 2048, "", "false"]]),
    "two lists side by side": (TWO_LISTS, "name ports vlans", [["a", [{"port": 1}], [{"vlan": 2}]]]),
    "a list of texts": (["a", "b"], "key", [["a"], ["b"]]),
    "names that are one column": ({"a-b": 1, "a_b": 2}, "a_b a_b_", [[1, 2]]),
    "nothing": ({}, "", []),
    "an empty list": ([], "", []),
}


@pytest.mark.parametrize(("document", "columns", "rows"), FORMS.values(), ids=FORMS)
def test_a_vendors_form_becomes_rows(document: Any, columns: str, rows: list[list[Any]]) -> None:
    found = table_of(document)
    assert list(found.columns) == columns.split()
    assert [list(row.values()) for row in found.rows] == rows
    assert all(tuple(row) == found.columns for row in found.rows)


@pytest.mark.parametrize("text", ["", "x", "{master:0}", "[edit]", '{"a": 1} more', '{"a": 1', "5", '"a"'])
def test_a_text_that_is_not_json_as_a_whole_is_none(text: str) -> None:
    assert printed(text) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        (json.dumps({f"c{number}": 1 for number in range(MOST_COLUMNS + 1)}), "more than 2000 columns"),
    ],
)
def test_what_is_no_table_is_told(text: str, told: str) -> None:
    with pytest.raises(NoTable, match=told):
        printed(text)
    found = parse("cisco_nxos", "show x | json", text)
    assert (found.state, told in found.reason) == ("no_template", True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=25,
)


@pytest.mark.no_cover
@given(JSON)
def test_whatever_a_device_prints_is_a_table_of_equal_rows(document: Any) -> None:
    found = table_of(document) if isinstance(document, dict | list) else None
    for row in found.rows if found else ():
        assert tuple(row) == found.columns if found else ()
