"""Since when: told by the runs that are kept, for a new rule too."""

from __future__ import annotations

from pathlib import Path

from netcollect.archive import Run
from netcollect.audit import Judge
from unit.audit.samples import COMMAND, Said, audited, make_run, rules_of
from unit.query.samples import BRIEF, brief
from unit.tables import each_row

DAYS, DEVICES = 6, 8
GOOD, BAD, OTHER = "ntp server 192.0.2.1\n", "ntp server 192.0.2.9\n", "ntp server 192.0.2.8\n"
RULE = f"rules: [{{id: ntp, command: {COMMAND}, expect: [{{contains: ntp server 192.0.2.1}}]}}]"
NOT_APPLICABLE = (
    f"rules: [{{id: ntp, command: {COMMAND}, expect: [{{under: interface .*, lines: [shutdown]}}]}}]"
)


def name(day: int | None) -> str | None:
    return None if day is None else f"202611{day:02}T020000Z-{day:04x}"


def days(output: Path, said: list[Said]) -> Run:
    """A run a day; gives the last one."""
    return [make_run(output, day, {"R1": each}) for day, each in enumerate(said, 1)][-1]


@each_row(
    "said, transition, since, last_held",
    [
        ([BAD], "new", 1, None),
        ([BAD, BAD, OTHER], "still", 1, None),
        ([GOOD, BAD, BAD], "still", 2, 1),
        ([BAD, GOOD, BAD], "new", 3, 2),
        ([GOOD, BAD, None, BAD], "still", 2, 1),
        ([GOOD, None, BAD], "new", 3, 1),
        ([GOOD, BAD, {"show clock": "x\n"}, BAD], "still", 2, 1),
        ([BAD, GOOD], "fixed", None, None),
        ([BAD, None, GOOD], "fixed", None, None),
        ([GOOD, BAD, GOOD, GOOD], None, None, None),
        ([GOOD], None, None, None),
        ([BAD, None], None, None, None),
    ],
)
def test_a_series(
    said: list[Said], transition: str, since: int, last_held: int, tmp_path_factory: object
) -> None:
    path: Path = tmp_path_factory.mktemp("it")  # type: ignore[attr-defined]
    (verdict,) = audited(days(path / "output", said), rules_of(path, RULE)).verdicts
    found = (verdict.transition, verdict.since, verdict.last_held)
    assert found == (transition, name(since), name(last_held))


def test_a_run_in_which_it_did_not_apply_ends_a_series(tmp_path: Path) -> None:
    bad, none = "interface Gi0/1\n description x\n", "hostname R1\n"
    run = days(tmp_path / "output", [bad, none, bad])
    (verdict,) = audited(run, rules_of(tmp_path, NOT_APPLICABLE)).verdicts
    assert (verdict.transition, verdict.since, verdict.last_held) == ("new", name(3), None)


def test_each_distinct_text_is_judged_once_over_a_year_of_runs(tmp_path: Path) -> None:
    """A few runs stand for a year: the number does not depend on how many there are."""
    rows = brief(("Te0/1", "192.0.2.1", "down"))
    said = {f"R{n}": {COMMAND: BAD if n % 2 else OTHER, BRIEF: rows} for n in range(1, DEVICES + 1)}
    text = f"""\
rules:
  - {{id: a, command: {COMMAND}, expect: [{{contains: ntp server 192.0.2.1}}]}}
  - {{id: b, command: {BRIEF}, expect: [{{no_row: "status = 'down'"}}]}}
  - {{id: c, command: {COMMAND}, expect: [{{contains: "{{site}}"}}]}}
"""
    facts = {f"R{n}": {"site": "ams" if n % 3 else "fra"} for n in range(1, DEVICES + 1)}
    run = [make_run(tmp_path / "output", day, said, facts=facts) for day in range(1, DAYS + 1)][-1]
    judge = Judge()
    found = audited(run, rules_of(tmp_path, text), judge=judge)
    assert (found.counts.still, found.runs) == (3 * DEVICES, DAYS)
    assert {each.since for each in found.verdicts} == {name(1)}
    # Two texts by rule a, and by rule c for each of two sites; one text by rule b.
    assert (judge.worked, judge.tables.worked) == (2 + 4, 1)


def test_a_condition_that_an_earlier_run_cannot_answer_is_unknown_there(tmp_path: Path) -> None:
    """Its rows have no such column: the template was another one."""
    output = tmp_path / "output"
    make_run(output, 1, {"R1": {"show x | json": '[{"a": "1"}]\n'}})
    run = make_run(output, 2, {"R1": {"show x | json": '[{"a": "1", "b": "2"}]\n'}})
    rules = rules_of(tmp_path, 'rules: [{id: a, command: show x | json, expect: [{no_row: "b = 2"}]}]')
    (verdict,) = audited(run, rules).verdicts
    assert (verdict.verdict, verdict.since) == ("violated", run.name)


def test_peers_of_another_run_are_compared_by_its_patterns(tmp_path: Path) -> None:
    output, site = tmp_path / "output", {"site": "ams"}
    said: dict[str, Said] = {"R1": GOOD, "R2": GOOD, "R3": BAD}
    first, second = (make_run(output, day, said, facts=dict.fromkeys(said, site)) for day in (1, 2))
    manifest = first.path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"schema":', '"ignore": ["^ntp .*"], "schema":', 1))
    rule = f"rules: [{{id: alike, command: {COMMAND}, expect: [{{same_by: site}}]}}]"
    found = {each.device: each for each in audited(second, rules_of(tmp_path, rule)).verdicts}["R3"]
    assert (found.verdict, found.since, found.last_held) == ("violated", name(2), name(1))
