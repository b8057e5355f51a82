"""A run as a page: of whom each part speaks, and who is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.app.report import Selection, write_page
from netcollect.archive import find_run
from netcollect.document import encode_any
from netcollect.errors import InputError, OutputError
from netcollect.redaction import MASK
from netcollect.report.page import page_as_html
from unit.audit.samples import audited, make_run, rules_of
from unit.compare.samples import CREDENTIALS, NEW, OLD, first_day, second_day
from unit.report.page.samples import Reader, page_of, two_days
from unit.tables import each_row


def test_what_failed_and_why(tmp_path: Path) -> None:
    page = two_days(tmp_path)
    (cause,) = page.causes
    assert (cause.kind, cause.devices) == ("rejected", ("R5",))
    assert cause.said[0].text == "show run: % Invalid input"
    text = Reader(page_as_html(page)).text
    assert "5 of 6 devices collected, 3 changed" in text
    assert "1 device of 6 did not give everything: 1 failed" in text


def test_what_changed_is_told_once_and_who_is_not_compared(tmp_path: Path) -> None:
    changes = two_days(tmp_path).changes
    ntp, description, row = changes.groups
    assert (ntp.devices, ntp.shown, ntp.heading) == (("R1", "R2", "R3"), "R1", "")
    assert [each.gist for each in (ntp, description, row)] == [
        "ntp server 192.0.2.9",
        "description to \x1b[2J R3",
        "",
    ]
    assert [line.mark for line in ntp.lines] == ["same", "same", "same", "changed", "same"]
    assert description.heading == "interface GigabitEthernet0/1"
    assert row.row == "GigabitEthernet0/3 status: up → down, proto: up → down"
    assert [(each.device, each.status) for each in changes.absent] == [
        ("R5", "not_collected"),
        ("R7", "new"),
        ("R9", "gone"),
    ]
    assert (changes.counts.changed, changes.counts.same, changes.counts.outputs) == (3, 1, 8)


@each_row("platform, command, text", CREDENTIALS)
def test_no_secret_is_on_the_page_and_a_changed_one_shows(
    tmp_path: Path, platform: str, command: str, text: str
) -> None:
    output = tmp_path / platform / command.replace("/", "_")
    names = [f"R{number}:{platform}" for number in range(1, 5)]
    make_run(output, 1, {name: {command: text.format(OLD, "operator")} for name in names})
    said = dict.fromkeys(names, text.format(NEW, "operator")) | {names[0]: text.format(OLD, "admin")}
    page = page_of(make_run(output, 2, {name: {command: each} for name, each in said.items()}))
    assert len(page.changes.groups) >= 2
    assert page.outliers.told[0].groups
    told = encode_any(page).decode()
    assert "S3CRET" not in told, told
    masks = MASK.findall(told)
    assert len(set(masks)) > 1, told
    if page.grids:
        (grid,) = page.grids
        assert len({row for row in grid.rows if row[0] != "R1"}) == 3
        assert MASK.search(str(grid.rows))
    assert "S3CRET" not in page_as_html(page)


def test_the_first_run_has_nothing_before_it(tmp_path: Path) -> None:
    page = page_of(first_day(tmp_path))
    text = Reader(page_as_html(page)).text
    assert len(page.timeline) == 1
    assert "There is nothing to compare with yet" in text
    assert "All 6 devices collected" in text
    assert "The last" not in text


def test_the_timeline_ends_with_the_run_itself(tmp_path: Path) -> None:
    page = two_days(tmp_path)
    assert [(each.ok, each.failed) for each in page.timeline] == [(6, 0), (5, 1)]
    first = page.timeline[0].run
    assert [each.run for each in page_of(find_run(tmp_path, first)).timeline] == [first]


def test_a_page_of_some_devices_and_commands(tmp_path: Path) -> None:
    page = two_days(tmp_path, Selection(limit=["R1", "R5"], commands=["sh ip int br"]))
    assert [each.device for each in page.devices] == ["R1", "R5"]
    assert [each.command for each in page.changes.groups] == ["sh ip int br"]
    assert page.devices[0].commands == 1
    assert {row[0] for row in page.grids[0].rows} == {"R1"}
    assert "Page limited to devices R1 R5" in Reader(page_as_html(page)).text


def test_what_is_limited_to_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no device was asked 'show clock'"):
        two_days(tmp_path, Selection(commands=["show clock"]))


def test_rules_judge_the_run_and_those_before_it(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, "rules: [{id: ntp, command: show run, expect: [{contains: 192.0.2.1}]}]")
    page = two_days(tmp_path, Selection(rules=rules))
    assert page.audited is not None
    assert page.audited.judged == page.started
    assert [each.violations for each in page.timeline] == [0, 3]
    assert "5 of 6 devices collected, 3 changed, 3 violations" in Reader(page_as_html(page)).text


def test_what_the_run_s_own_rules_said_is_on_its_page(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, "rules: [{id: ntp, command: show run, expect: [{contains: 192.0.2.1}]}]")
    first_day(tmp_path)
    run = second_day(tmp_path)
    assert page_of(run).audited is None
    (run.path / "audit.json").write_bytes(encode_any(audited(run, rules)))
    page = page_of(run)
    assert page.audited is not None
    assert [each.violations for each in page.timeline] == [None, 3]
    (run.path / "audit.json").write_bytes(b"{}")
    with pytest.raises(InputError, match="is not an audit"):
        page_of(run)


def test_a_page_is_written_whole_or_the_place_is_told(tmp_path: Path) -> None:
    page = two_days(tmp_path)
    write_page(page, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text("utf-8") == page_as_html(page)
    with pytest.raises(OutputError, match=r"no/report\.html"):
        write_page(page, tmp_path / "no/report.html")
