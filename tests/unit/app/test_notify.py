"""What a run brought, by what it and the runs before it say."""

from __future__ import annotations

from pathlib import Path

from netcollect.app.audit import rules_for_run
from netcollect.app.notify import events
from netcollect.archive import Run
from netcollect.report.digest import digest
from netcollect.store import RunDirectory
from unit.archive.samples import edit
from unit.compare.samples import DAY, first_day, second_day
from unit.fakes import ok, rejected
from unit.store.test_directory import START
from unit.store.test_history import run


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
