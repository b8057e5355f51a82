"""Each row of the map from every vendor's commands to one table, on a sample text."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from netcollect.guard import refusal
from netcollect.platforms import QUESTIONS, asks_of, known_platforms, platform_of, shipped
from netcollect.rows import Rows, parse
from netcollect.rows.aliases import template_platforms
from netcollect.rows.columns import planned
from netcollect.rows.questions import answer, is_for
from netcollect.rows.templates import opened

SAMPLES = {
    path.stem: yaml.load(path.read_text(), yaml.CSafeLoader)
    for path in sorted(Path(__file__).parent.glob("questions/*.yaml"))
}
ASKED = [
    (platform, question) for platform in SAMPLES for question in QUESTIONS if asks_of(platform, question)
]
#: Every platform of a family that can be asked.
PLATFORMS = sorted(name for name in known_platforms() if shipped().family(platform_of(name).family).asks)


def outputs(platform: str, question: str) -> dict[str, Rows]:
    found: dict[str, str] = SAMPLES[platform][question]["outputs"]
    return {command: parse(platform, command, text) for command, text in found.items()}


@pytest.mark.parametrize(("platform", "question"), ASKED)
def test_the_rows_of_a_platform_become_those_of_the_question(platform: str, question: str) -> None:
    found = outputs(platform, question)
    assert {command: (rows.state, rows.reason) for command, rows in found.items()} == dict.fromkeys(
        found, ("parsed", "")
    )
    answered = answer(question, platform, found)
    assert [dict(row) for row in answered.rows] == SAMPLES[platform][question]["rows"]
    assert (answered.state, answered.reason, answered.table) == ("parsed", "", question)
    assert answered.columns == tuple(QUESTIONS[question].columns)


def test_every_row_of_the_map_has_its_sample_and_no_sample_is_for_nothing() -> None:
    asked = {
        (platform, question, ask.command)
        for platform in SAMPLES
        for question in QUESTIONS
        for ask in asks_of(platform, question)
    }
    shown = {
        (platform, question, command)
        for platform, sample in SAMPLES.items()
        for question, each in sample.items()
        for command in each["outputs"]
    }
    assert asked == shown
    families = {platform_of(platform).family for platform in SAMPLES}
    assert families == {name for name in shipped().names if shipped().family(name).asks}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_command_is_one_that_reads_and_has_a_template_with_the_columns(platform: str) -> None:
    for question, about in QUESTIONS.items():
        for ask in asks_of(platform, question):
            assert refusal("ask", ask.command, platform, ()) is None
            found = opened(None).find(
                template_platforms(platform), ask.command, has_filter="|" in ask.command
            )
            assert found, ask.command
            columns = {name for path in found.paths for name in opened(None).machine(path).columns}
            for column in planned(ask.columns, tuple(about.columns.items())):
                named = {name for names in column.theirs for name in names if not name.startswith("'")}
                assert named <= columns, ask.command
            assert ask.where.partition(":")[0] in ("", *columns)


def test_questions_of_the_map_are_those_that_there_are() -> None:
    asked = {ask.question for name in shipped().names for ask in shipped().family(name).asks}
    assert asked == set(QUESTIONS)
    assert all(set(about.keys) | set(about.volatile) <= set(about.columns) for about in QUESTIONS.values())


def test_a_platform_without_the_thing_is_told() -> None:
    found = answer("macs", "fortinet", {})
    assert (found.state, found.rows) == ("no_template", ())
    assert found.reason == "fortinet has no command for the question macs"
    assert asks_of("huawei_smartax", "facts") == ()
    assert asks_of("generic", "facts") == ()


def test_a_command_that_failed_is_named_and_the_others_rows_are_kept() -> None:
    found = outputs("cisco_ios", "neighbors")
    command = "show lldp neighbors detail"
    del found[command]
    answered = answer("neighbors", "cisco_ios", found)
    assert (answered.state, len(answered.rows)) == ("parsed", 2)
    assert answered.reason == f"'{command}' was not collected"
    found[command] = parse("cisco_ios", command, "It is a lovely day.\n")
    assert found[command].state == "template_error"
    answered = answer("neighbors", "cisco_ios", found)
    assert (answered.state, len(answered.rows)) == ("parsed", 2)
    assert answered.reason.startswith(f"'{command}': line 1 of the output")
    alone = answer("neighbors", "cisco_ios", {command: found[command]})
    assert (alone.state, alone.rows) == ("template_error", ())


def test_nothing_collected_is_no_empty_answer() -> None:
    assert answer("arp", "cisco_ios", {}).state == "no_template"
    empty = parse("cisco_ios", "show ip arp", "")
    assert answer("arp", "cisco_ios", {"show ip arp": empty}).state == "empty"


def test_abbreviated_commands_answer_too() -> None:
    text = SAMPLES["cisco_ios"]["arp"]["outputs"]["show ip arp"]
    assert len(answer("arp", "cisco_xe", {"sh ip  ARP": parse("cisco_xe", "sh ip arp", text)}).rows) == 3
    assert not is_for("show interfaces Gi0/1", "show interfaces")
    assert not is_for("ow interfaces", "show interfaces")
