"""Python values of other programs → records."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from netcollect.inventory.records import Record
from netcollect.inventory.source import Source
from netcollect.inventory.tree import ScalarNode
from netcollect.inventory.values import _PLATFORMS, node_of, platform_named, put_foreign_fact, put_value
from netcollect.platforms import known_platforms


def record() -> Record:
    return Record(ScalarNode(3, 1, "r1", plain=True), "r1", {}, {}, {})


def test_every_name_of_another_program_is_a_platform_of_netmiko() -> None:
    assert set(_PLATFORMS.values()) <= known_platforms()
    assert not set(_PLATFORMS) & known_platforms()


@pytest.mark.parametrize("name", ["cisco_ios", "hp_comware", "linux"])
def test_names_of_netmiko_stay(name: str) -> None:
    assert platform_named(name) == name


@pytest.mark.parametrize(
    "value", ["", "no", "0123", "null", 0, 2.5, True, False, None, ["a", 1], {"a": {"b": ["c", None]}}]
)
def test_a_node_reads_as_its_value(value: Any) -> None:
    assert Source("f").anything(node_of(value), "k") == value


def test_a_value_is_read_as_strictly_as_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    source, one = Source("f"), record()
    put_value(source, one, "port", 70000)
    put_value(source, one, "host", None)
    put_value(source, one, "conn_timeout", 2.5)
    assert [str(problem) for problem in source.problems] == [
        "f:3:1: r1.port: '70000' is not a whole number from 1 to 65535"
    ]
    assert one.fields.keys() == {"connect_timeout"}


def test_a_fact_is_plain_and_holds_no_secret() -> None:
    source, one = Source("f"), record()
    put_foreign_fact(source, one, "since", {date(2026, 11, 23): (date(2026, 11, 24), 1, None)})
    put_foreign_fact(source, one, "snmp", [{"community": "hunter2"}], "data.snmp")
    assert one.facts == {"since": {"2026-11-23": ["2026-11-24", 1, None]}}
    assert dict(source.passed) == {"data.snmp, which sounds like a secret": 1}
