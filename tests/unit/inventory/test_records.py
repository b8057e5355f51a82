"""What turns keys into a device; the complaints stand in the table of malformed inventories."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from netcollect.connecthandler import FIELDS
from netcollect.errors import InputError
from netcollect.inventory import read_inventory
from netcollect.inventory.records import READERS, Entry, Record, Taken, devices_of, put_fact
from netcollect.inventory.source import Source
from netcollect.inventory.tree import ScalarNode
from netcollect.model import Device

NODE = ScalarNode(1, 1, "x", plain=True)


def test_every_field_of_a_device_has_its_reader() -> None:
    fields = {field.name for field in dataclasses.fields(Device)} - {"facts", "extras"}
    assert set(READERS) == fields
    assert set(FIELDS.values()) <= fields


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("passwrd", "password"),
        ("Password", "password"),
        ("secrets", "secret"),
        ("pass_phrase", "passphrase"),
        ("passwd", "password"),
        ("enable_password", "secret"),
    ],
)
def test_what_looks_like_a_password_is_no_fact(name: str, meant: str) -> None:
    source, record = Source("f"), Record(NODE, "", {}, {}, {})
    put_fact(source, record, name, NODE)
    assert record.facts == {}
    assert source.problems[0].hint == f"did you mean {meant}?"


@pytest.mark.parametrize(
    "name", ["site", "role", "tags", "model", "section", "passport", "password_policy", "sector"]
)
def test_other_words_are_facts(name: str) -> None:
    source, record = Source("f"), Record(NODE, "", {}, {}, {})
    put_fact(source, record, name, NODE)
    assert record.facts == {name: "x"}


def test_a_clash_names_where_the_first_stands() -> None:
    taken = Taken({}, {})
    for path, line in (("one.yaml", 7), ("two.yaml", 3)):
        node = ScalarNode(line, 1, "", plain=True)
        fields = {"host": Entry("r1", node, "host"), "platform": Entry("linux", node, "platform")}
        source = Source(path)
        list(devices_of(source, [Record(node, "", fields, {}, {})], taken))
    (problem,) = source.problems
    assert problem.where == "two.yaml:3:1: host"
    assert problem.message == "a device is already named 'r1' (one.yaml:7)"


def test_a_placeholder_is_answered_with_the_exact_reference(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("- {device_type: cisco_ios, host: r1, password: $SW_PASS}\n")
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    (problem,) = caught.value.problems
    assert problem.hint == "write env:SW_PASS; if this is the text itself, write plain: before it"
    path.write_text("- {device_type: cisco_ios, host: r1, password: 'plain:$SW_PASS'}\n")
    assert read_inventory(path)[0].password == "plain:$SW_PASS"
