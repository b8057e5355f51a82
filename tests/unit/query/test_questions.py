"""Questions to every vendor are tables of the index, made of each device's own commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from netcollect.archive import Run
from netcollect.errors import ErrorKind, InputError
from netcollect.model import CommandResult, Failure
from netcollect.platforms import QUESTIONS
from netcollect.query import (
    Choice,
    Condition,
    Picture,
    Scope,
    answers,
    columns,
    hits,
    query,
    show,
    tables,
)
from unit.query.samples import BRIEF, ONE, Fleet, bad, good, run

SAMPLES = {
    path.stem: yaml.load(path.read_text(), yaml.CSafeLoader)
    for path in (Path(__file__).parents[1] / "rows" / "questions").glob("*.yaml")
}
LLDP, CDP = "show lldp neighbors detail", "show cdp neighbors detail"


def results(platform: str, question: str) -> list[CommandResult]:
    return [good(command, text) for command, text in SAMPLES[platform][question]["outputs"].items()]


def fleet(question: str, *platforms: str) -> Fleet:
    return {f"D-{name}": ({"platform": name}, results(name, question)) for name in platforms}


def scope(output: Path, *runs: Run, **more: Any) -> Scope:
    return Scope(runs=[Run(each.path) for each in runs], output=output, **more)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_of_every_platform_is_in_one_table(tmp_path: Path, question: str) -> None:
    platforms = [name for name in sorted(SAMPLES) if question in SAMPLES[name]]
    one = run(tmp_path, fleet(question, *platforms))
    names = ", ".join(QUESTIONS[question].columns)
    answer = query(f"SELECT device, {names} FROM {question}", scope(tmp_path, one))
    (table,) = answer.tables
    assert table.mappings() == [
        {"device": f"D-{name}", **row} for name in platforms for row in SAMPLES[name][question]["rows"]
    ]
    assert (answer.coverage.answered, answer.coverage.asked) == (len(platforms),) * 2
    assert answer.coverage.is_complete


def test_the_table_has_what_every_table_of_rows_has_in_front(tmp_path: Path) -> None:
    devices = {"R1": ({"facts": {"site": "ams", "mac": "x"}}, results("cisco_ios", "arp"))}
    answer = query("arp", scope(tmp_path, run(tmp_path, devices)))
    assert answer.tables[0].columns == (
        *("device", "platform", "run", "collected", "site", "mac"),
        *("address", "mac_", "interface"),
    )


def test_a_condition_may_be_about_the_answers_to_a_question(tmp_path: Path) -> None:
    stored = scope(tmp_path, run(tmp_path, fleet("arp", "cisco_ios", "fortinet")))
    where = "device IN (SELECT device FROM arp)"
    assert all(table.rows for table in show(stored, Picture(where=where)).tables)
    assert not any(table.rows for table in show(stored, Picture(where=f"NOT {where}")).tables)
    command = next(iter(SAMPLES["cisco_ios"]["arp"]["outputs"]))
    outputs = frozenset({("D-cisco_ios", command)})
    (found,) = hits([Condition("(SELECT count(*) FROM arp) > 0", outputs, "")], stored)
    assert found["D-cisco_ios", command].found


def test_who_has_no_command_is_not_asked_and_who_failed_is_missing(tmp_path: Path) -> None:
    devices: Fleet = {
        **fleet("macs", "cisco_ios"),
        "F1": ({"platform": "fortinet"}, results("fortinet", "arp")),
        "R7": ({"platform": "cisco_xe"}, [bad("show mac address-table")]),
        "R8": (
            {"platform": "cisco_ios"},
            [good("show mac address-table", "Vlan Mac Address Type Ports\nbad\n")],
        ),
    }
    coverage = query("macs", scope(tmp_path, run(tmp_path, devices))).coverage
    assert coverage.line() == (
        "1 of 3 devices; not collected: R7 (connect_timeout); template error: R8; not asked: F1;"
        " 2 lines that no rule matched (see the table parsed)"
    )


def test_a_device_that_rejects_one_of_two_protocols_has_answered_with_the_other(tmp_path: Path) -> None:
    found = {each.command: each for each in results("cisco_ios", "neighbors")}
    no = CommandResult(
        LLDP, "R1#", "% LLDP is not enabled\n", "rejected", Failure(ErrorKind.REJECTED, "no"), 0.1
    )
    devices: Fleet = {"R1": ({}, [no, found[CDP]]), "R2": ({}, [bad(LLDP), found[CDP]]), "R3": ({}, [no])}
    answer = query("SELECT device, interface FROM neighbors", scope(tmp_path, run(tmp_path, devices)))
    assert answer.tables[0].rows == [
        ("R1", "GigabitEthernet0/0"),
        ("R1", "GigabitEthernet0/2"),
        ("R2", "GigabitEthernet0/0"),
        ("R2", "GigabitEthernet0/2"),
    ]
    assert [(each.device, each.kind) for each in answer.coverage.missing] == [
        ("R2", "connect_timeout"),
        ("R3", "rejected"),
    ]


def test_a_question_is_a_table_only_where_somebody_was_asked(tmp_path: Path) -> None:
    one = run(tmp_path, fleet("arp", "cisco_ios"))
    with pytest.raises(InputError, match="no such table: bgp"):
        query("SELECT * FROM bgp", scope(tmp_path, one))
    rows = {name: number for name, number, _ in tables(scope(tmp_path, one)).tables[0].rows}
    assert rows["arp"] == rows["show_ip_arp"] == 3
    shown = columns("arp", scope(tmp_path, one)).tables[0].rows
    assert ("mac", "00:00:5e:00:53:01") in shown


def test_several_runs_and_a_choice_of_devices(tmp_path: Path) -> None:
    runs = [run(tmp_path, fleet("arp", "cisco_ios", "linux"), day=day) for day in (23, 24)]
    wanted = scope(tmp_path, *runs, choice=Choice(limit=("D-linux",)))
    answer = query("SELECT run, device, count(*) FROM ARP GROUP BY run, device", wanted)
    assert [row[1:] for row in answer.tables[0].rows] == [("D-linux", 3)] * 2


def test_answers_to_several_questions_are_a_table_each(tmp_path: Path) -> None:
    devices: Fleet = {
        "R1": ({}, [*results("cisco_ios", "arp"), *results("cisco_ios", "vlans")]),
        "F1": ({"platform": "fortinet"}, results("fortinet", "arp")),
    }
    answer = answers(("vlans", "arp", "bgp"), scope(tmp_path, run(tmp_path, devices)), not_asked=["S9"])
    assert [(table.name, len(table.rows)) for table in answer.tables] == [("vlans", 3), ("arp", 4)]
    assert answer.tables[0].columns == ("device", "vlan", "name")
    assert answer.coverage.not_asked == ("S9",)
    document = answer.document()
    assert [*document["tables"]] == ["vlans", "arp"]
    assert document["tables"]["vlans"][0] == {"device": "R1", "vlan": 1, "name": "default"}


def test_commands_beside_questions_have_their_rows_and_who_is_missing_in_them(tmp_path: Path) -> None:
    table = "show_ip_interface_brief"
    devices: Fleet = {
        "R1": ({}, [good("sh ip int br", ONE), *results("cisco_ios", "arp")]),
        "R2": ({}, [good(BRIEF, ONE), *results("cisco_ios", "arp")]),
        "S3": ({"platform": "linux"}, [bad("sh ip int br", ErrorKind.REJECTED), *results("linux", "arp")]),
    }
    asked = scope(tmp_path, run(tmp_path, devices))
    answer = answers(("arp",), asked, commands=("sh ip int br",))
    assert [each.name for each in answer.tables] == ["arp", table]
    assert [row[0] for row in answer.tables[1].rows] == ["R1", "R1"]
    assert answer.coverage.line().startswith("2 of 3 devices; not collected: S3 (rejected)")
    assert [each.name for each in answers(("arp",), asked).tables] == ["arp"]
    # A question that no platform here has a command for.
    answer = answers(("bgp",), asked, commands=("sh ip int br",))
    assert [each.name for each in answer.tables] == [table]
    assert (answer.coverage.answered, answer.coverage.asked) == (1, 2)
    assert answer.coverage.not_asked == ("R2",)
