"""A page stays small, whatever there is to say, and says what it left behind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from netcollect.audit import Audit, Evidence, Line, RuleResult, Verdict
from netcollect.audit import Counts as AuditCounts
from netcollect.compare import (
    Alike,
    CommandDifference,
    Comparison,
    Counted,
    DeviceDifference,
    Difference,
    Equality,
    Hunk,
)
from netcollect.document import Change, DeviceResult, build_result
from netcollect.query import Answer, Coverage, OutputRows, Table
from netcollect.report.page import Found, Past, page_as_html, page_of
from unit.report.page.samples import Reader

MOMENT = datetime(2026, 11, 23, 2, tzinfo=UTC)
NAMES = tuple(f"ams-core-switch-{n:04}" for n in range(500))
LINE = "<description>" * 6


def everything() -> Found:
    """500 devices, all with changes, violations and outliers of their own, and more rows than fit."""
    rows = tuple(
        DeviceResult(
            name, "192.0.2.1", 22, "cisco_ios", ("core", "ams"), "ok", None, 1, 0.5, (), changed=True
        )
        for name in NAMES
    )
    document = build_result(
        run="20261123T020000Z-7f3a", started=MOMENT, finished=MOMENT, seconds=60.0, directory="output/runs/a",
        inventory=["devices.yaml"], rows=rows, interrupted=False,
    )  # fmt: skip
    return Found(
        result=document,
        difference=changed(),
        equality=Equality(run=document.run, comparisons=(unlike(),) * 5),
        answer=Answer(
            tables=(
                Table(
                    "brief",
                    ("device", "a", "b", "c"),
                    [(NAMES[n // 60], n, "x" * 20, "") for n in range(30_000)],
                ),
            ),
            coverage=Coverage(devices=500, runs=1, asked=500, answered=500),
            runs=(document.run,),
            outputs=tuple(
                OutputRows(device=name, command="sh br", state="parsed", table="brief") for name in NAMES
            ),
        ),
        secrets={},
        key=b"key",
        history=[Past(document, 20_000)] * 30,
        audit=violated(),
    )


def changed() -> Difference:
    """Each device has changes of its own."""
    hunks = {name: Hunk("", 1, 1, (f"{name} {LINE}",) * 30, (f"{name} {LINE} new",) * 30) for name in NAMES}
    return Difference(
        old=None,
        new="20261123T020000Z-7f3a",
        counts=Counted(devices=500, changed=500, outputs=500),
        groups=tuple(
            Change("show run", (name,), "", each.removed, each.added) for name, each in hunks.items()
        ),
        devices=tuple(
            DeviceDifference(
                device=name,
                platform="cisco_ios",
                status="changed",
                commands=(CommandDifference(command="show run", status="changed", hunks=(each,)),),
            )
            for name, each in hunks.items()
        ),
    )


def unlike() -> Comparison:
    """Most devices are equal; each of the others differs in many lines."""
    hunk = Hunk("", 1, 1, (LINE,) * 50, (LINE,) * 50)
    groups = (Alike(devices=NAMES[:400]), *(Alike(devices=(name,), hunks=(hunk,)) for name in NAMES[400:]))
    return Comparison(command="show run", by={"platform": "cisco_ios"}, groups=groups)


def violated() -> Audit:
    """40 rules, which every device violates with evidence of its own."""
    counts = AuditCounts(violated=500)
    rules = [f"a-rule-with-a-long-name-{n}" for n in range(40)]
    return Audit(
        tool="netcollect", run="20261123T020000Z-7f3a", started="", judged="2026-11-23T02:00:00.000Z",
        runs=30, files=("rules.yaml",), counts=AuditCounts(violated=20_000),
        rules=tuple(
            RuleResult(id=each, title="", severity="high", meaning="", counts=counts) for each in rules
        ),
        verdicts=tuple(
            Verdict(
                rule=each, device=name, platform="cisco_ios", verdict="violated", transition="new",
                evidence=(Evidence(command="show run", lines=(Line(1, f"{name} {LINE}"),) * 5),),
            )
            for each in rules
            for name in NAMES
        ),
    )  # fmt: skip


@pytest.mark.soak
def test_a_page_of_500_devices_stays_below_5_mb_and_says_what_it_left_behind() -> None:
    page = page_of(everything())
    html = page_as_html(page)
    assert len(html.encode()) < 5_000_000
    assert page.audited is not None
    assert len(page.devices) == len(page.audited.rows) == 500
    assert all(len(row.cells) == 40 for row in page.audited.rows)
    assert 0 < len(page.grids[0].rows) < page.grids[0].total == 30_000
    text = Reader(html).text
    assert f"{page.changes.more} more changes did not fit on this page" in text
    assert f"The evidence of {page.audited.bare:,} verdicts did not fit on this page" in text
    assert f"The first {len(page.grids[0].rows):,} of 30,000 rows fit on this page" in text
    assert all(each.more and each.groups for each in page.outliers.told[:1])
