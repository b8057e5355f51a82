"""An audit for people and for spreadsheets, tickets and programs."""

from __future__ import annotations

import csv
import io
import json

import msgspec

from netcollect.audit import Audit
from netcollect.report.audits import write_audit
from netcollect.report.audits.brief import brief
from unit.report.audits.samples import sample
from unit.tables import each_row


def written(form: str, *, color: bool = False) -> str:
    stream = io.StringIO()
    write_audit(stream, sample(), form, color=color)
    return stream.getvalue()


def test_the_page_for_people_has_what_is_new_first() -> None:
    lines = written("text").split("\n")
    heads = [line for line in lines if line and not line.startswith((" ", "warning", "2026"))]
    assert heads == [
        "New violations (1)",
        "Still violated (1)",
        "Fixed (1)",
        "Waived (1)",
        "Unknown (1)",
        "Not applicable (1; it fits no device of the run): none",
    ]
    assert lines[2] == "    R1: since 2026-11-03 02:00, held last in 2026-11-02 02:00"
    assert lines[3] == "      show run (R1/show_run.txt): lacks 'a' in line vty 0 4"
    assert lines[4].startswith("        9: x\\x1b[2J\\x00 <script>")
    assert "        and 3 more" in lines
    assert lines[-3].startswith("warning: rules.yaml:9:5")
    assert lines[-2] == (
        "20261103T020000Z-0003: 2 violated (1 new), 1 fixed, 1 waived, 1 unknown, 1 passed; "
        "2 rules on 5 devices, by 3 runs"
    )


@each_row("form, color", [("text", False), ("text", True), ("json", False), ("markdown", False)])
def test_nothing_of_a_device_controls_a_terminal(form: str, color: bool) -> None:
    text = written(form, color=color)
    assert "\x1b[2J" not in text
    assert "\x00" not in text
    assert ("\x1b[" in text) == color


def test_json_is_the_document() -> None:
    found = msgspec.json.decode(written("json"), type=Audit)
    assert found.counts == sample().counts
    assert [each.verdict for each in found.verdicts] == [each.verdict for each in sample().verdicts]
    assert json.loads(written("json"))["verdicts"][4] == {
        "rule": "ssh",
        "device": "R5",
        "verdict": "unknown",
        "reason": "not collected: dns",
    }


def test_csv_has_a_line_a_verdict() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv"))))
    assert [(row["rule"], row["device"], row["verdict"], row["transition"]) for row in rows] == [
        (each.rule, each.device, each.verdict, each.transition or "") for each in sample().verdicts
    ]
    assert rows[0]["why"] == "lacks 'a' in line vty 0 4"


def test_markdown_shows_what_somebody_has_to_look_at() -> None:
    text = written("markdown")
    assert "## New violations (1)\n\n| rule | severity | device | since | what |" in text
    assert "| ssh | high | R5 |  | not collected: dns |" in text
    assert "<script>" not in text


def test_a_runs_summary_begins_with_what_is_new() -> None:
    lines = list(brief(sample(), color=False))
    assert lines == [
        "new    ssh [high]: R1: lacks 'a' in line vty 0 4",
        "fixed  ssh [high]: R3",
        "still  ssh [high]: R2, since 2026-11-01 02:00: lacks 'a' in line vty 0 4",
        "waiver  rules.yaml:9:5: the waiver of ssh for R9 ended on 2026-11-01",
        "rules: 20261103T020000Z-0003: 2 violated (1 new), 1 fixed, 1 waived, 1 unknown, 1 passed; "
        "2 rules on 5 devices, by 3 runs",
        "",
    ]
