"""How differences look: text for people, counts, beside each other, JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from netcollect.archive import Run
from netcollect.compare import Choice, Difference, difference, last_good
from netcollect.report.difference import DIFF_FORMATS
from unit.compare.samples import DAY, first_day, second_day
from unit.fakes import ok
from unit.store.test_directory import START
from unit.store.test_history import run


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Difference:
    output = tmp_path_factory.mktemp("output")
    first_day(output)
    second: Run = second_day(output)
    return difference(second, last_good(second), Choice(context=1))


def written(found: Difference, form: str, *, color: bool = False) -> str:
    stream = io.StringIO()
    DIFF_FORMATS[form](stream, found, color)
    return stream.getvalue()


def test_text_tells_each_change_once_and_who_is_missing(found: Difference) -> None:
    text = written(found, "text")
    head, _, end = text.partition("\n\n")
    assert head == (
        "show run\n"
        "  3 devices:\n"
        "      R1, R2, R3\n"
        "      - ntp server 192.0.2.1\n"
        "      + ntp server 192.0.2.9\n"
        "  R2: interface GigabitEthernet0/1\n"
        "      -  description uplink\n"
        "      +  description to \\x1b[2J R3\n"
        "sh ip int br\n"
        "  R1: GigabitEthernet0/3 status: up → down, proto: up → down"
    )
    assert "new: R7 (in no earlier run)\n" in end
    assert "gone: R9 (not in the inventory of the newer run)\n" in end
    assert "not collected: R5 (rejected)\n" in end
    assert "3 changed, 1 the same of 7 devices (8 outputs compared)" in end


def test_colors_and_nothing_of_a_device_that_controls_a_terminal(found: Difference) -> None:
    for form in DIFF_FORMATS:
        assert "\x1b" not in written(found, form)
    assert "\x1b[32m+ ntp server 192.0.2.9\x1b[0m" in written(found, "text", color=True)
    assert "\x1b[2J" not in written(found, "text", color=True)


def test_stat_counts_lines(found: Difference) -> None:
    assert "R2  show run      +2 -2\n" in written(found, "stat")


def test_context_shows_the_lines_around(found: Difference) -> None:
    text = written(found, "context")
    assert "R2: show run, line 10  [interface GigabitEthernet0/1]\n" in text
    assert "      interface GigabitEthernet0/1\n    -  description uplink\n" in text


def test_beside_each_other(found: Difference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "65")
    text = written(found, "side-by-side")
    assert "ntp server 192.0.2.1           | ntp server 192.0.2.9\n" in text


def test_json_has_everything(found: Difference) -> None:
    document = json.loads(written(found, "json"))
    assert document["counts"]["not_collected"] == 1
    assert document["groups"][0]["devices"] == ["R1", "R2", "R3"]
    (device,) = (each for each in document["devices"] if each["device"] == "R1")
    rows = next(each["rows"] for each in device["commands"] if each["command"] == "sh ip int br")
    assert rows[0]["key"] == {"interface": "GigabitEthernet0/3"}
    assert rows[0]["columns"]["status"] == ["up", "down"]


def test_beside_each_other_whatever_the_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "65")
    texts = ["description 東京\n", f"description {'東京' * 20}\n", "Zu\u0308rich\n"]
    days = [run(tmp_path, {"R1": [ok("show x", text)]}, START + at * DAY) for at, text in enumerate(texts)]
    for path, line in (
        (days[1], "description 東京               | description 東京東京東京東京~"),
        (days[2], "description 東京東京東京東京~  | Zu\u0308rich"),
    ):
        found = difference(Run(path), last_good(Run(path)))
        assert written(found, "side-by-side").splitlines()[1] == line
