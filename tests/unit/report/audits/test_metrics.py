"""The textfile as Prometheus' own parser reads it."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from netcollect.report.audits.metrics import metrics
from unit.audit.samples import make_run
from unit.report.audits.samples import sample


def test_prometheus_reads_it(tmp_path: Path) -> None:
    run = make_run(tmp_path, 3, {"R1": "x\n", "R2": None})
    text = b"".join(metrics(run.document, sample(), "2026-11-01T02:00:00.000Z")).decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert {family.type for family in families.values()} == {"gauge"}
    samples = [each for family in families.values() for each in family.samples]
    assert all(each.timestamp is None for each in samples)
    values = {(each.name, *each.labels.values()): each.value for each in samples}
    assert values["netcollect_run_start_timestamp_seconds",] == 1793671200
    assert values["netcollect_last_success_timestamp_seconds",] == 1793498400
    assert values["netcollect_run_duration_seconds",] == 60
    assert values["netcollect_run_devices", "ok"] == 1
    assert values["netcollect_run_devices", "failed"] == 1
    assert values["netcollect_audit_verdicts", "ssh", "high", "violated"] == 2
    assert values["netcollect_audit_verdicts", "none", "low", "not_applicable"] == 1
    assert values["netcollect_audit_transitions", "fixed"] == 1


def test_without_rules_and_without_a_success_there_is_only_the_run(tmp_path: Path) -> None:
    run = make_run(tmp_path, 1, {"R1": None})
    names = {
        family.name
        for family in text_string_to_metric_families(b"".join(metrics(run.document, None, None)).decode())
    }
    assert names == {
        "netcollect_run_start_timestamp_seconds",
        "netcollect_run_duration_seconds",
        "netcollect_run_devices",
        "netcollect_run_changed_devices",
    }
