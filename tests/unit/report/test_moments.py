"""When outputs changed, as people and programs read it."""

from __future__ import annotations

import io
import json
from pathlib import Path

from netcollect.archive import runs
from netcollect.compare import Choice, histories
from netcollect.report.moments import write_log
from unit.compare.samples import first_day, second_day


def test_the_document_has_it_all(tmp_path: Path) -> None:
    first_day(tmp_path), second_day(tmp_path)
    stream = io.StringIO()
    write_log(stream, "json", histories(runs(tmp_path), Choice()))
    document = json.loads(stream.getvalue())
    assert document["schema"] == 1
    first = document["histories"][0]
    assert (first["device"], first["command"], len(first["moments"])) == ("R1", "show run", 2)
    assert first["moments"][0]["difference"]["hunks"][0]["added"] == ["ntp server 192.0.2.9"]


def test_what_a_device_says_is_harmless(tmp_path: Path) -> None:
    first_day(tmp_path), second_day(tmp_path)
    found = [each for each in histories(runs(tmp_path), Choice()) if each.device == "R2"]
    stream = io.StringIO()
    write_log(stream, "text", found, patch=True)
    assert "to \\x1b[2J R3" in stream.getvalue()
