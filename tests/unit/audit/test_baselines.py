"""`unchanged`: which run is compared with."""

from __future__ import annotations

from pathlib import Path

from netcollect.archive import Run
from netcollect.audit import Audit
from unit.audit.samples import COMMAND, audited, make_run, rules_of
from unit.tables import each_row

OLD, NEW = "hostname R1\nntp server 192.0.2.1\n", "hostname R1\nntp server 192.0.2.9\n"


def told(path: Path, run: Run, name: str) -> Audit:
    rules = rules_of(path, f"rules: [{{id: it, command: {COMMAND}, expect: [{{unchanged: '{name}'}}]}}]")
    return audited(Run(run.path), rules, output=path / "output")


@each_row(
    "name, verdicts",
    [
        # Whichever run is judged, and however many there are after it.
        ("latest", ["unknown", "passed", "violated", "passed", "violated"]),
        ("latest~1", ["unknown", "unknown", "violated", "violated", "violated"]),
        ("2026-11-01", ["passed", "passed", "violated", "violated", "passed"]),
    ],
)
def test_latest_is_the_run_before_the_one_that_is_judged(
    name: str, verdicts: list[str], tmp_path_factory: object
) -> None:
    path: Path = tmp_path_factory.mktemp("it")  # type: ignore[attr-defined]
    days = [
        make_run(path / "output", day, {"R1": said}) for day, said in enumerate((OLD, OLD, NEW, NEW, OLD), 1)
    ]
    assert [told(path, run, name).verdicts[0].verdict for run in days] == verdicts


def test_the_history_of_a_rule_compares_each_run_with_the_one_before_it(tmp_path: Path) -> None:
    *_, day = (
        make_run(tmp_path / "output", number, {"R1": said}) for number, said in enumerate((OLD, OLD, NEW), 1)
    )
    (verdict,) = told(tmp_path, day, "latest").verdicts
    assert (verdict.transition, verdict.since) == ("new", day.name)
    (evidence,) = verdict.evidence
    assert "20261102T020000Z-0002" in evidence.said


def test_a_run_that_is_compared_with_itself_says_so(tmp_path: Path) -> None:
    run = make_run(tmp_path / "output", 1, {"R1": OLD})
    (verdict,) = told(tmp_path, run, run.name).verdicts
    assert verdict.verdict == "passed"
    assert verdict.evidence[0].said == "this is the run that it is compared with"


def test_what_one_run_leaves_out_another_does_not(tmp_path: Path) -> None:
    days = [
        make_run(tmp_path / "output", day, {"R1": said}, ignore=ignore)
        for day, (said, ignore) in enumerate([(OLD, ()), (NEW, ("^ntp .*",)), (NEW, ())], 1)
    ]
    (verdict,) = told(tmp_path, days[-1], days[0].name).verdicts
    assert (verdict.verdict, verdict.transition) == ("violated", "new")
