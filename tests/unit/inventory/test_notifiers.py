"""`notify:` in job files."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.inventory import load_job
from netcollect.options import EVENTS, Notifier
from unit.inventory.test_jobs import READERS, problems


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{run: [mail, -s, '', noc]}", (Notifier(("mail", "-s", "", "noc"), EVENTS),)),
        ("{run: [post], when: fixed}", (Notifier(("post",), ("fixed",)),)),
        ("[{run: [a], when: [failed, changed]}]", (Notifier(("a",), ("changed", "failed")),)),
        ("[{run: [a]}, {run: [b, 7]}]", (Notifier(("a",)), Notifier(("b", "7")))),
        ("", ()),
    ],
)
def test_programs_and_what_they_wait_for(tmp_path: Path, text: str, found: tuple[Notifier, ...]) -> None:
    (tmp_path / "job.yaml").write_text(f"notify: {text}\n")
    assert load_job(tmp_path / "job.yaml", READERS).notify == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mail noc", "1:9: notify: text where a list is expected"),
        ("{run: mail -s noc}", "1:15: notify.run: text where a list is expected"),
        ("{run: []}", "1:9: notify.run: is missing"),
        ("{when: failed}", "1:9: notify.run: is missing"),
        ("[{run: ['', x]}]", "1:17: notify[0].run[0]: is empty"),
        ("{run: [a], on: failed}", "1:20: notify.on: unknown key"),
        ("{run: [a], when: [failled]}", "1:26: notify.when: 'failled' is none of changed, violated"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    (problem,) = problems(tmp_path, f"notify: {text}\n")
    assert problem.startswith(said)
