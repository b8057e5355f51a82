"""An audit with a verdict of every kind, and device text that would harm whoever believes it."""

from __future__ import annotations

from netcollect.audit import Audit, Counts, Evidence, Line, RuleResult, Verdict

HOSTILE = 'x\x1b[2J\x00 <script>&"\ufffe ]]> =1+1 | *b*'


FIRST, SECOND, THIRD = (f"2026110{day}T020000Z-000{day}" for day in (1, 2, 3))


def sample() -> Audit:
    """The audit of the third day."""
    evidence = Evidence(command="show run", file="R1/show_run.txt", said="lacks 'a'", section="line vty 0 4",
                        lines=(Line(9, HOSTILE),), rows=({"interface": "Gi0/1"},), more=3)  # fmt: skip
    verdicts = (
        Verdict(rule="ssh", device="R1", verdict="violated", transition="new", since=THIRD,
                last_held=SECOND, evidence=(evidence,)),
        Verdict(rule="ssh", device="R2", verdict="violated", transition="still", since=FIRST,
                evidence=(evidence,)),
        Verdict(rule="ssh", device="R3", verdict="passed", transition="fixed", evidence=(evidence,)),
        Verdict(rule="ssh", device="R4", verdict="waived", until="2026-12-01", waiver="late",
                since=FIRST, evidence=(evidence,)),
        Verdict(rule="ssh", device="R5", verdict="unknown", reason="not collected: dns"),
        Verdict(rule="none", device="", verdict="not_applicable", reason="it fits no device of the run"),
    )  # fmt: skip
    ssh = Counts(passed=1, violated=2, waived=1, unknown=1, new=1, still=1, fixed=1)
    none = Counts(not_applicable=1)
    return Audit(
        tool="netcollect 0",
        run=THIRD,
        started="2026-11-03T02:00:00.000Z",
        judged="2026-11-03T03:00:00.000Z",
        runs=3,
        files=("rules.yaml",),
        counts=Counts(passed=1, violated=2, waived=1, unknown=1, not_applicable=1, new=1, still=1, fixed=1),
        rules=(
            RuleResult(id="ssh", title=HOSTILE, severity="high", meaning="0", counts=ssh, fix="do it"),
            RuleResult(id="none", title="none", severity="low", meaning="1", counts=none),
        ),
        verdicts=verdicts,
        warnings=("rules.yaml:9:5: the waiver of ssh for R9 ended on 2026-11-01",),
    )
