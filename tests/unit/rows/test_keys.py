"""What names a row: what the families' files say, and what rows themselves tell."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from netcollect.platforms import RowKeys, shipped
from netcollect.platforms.catalogue import DATA
from netcollect.platforms.sheet import phrases, read_sheet
from netcollect.rows.aliases import template_platforms
from netcollect.rows.index import table_name
from netcollect.rows.keys import found_keys, known_keys
from netcollect.rows.machine import Machine, compiled
from netcollect.rows.templates import _installed
from unit.tables import each_row

#: Every row of every file, with the file's name.
SAID = [(path.stem, row) for path in sorted(DATA.glob("*.yaml")) for row in read_sheet(path).row_keys]


def platforms(family: str) -> list[str]:
    """The names of a family's platforms, and what templates call them."""
    bases = phrases(read_sheet(DATA / f"{family}.yaml").members.ssh)
    return [name for base in bases for name in template_platforms(base)]


@cache
def machine(path: Path) -> Machine:
    return compiled(path)


def templates(family: str, command: str) -> list[list[Machine]]:
    """The templates that are named after a command of a family; those that are joined stand together."""
    return [
        [machine(_installed().path / name) for name in entry.files]
        for entry in _installed().entries
        if entry.table == table_name(command) and any(map(entry.is_for, platforms(family)))
    ]


@pytest.mark.no_cover
@each_row("family, row", SAID)
def test_a_template_has_the_columns_that_a_file_names(family: str, row: RowKeys) -> None:
    """In a family of several systems, the template of one of them."""
    found = templates(family, row.command)
    assert found, "no template is named so"
    said = {*phrases(row.keys), *phrases(row.volatile)}
    assert len(said) == len([*phrases(row.keys), *phrases(row.volatile)]), "no key is volatile"
    (machines, *_) = [each for each in found if said <= {name for one in each for name in one.columns}]
    declared = next((each.keys for each in machines if each.keys), phrases(row.keys))
    assert set(phrases(row.keys)) == set(declared), "the template declares others"


def test_a_file_says_it_once() -> None:
    said = [(family, table_name(row.command)) for family, row in SAID]
    assert len(set(said)) == len(said)


def test_the_families_that_are_asked_most_are_there() -> None:
    asked = "cisco_ios cisco_nxos cisco_xr arista_eos juniper_junos huawei_vrp hp_comware fortinet cisco_asa"
    assert {family for family, _ in SAID} >= {*asked.split(), "nokia_sros", "linux"}
    assert len(SAID) >= 300


@pytest.mark.parametrize(
    ("platform", "table", "columns", "keys", "volatile"),
    [
        (
            "cisco_xe_telnet",
            "show_ip_arp",
            ("ip_address", "age", "interface"),
            ("ip_address", "interface"),
            ("age",),
        ),
        ("cisco_viptela", "show_version", ("version", "uptime"), (), ("uptime",)),
        ("cisco_nxos", "show_ip_bgp_summary", ("vrf", "bgp_neigh"), ("vrf", "bgp_neigh"), ()),
    ],
)
def test_a_file_is_asked_for_the_platforms_of_its_family_and_those_that_extend_it(
    platform: str, table: str, columns: tuple[str, ...], keys: tuple[str, ...], volatile: tuple[str, ...]
) -> None:
    assert known_keys(platform, table, columns) == (keys, volatile)


def test_nothing_is_known_of_a_table_with_other_columns() -> None:
    assert known_keys("cisco_ios", "show_ip_arp", ("address",)) is None
    assert known_keys("cisco_ios", "show_nothing", ("address",)) is None
    assert shipped().home("cisco_ios") == "cisco_ios"


@pytest.mark.parametrize(
    ("columns", "rows", "keys"),
    [
        ("abc", ["1xx", "2xx"], ("a",)),
        ("abc", ["1xx", "1yx"], ("b",)),
        ("abc", ["11x", "12x", "21x"], ("a", "b")),
        ("abc", ["1x1", "1x2", "2x1"], ("a", "c")),
        ("abc", ["1xx", "1xx"], ()),
        ("abc", ["1xx"], ("a",)),
        ("abc", [], ("a",)),
    ],
)
def test_the_first_columns_that_tell_all_rows_apart(
    columns: str, rows: list[str], keys: tuple[str, ...]
) -> None:
    assert found_keys(tuple(columns), [dict(zip(columns, row, strict=True)) for row in rows]) == keys


def test_lists_tell_rows_apart_too() -> None:
    assert found_keys(("a",), [{"a": ["1"]}, {"a": ["1", "2"]}]) == ("a",)
