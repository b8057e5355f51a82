"""Questions to runs, by an index in a file, or in memory; whichever way, the answer is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.archive import MANIFEST
from netcollect.errors import InputError
from netcollect.model import CommandResult
from netcollect.query import Choice, Scope, columns, query, show, tables
from netcollect.query.facts import MOST
from netcollect.rows.questions import is_same
from unit.archive.samples import edit
from unit.query.samples import BRIEF, FLEET, ONE, TWO, Fleet, asked, bad, brief, good, rows_of, run

TABLE = "show_ip_interface_brief"
ROUTE = """Gateway of last resort is not set

C        192.0.2.0/24 is directly connected, GigabitEthernet0/0
"""


def test_a_table_has_the_rows_of_all_platforms_with_what_stands_in_front(tmp_path: Path) -> None:
    stored = run(tmp_path)
    answer = asked(tmp_path, TABLE, stored)
    (table,) = answer.tables
    front = ("device", "platform", "run", "collected", "site", "rack")
    assert table.columns == (*front, "interface", "ip_address", "status", "proto")
    head = ("cisco_ios", stored.name, "2026-11-23T15:11:00.000Z")
    assert table.rows == [
        ("R1", *head, "ams", 9, "Gi0/1", "192.0.2.1", "up", "up"),
        ("R1", *head, "ams", 9, "Gi0/2", "unassigned", "down", "down"),
        ("R2", *head, "fra", None, "Gi0/1", "192.0.2.2", "up", "up"),
    ]


def test_an_answer_says_of_whom_it_speaks(tmp_path: Path) -> None:
    answer = asked(tmp_path, f"SELECT count(*) FROM {TABLE}", run(tmp_path))
    assert rows_of(answer) == [(3,)]
    assert answer.coverage.line() == (
        "2 of 4 devices; not collected: R7 (connect_timeout); no template: S3; "
        "2 lines that no rule matched (see the table parsed)"
    )
    assert not answer.coverage.is_complete


def test_rows_that_are_sorted_by_a_fact_stay_in_their_order_beside_that(tmp_path: Path) -> None:
    fleet: Fleet = {
        name: ({"facts": {"site": "ams", "rack": rack}}, [good(BRIEF, ONE)])
        for name, rack in {"R1": 1, "R2": 2, "R3": 1}.items()
    }
    sql = f"SELECT DISTINCT device FROM {TABLE} WHERE site = 'ams' ORDER BY site"
    assert rows_of(asked(tmp_path, sql, run(tmp_path, fleet))) == [("R1",), ("R2",), ("R3",)]


def test_the_tables_beside_those_of_rows(tmp_path: Path) -> None:
    stored = run(tmp_path)
    found = asked(tmp_path, "SELECT device, site, groups, status, error FROM devices", stored)
    assert rows_of(found) == [
        ("R1", "ams", '["core"]', "ok", None),
        ("R2", "fra", "[]", "ok", None),
        ("S3", None, "[]", "ok", None),
        ("R7", None, "[]", "failed", "connect_timeout"),
    ]
    assert found.coverage.is_complete
    found = asked(tmp_path, "SELECT device, command, state, table_name, rows, reason FROM parsed", stored)
    assert rows_of(found) == [
        ("R1", BRIEF, "parsed", TABLE, 2, None),
        ("R2", "sh ip int br", "parsed", TABLE, 1, None),
        ("S3", BRIEF, "no_template", None, 0, f"there is no template for '{BRIEF}' on linux"),
        ("R7", BRIEF, "not_collected", TABLE, None, "connect_timeout: no answer within 10 s"),
    ]
    found = asked(tmp_path, "SELECT device, bytes, file FROM outputs WHERE sha256 IS NOT NULL", stored)
    assert rows_of(found)[0] == ("R1", len(ONE), "R1.txt")
    assert rows_of(asked(tmp_path, "SELECT run, devices, ok FROM runs", stored)) == [(stored.name, 4, 3)]


def test_integers_are_integers_and_lists_are_json(tmp_path: Path) -> None:
    text = "Protocol  Address    Age (min)  Hardware Addr   Type  Interface\n"
    text += "".join(f"Internet  192.0.2.{n}         {n}   0000.5e00.5301  ARPA  Gi0/1\n" for n in (9, 10))
    stored = run(tmp_path, {"R1": ({"facts": {"tags": ["a", "b"]}}, [good("show ip arp", text)])})
    assert rows_of(asked(tmp_path, "SELECT age FROM show_ip_arp WHERE age < 10", stored)) == [(9,)]
    sql = "SELECT DISTINCT value FROM show_ip_arp, json_each(tags)"
    assert rows_of(asked(tmp_path, sql, stored)) == [("a",), ("b",)]
    sql = "SELECT ip_address FROM show_ip_arp ORDER BY ip_key(ip_address) DESC"
    assert rows_of(asked(tmp_path, sql, stored)) == [("192.0.2.10",), ("192.0.2.9",)]


def test_a_field_with_the_name_of_a_fact_gets_a_mark(tmp_path: Path) -> None:
    facts = {"status": "live", "Run": "x", "a-b": 1, 'a"b': 2}
    stored = run(tmp_path, {"R1": ({"facts": facts}, [good(BRIEF, TWO)])})
    (table,) = asked(tmp_path, TABLE, stored).tables
    assert table.columns[4:] == ("status", "Run_", "a_b", "interface", "ip_address", "status_", "proto")
    assert table.rows[0][4:8] == ("live", "x", 1, "Gi0/1")


def test_facts_are_what_the_inventory_says(tmp_path: Path) -> None:
    facts = {
        "serial": 12345678901234567890123,
        "half": 0.5,
        "lost": "a\0b",
        "text": "9",
        "yes": True,
        "it's": -1,
    }
    devices: Fleet = {
        "R1": ({"facts": facts}, [good(BRIEF, TWO)]),
        "R2": ({"facts": {"lost": "\0"}}, [good(BRIEF, TWO)]),
    }
    stored = run(tmp_path, devices)
    for table in (TABLE, "devices"):
        answer = asked(tmp_path, f'SELECT serial, half, lost, text, yes, "it_s" FROM {table}', stored)
        assert rows_of(answer) == [
            ("12345678901234567890123", 0.5, "a\0b", "9", 1, -1),
            (None, None, "\0", None, None, None),
        ]


def test_a_fact_that_is_a_number_is_compared_as_one_or_as_text(tmp_path: Path) -> None:
    devices: Fleet = {"9": ({"facts": {"rack": 9}}, [good(BRIEF, TWO)])}
    stored = run(tmp_path, devices)
    for table in (TABLE, "devices"):
        for condition in ("rack = 9", "rack = device", "rack < 10"):
            assert rows_of(asked(tmp_path, f"SELECT rack FROM {table} WHERE {condition}", stored)) == [(9,)]


def test_facts_may_have_any_name_and_number(tmp_path: Path) -> None:
    facts = {"a\0b": 1, **{f"f{number}": number for number in range(3_000)}}
    stored = run(tmp_path, {"R1": ({"facts": facts}, [good(BRIEF, TWO)])})
    for table in (TABLE, "devices"):
        assert rows_of(asked(tmp_path, f"SELECT f0, f{MOST - 1} FROM {table}", stored)) == [(0, MOST - 1)]
        with pytest.raises(InputError, match=f"no such column: f{MOST}"):
            asked(tmp_path, f"SELECT f{MOST} FROM {table}", stored)


def test_several_runs_stand_from_the_oldest(tmp_path: Path) -> None:
    first = run(tmp_path, day=23)
    second = run(tmp_path, {**FLEET, "R7": ({}, [good(BRIEF, brief(("Gi0/9", "192.0.2.9", "up")))])}, day=24)
    sql = f"SELECT run, device FROM {TABLE}"
    answer = asked(tmp_path, sql, first, second)
    both = [(first.name, "R1"), (first.name, "R1"), (first.name, "R2")]
    assert rows_of(answer) == both + [(second.name, name) for name in ("R1", "R1", "R2", "R7")]
    assert answer.coverage.line().startswith(
        "5 of 8 answers of 4 devices in 2 runs; not collected: R7 (connect_timeout); no template: S3 (2 x)"
    )


def test_an_answer_never_depends_on_what_the_index_has_seen(tmp_path: Path) -> None:
    wide = (
        "Interface   IP Address    Interface Status\nEth1/1      192.0.2.5     protocol-up/link-up/admin-up\n"
    )
    other = {"N1": ({"platform": "cisco_nxos"}, [good(BRIEF, wide)])}
    first, second = run(tmp_path, other, day=22), run(tmp_path, day=23)
    asked(tmp_path, TABLE, first)
    late = [asked(tmp_path, sql, second) for sql in (TABLE, "parsed", "devices", "outputs")]
    (tmp_path / "index.sqlite").unlink()
    assert late == [asked(tmp_path, sql, second) for sql in (TABLE, "parsed", "devices", "outputs")]
    scope = Scope(runs=[second])
    assert late[0].tables == query(TABLE, scope).tables


def test_devices_and_commands_are_chosen(tmp_path: Path) -> None:
    stored = run(tmp_path)
    answer = asked(tmp_path, TABLE, stored, choice=Choice(limit=["group:core", "S3"]))
    assert answer.coverage.line().startswith("1 of 2 devices; no template: S3")
    answer = asked(tmp_path, TABLE, stored, choice=Choice(commands=["SH  ip int*"]))
    assert [row[0] for row in rows_of(answer)] == ["R2"]
    assert answer.coverage.not_asked == ("R1", "S3", "R7")
    with pytest.raises(InputError, match=r"no device was asked 'shw ip int br' .did you mean 'sh ip int br'"):
        asked(tmp_path, TABLE, stored, choice=Choice(commands=["shw ip int br"]))
    with pytest.raises(InputError, match="'R9' matches no device"):
        asked(tmp_path, TABLE, stored, choice=Choice(limit=["R9"]))


def test_who_was_not_asked_is_told_and_is_not_missing(tmp_path: Path) -> None:
    fleet = {"R1": FLEET["R1"], "R2": ({}, [good("show clock", "15:11:00.123 UTC Mon Nov 23 2026\n")])}
    answer = asked(tmp_path, TABLE, run(tmp_path, fleet))
    assert answer.coverage.line().startswith("1 of 1 device; not asked: R2")
    assert answer.coverage.is_complete


def test_whoever_was_asked_the_command_in_other_words_is_missing(tmp_path: Path) -> None:
    other = {"platform": "linux"}
    fleet = {
        "R2": FLEET["R2"],
        "S3": (other, [good(BRIEF, "a text of its own\n")]),
        "S4": (other, [bad("show ip int brief")]),
        "S5": (other, [good("show ip route", "another one\n")]),
    }
    answer = asked(tmp_path, TABLE, run(tmp_path, fleet))
    assert answer.coverage.line().startswith(
        "1 of 3 devices; not collected: S4 (connect_timeout); no template: S3; not asked: S5"
    )


def test_the_same_text_asked_for_in_two_ways_counts_once(tmp_path: Path) -> None:
    fleet = {"R1": ({}, [good("sh ip int br", ONE), good(BRIEF, ONE)]), "R2": FLEET["R2"]}
    stored = run(tmp_path, fleet)
    answer = asked(tmp_path, f"SELECT device, count(*) FROM {TABLE} GROUP BY 1", stored)
    assert rows_of(answer) == [("R1", 2), ("R2", 1)]
    assert answer.coverage.line() == "2 of 2 devices; 2 lines that no rule matched (see the table parsed)"
    assert rows_of(asked(tmp_path, "SELECT count(*) FROM parsed", stored)) == [(3,)]
    shown = show(Scope(runs=[stored]))
    assert len(shown.tables[0].rows) == 3
    assert [len(each.rows) for each in shown.outputs or ()] == [2, 2, 1]


def test_different_outputs_of_a_device_in_one_table_are_told(tmp_path: Path) -> None:
    stored = run(tmp_path, {"R1": ({}, [good("sh ip int br", ONE), good(BRIEF, TWO)]), "R2": FLEET["R2"]})
    answer = asked(tmp_path, f"SELECT device, count(*) FROM {TABLE} GROUP BY 1", stored)
    assert rows_of(answer) == [("R1", 3), ("R2", 1)]
    assert "; more than one output in a table: R1 (see the table parsed); " in answer.coverage.line()
    assert answer.coverage.is_complete
    assert not asked(tmp_path, "devices", stored).coverage.several


def test_different_commands_with_the_same_text_are_two_outputs(tmp_path: Path) -> None:
    same = "default via 192.0.2.1 dev eth0\n"
    tables_of_linux = [good(f"ip route show table {number}", same) for number in (1, 10)]
    routes = [
        good("sh ip ro vrf A", ROUTE),
        good("show ip route", ROUTE),
        good("show ip route vrf AB", ROUTE),
    ]
    more = [good("SHOW ip route vrf A", ROUTE)]
    stored = run(tmp_path, {"R1": ({}, [*routes, *more]), "L1": ({"platform": "linux"}, tables_of_linux)})
    assert rows_of(asked(tmp_path, "SELECT count(*) FROM show_ip_route", stored)) == [(3,)]
    answer = asked(tmp_path, "SELECT count(*) FROM ip_route_show", stored)
    assert rows_of(answer) == [(2,)]
    assert answer.coverage.several == ("L1",)


@pytest.mark.parametrize(
    ("one", "other", "table", "are"),
    [
        ("show mac address-table", "sh mac-address-table", "show_mac_address_table", True),
        ("show ip route vrf I", "show ip route vrf IP", "show_ip_route", False),
        ("show ip route vrf r", "show ip route vrf R", "show_ip_route", False),
        ("sh ip bgp nei 192.0.2.1 adv", "show ip bgp neighbors 192.0.2.1 advertised-routes",
         "show_ip_bgp_neighbors_advertised_routes", False),
        ("sh ip bgp nei 192.0.2.1 adv-r", "show ip bgp neighbors 192.0.2.1 advertised-routes",
         "show_ip_bgp_neighbors_advertised_routes", True),
    ],
)  # fmt: skip
def test_which_commands_are_one(one: str, other: str, table: str, *, are: bool) -> None:
    assert is_same(one, other, table) is are


def test_what_cannot_be_read_hides_no_rows_of_the_same_text(tmp_path: Path) -> None:
    two = [good("sh ip int br", ONE), good(BRIEF, ONE)]
    stored = run(tmp_path, {"R1": ({}, two)})
    path = stored.path / "R1.txt"
    path.write_text(path.read_text().replace("Gi0/1", "Gi0/9", 1))
    answer = asked(tmp_path, f"SELECT count(*) FROM {TABLE}", stored)
    assert rows_of(answer) == [(2,)]
    assert answer.coverage.line().startswith("0 of 1 device; unreadable: R1")


def test_another_command_of_the_table_stands_in_for_none_that_is_missing(tmp_path: Path) -> None:
    vrf, unknown = "show ip route vrf A", good("show ip route vrf A", "nothing\nknown 1\n")
    fleet: Fleet = {
        "R1": ({}, [good("show ip route", ROUTE), good(vrf, ROUTE)]),
        "R2": ({}, [good("show ip route", ROUTE), bad(vrf)]),
        "R3": ({}, [good("show ip route vrf AB", ROUTE), bad(vrf)]),
        "R4": ({}, [good("show ip route", ROUTE), unknown]),
    }
    answer = asked(tmp_path, "show_ip_route", run(tmp_path, fleet))
    assert answer.coverage.line().startswith(
        "2 of 4 devices; not collected: R2 (connect_timeout), R3 (connect_timeout);"
        " no line that the template knows: R4; more than one output in a table: R1"
    )
    assert not answer.coverage.is_complete


def test_an_empty_output_is_an_answer(tmp_path: Path) -> None:
    stored = run(tmp_path, {"R1": ({}, [good(BRIEF, brief())]), "R2": FLEET["R2"]})
    answer = asked(tmp_path, TABLE, stored)
    assert answer.coverage.is_complete
    assert rows_of(asked(tmp_path, "SELECT state FROM parsed", stored))[0] == ("empty",)


def test_two_commands_of_one_table_are_one_device(tmp_path: Path) -> None:
    stored = run(tmp_path, {"R1": ({}, [bad("sh ip int br"), good(BRIEF, ONE)])})
    assert asked(tmp_path, TABLE, stored).coverage.is_complete


def test_a_file_that_was_changed_is_unreadable_with_any_index(tmp_path: Path) -> None:
    stored = run(tmp_path, {"R1": FLEET["R1"], "R2": FLEET["R2"]})
    assert asked(tmp_path, TABLE, stored).coverage.is_complete
    (stored.path / "R1.txt").write_text("nothing of it\n")
    late = asked(tmp_path, TABLE, stored)
    assert late.coverage.line().startswith("1 of 2 devices; unreadable: R1")
    (tmp_path / "index.sqlite").unlink()
    assert asked(tmp_path, TABLE, stored) == late


def test_a_damaged_run_is_told_and_hides_no_other(tmp_path: Path) -> None:
    first, second = run(tmp_path, day=23), run(tmp_path, {"R1": FLEET["R1"]}, day=24)
    (first.path / MANIFEST).write_text("{")
    answer = asked(tmp_path, TABLE, first, second)
    assert len(rows_of(answer)) == 2
    assert "is not a netcollect manifest" in answer.coverage.told[0]
    assert not answer.coverage.is_complete
    with pytest.raises(InputError, match="is not a netcollect manifest"):
        asked(tmp_path, TABLE, first)


def test_a_manifest_of_an_older_version_is_read(tmp_path: Path) -> None:
    stored = run(tmp_path)
    edit(stored.path, lambda document: [row.pop("facts") for row in document["devices"]])
    (table,) = asked(tmp_path, TABLE, stored).tables
    assert table.columns[:5] == ("device", "platform", "run", "collected", "interface")


def test_bytes_that_are_no_text_are_kept_apart(tmp_path: Path) -> None:
    text = brief(("Gi\udcff/1", "192.0.2.1", "up"))
    stored = run(tmp_path, {"R1": ({}, [CommandResult(BRIEF, "R1#", text, "ok", None, 0.1)])})
    assert rows_of(asked(tmp_path, f"SELECT interface FROM {TABLE}", stored)) == [(r"Gi\udcff/1",)]


def test_looking_around(tmp_path: Path) -> None:
    scope = Scope(runs=[run(tmp_path)], output=tmp_path)
    (listed,) = tables(scope).tables
    assert [(name, number) for name, number, _ in listed.rows] == [
        ("devices", 4), ("outputs", 4), ("parsed", 4), ("runs", 1), (TABLE, 3),
    ]  # fmt: skip
    (listed,) = columns(TABLE.upper(), scope).tables
    assert ("rack", 9) in listed.rows
    with pytest.raises(InputError, match=rf"TABLE:1:1: no such table: show_ip_int.* .did you mean {TABLE}"):
        columns("show_ip_interfac_brief", scope)
    with pytest.raises(InputError, match=f"did you mean {TABLE}"):
        query("show_ip_interfac_brief", scope)


def test_tables_are_joined_by_all_that_they_have_in_common(tmp_path: Path) -> None:
    """Facts among them; and by NATURAL the status of an interface and of its device, seldom meant."""
    stored = run(tmp_path)
    by_fact = f"SELECT device, interface FROM {TABLE} JOIN devices USING (device, site, run) ORDER BY 1, 2"
    apart = f"SELECT device, interface FROM {TABLE} ORDER BY 1, 2"
    assert rows_of(asked(tmp_path, by_fact, stored)) == rows_of(asked(tmp_path, apart, stored)) != []
    assert rows_of(asked(tmp_path, f"SELECT * FROM {TABLE} NATURAL JOIN devices", stored)) == []
