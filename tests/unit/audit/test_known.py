"""What came of texts is kept beside the runs: the next audit finds it, and takes it for nothing else."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from netcollect.archive import Run
from netcollect.audit import Audit, Judge, known
from netcollect.audit.tables import Tables
from netcollect.platforms import taught
from unit.audit.samples import COMMAND, audited, make_run, rules_of

GOOD, BAD = "ntp server 192.0.2.1\ninterface Gi0/1\n shutdown\n", "ntp server 192.0.2.9\n"
RULES = f"""\
rules:
  - {{id: a, command: {COMMAND}, expect: [{{contains: ntp server 192.0.2.1}}]}}
  - {{id: b, command: {COMMAND}, when: [interface .*], expect: [{{under: interface .*, lines: [shutdown]}}]}}
  - {{id: c, command: {COMMAND}, expect: [{{contains: "{{site}}"}}]}}
"""
SITES = {"R1": {"site": "192.0.2.1"}, "R2": {"site": "192.0.2.9"}}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    said = {name: {COMMAND: text} for name, text in (("R1", GOOD), ("R2", BAD))}
    return make_run(tmp_path / "output", 1, said, facts=SITES)


def judged(run: Run, tmp_path: Path, text: str = RULES) -> tuple[Audit, int]:
    """The audit, and how often a check looked at a text."""
    judge = Judge(Tables(tmp_path / "output"))
    return audited(Run(run.path), rules_of(tmp_path, text), judge=judge), judge.worked


def test_the_next_audit_looks_at_no_text_and_says_the_same(run: Run, tmp_path: Path) -> None:
    first, looked = judged(run, tmp_path)
    assert looked == 7  # two texts by three rules, and `when` on both
    again, looked = judged(run, tmp_path)
    assert looked == 0
    assert again.verdicts == first.verdicts
    assert [each.verdict for each in again.verdicts] == [
        "passed", "violated", "passed", "not_applicable", "passed", "passed",
    ]  # fmt: skip


def test_another_check_and_another_value_are_something_else(run: Run, tmp_path: Path) -> None:
    judged(run, tmp_path)
    assert judged(run, tmp_path, RULES.replace("192.0.2.1", "192.0.2.9"))[1] == 2
    other = make_run(tmp_path / "output", 2, {"R1": {COMMAND: GOOD}}, facts={"R1": {"site": "shutdown"}})
    found, looked = judged(other, tmp_path)
    assert looked == 1  # rule c alone
    assert {each.verdict for each in found.verdicts} == {"passed"}


def test_what_a_site_teaches_is_found_out_anew(run: Run, tmp_path: Path) -> None:
    judged(run, tmp_path)
    own = (("cisco_ios", '{"volatile": [{"source": "ours", "patterns": ["192.*"]}]}'),)
    with taught(own):
        assert judged(run, tmp_path)[1] == 7
        assert judged(run, tmp_path)[1] == 0
    assert judged(run, tmp_path)[1] == 0


def test_a_file_that_was_changed_is_unknown_whatever_was_found_before(run: Run, tmp_path: Path) -> None:
    judged(run, tmp_path)
    (file,) = [path for path in run.path.rglob("*.txt") if "R1" in str(path)]
    file.write_text(GOOD.replace("shutdown", "shutdow_"))
    found, _ = judged(run, tmp_path)
    assert {each.rule: each.verdict for each in found.verdicts if each.device == "R1"} == {
        "a": "unknown", "b": "unknown", "c": "unknown",
    }  # fmt: skip


def test_another_version_of_what_reads_texts_looks_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, first = judged(run, tmp_path)
    monkeypatch.setattr(known, "_version", lambda: "another")
    assert judged(run, tmp_path)[1] == first


def test_what_is_unknown_is_not_kept(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = f"rules: [{{id: a, command: {COMMAND}, expect: [{{matches: nothing}}]}}]"

    def gives_up(*_: object) -> None:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr("netcollect.audit.judging.judge_text", gives_up)
        found, _ = judged(run, tmp_path, slow)
        assert {each.verdict for each in found.verdicts} == {"unknown"}
    found, looked = judged(run, tmp_path, slow)
    assert looked == 2
    assert {each.verdict for each in found.verdicts} == {"violated"}


def test_without_the_index_or_with_garbage_the_answer_is_the_same(run: Run, tmp_path: Path) -> None:
    first, looked = judged(run, tmp_path)
    index = tmp_path / "output" / "index.sqlite"
    for damage in (index.unlink, lambda: index.write_bytes(b"garbage" * 100)):
        damage()
        found, again = judged(run, tmp_path)
        assert (found.verdicts, again) == (first.verdicts, looked)


@pytest.mark.parametrize("value", ["x''", "x'ff'", "'text'", "1", "x'93a370617390a0'"])
def test_what_is_kept_and_cannot_be_read_is_found_out_again(value: str, run: Run, tmp_path: Path) -> None:
    first, looked = judged(run, tmp_path)
    connection = sqlite3.connect(tmp_path / "output" / "index.sqlite")
    with connection:
        connection.execute(f"UPDATE _remembered SET value = {value}")
    connection.close()
    for again in (looked, 0):
        found, count = judged(run, tmp_path)
        assert (found.verdicts, count) == (first.verdicts, again)


def test_what_belongs_to_a_run_that_is_gone_goes_too(run: Run, tmp_path: Path) -> None:
    judged(run, tmp_path)
    other = make_run(tmp_path / "output", 2, {"R1": {COMMAND: "hostname R1\n"}}, facts=SITES)
    shutil.rmtree(run.path)
    judged(other, tmp_path)
    with sqlite3.connect(tmp_path / "output" / "index.sqlite") as connection:
        texts = connection.execute("SELECT count(DISTINCT text) FROM _remembered").fetchone()
    connection.close()
    assert texts == (1,)
