"""What a run brought, by what it and the runs before it say."""

from __future__ import annotations

from pathlib import Path

from netcollect.app.audit import rules_for_run
from netcollect.app.notify import events
from netcollect.archive import Run
from netcollect.model import CommandResult
from netcollect.report.digest import digest
from netcollect.store import RunDirectory
from unit.archive.samples import edit
from unit.compare.samples import DAY, first_day, second_day
from unit.fakes import ok, rejected
from unit.store.test_directory import START
from unit.store.test_history import HOUR, run


def test_a_device_that_was_never_seen_before_and_fails_has_failed(tmp_path: Path) -> None:
    assert events(Run(run(tmp_path, {"R1": [ok("a", "1")], "R2": [rejected("a")]}))) == {"failed": ["R2"]}


def test_each_device_is_compared_with_the_last_run_that_tried_it(tmp_path: Path) -> None:
    bad = [rejected("a")]
    run(tmp_path, {"R1": [ok("a", "1")], "R2": bad, "R3": bad, "R4": [ok("a", "1")]})
    run(tmp_path, {"R1": [ok("a", "1")]}, START + DAY)
    last = run(
        tmp_path,
        {"R1": [ok("a", "2")], "R2": [ok("a", "1")], "R3": bad, "R4": bad, "R5": [ok("a", "1")]},
        START + 2 * DAY,
    )
    assert events(Run(last)) == {"changed": ["R1"], "failed": ["R4"], "recovered": ["R2"]}


def test_a_device_that_was_skipped_is_no_news_and_was_not_tried(tmp_path: Path) -> None:
    bad = [rejected("a")]
    run(tmp_path, {"R1": bad, "R2": [ok("a", "1")]})
    between = run(tmp_path, {"R1": bad, "R2": bad}, START + DAY)

    def skip(document: dict[str, list[dict[str, object]]]) -> None:
        document["devices"][0]["status"] = "skipped"
        document["devices"][1]["status"] = "skipped"

    edit(between, skip)
    assert events(Run(between)) == {}
    last = run(tmp_path, {"R1": bad, "R2": bad}, START + 2 * DAY)
    assert events(Run(last)) == {"failed": ["R2"]}


def test_jobs_with_other_commands_for_a_device_may_take_turns(tmp_path: Path) -> None:
    short, long = [ok("a", "1")], [ok("a", "1"), rejected("b")]
    told = [
        events(Run(run(tmp_path, {"R1": results}, START + day * DAY)))
        for day, results in enumerate([short, long, short, long, short, [ok("a", "1"), ok("b")], short])
    ]
    assert told == [{}, {"failed": ["R1"]}, {}, {}, {}, {"recovered": ["R1"]}, {}]
    # Whoever is told first of an outage is told of it for all.
    assert events(Run(run(tmp_path, {"R1": [rejected("a")]}, START + 8 * DAY))) == {"failed": ["R1"]}
    both = [rejected("a"), rejected("b")]
    assert events(Run(run(tmp_path, {"R1": both}, START + 9 * DAY))) == {}


def test_a_command_that_was_not_run_tells_nothing_unless_the_device_did_not_answer(tmp_path: Path) -> None:
    none = CommandResult("b", "", "", "not_run")
    run(tmp_path, {"R1": [ok("a", "1"), ok("b")], "R2": [ok("a", "1"), ok("b")]})
    lost = run(
        tmp_path,
        {"R1": [rejected("a"), none], "R2": [CommandResult("a", "", "", "not_run"), none]},
        START + DAY,
    )

    def fail(document: dict[str, list[dict[str, object]]]) -> None:
        for row in document["devices"]:
            row["status"] = "failed"

    edit(lost, fail)
    assert events(Run(lost)) == {"failed": ["R1", "R2"]}
    other = run(tmp_path, {"R1": [ok("b")], "R2": [ok("b")]}, START + 2 * DAY)
    assert events(Run(other)) == {"recovered": ["R2"]}


def test_what_became_of_a_device_is_known_however_many_runs_of_others_there_were(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [rejected("a")], "R2": [rejected("a")]})
    for number in range(1, 61):
        run(tmp_path, {"R3": [ok("a", "1")]}, START + number * HOUR)
    last = run(tmp_path, {"R1": [ok("a", "1")], "R2": [rejected("a")]}, START + 3 * DAY)
    assert events(Run(last)) == {"recovered": ["R1"]}


def test_a_run_that_was_interrupted_told_nobody(tmp_path: Path) -> None:
    run(tmp_path, {"R1": [ok("a", "1")], "R2": [ok("a", "1")]})
    run(tmp_path, {"R1": [rejected("a")], "R2": [rejected("a")]}, START + DAY, "interrupted")
    last = run(tmp_path, {"R1": [ok("a", "1")], "R2": [rejected("a")]}, START + 2 * DAY)
    assert events(Run(last)) == {"failed": ["R2"]}


def test_the_digest_tells_who_what_and_where(tmp_path: Path) -> None:
    first_day(tmp_path)
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "rules: [{id: ntp, command: show running-config, expect: [{lines: [ntp server 192.0.2.1]}]}]"
    )
    second = second_day(tmp_path)
    judged = rules_for_run([str(rules)], tmp_path).judge(
        second.document, RunDirectory(tmp_path, second.name, "device")
    )
    new = Run.with_document(second.path, judged)
    happened = events(new)
    assert happened["violated"] == ["R1", "R2", "R3"]
    text = "\n".join(digest(judged, happened))
    assert text.startswith(f"collect {new.name}: 6 devices, 5 ok, 1 failed\nsince last time: changed 3, viol")
    assert "\n\nfailed, and did not last time:\n  R5: rejected: " in text
    assert text.endswith(f"the whole: {judged.directory}")
