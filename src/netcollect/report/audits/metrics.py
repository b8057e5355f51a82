"""A run and its audit as metrics, for the textfile collector of Prometheus' node exporter.

The form is Prometheus' text format 0.0.4 (prometheus.io, "Exposition formats"). Samples have no timestamps,
which the collector refuses; when the run began and when one last succeeded are values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from netcollect.audit import Audit
from netcollect.document import RunResult
from netcollect.text import escaped


class _Metric(NamedTuple):
    """A gauge: its name, what it means, and its values by labels."""

    name: str
    meaning: str
    values: list[tuple[Mapping[str, str], float]]


def metrics(document: RunResult, audit: Audit | None, last_success: str | None) -> Iterator[bytes]:
    """The gauges of a run.

    Args:
        document: the run's.
        audit: its audit, where rules were judged.
        last_success: the start of the last run in which everything was collected (UTC, ISO 8601).
    """
    found = [*_of_run(document, last_success), *(_of_audit(audit) if audit else ())]
    for metric in found:
        yield f"# HELP {metric.name} {metric.meaning}\n# TYPE {metric.name} gauge\n".encode()
        for labels, value in metric.values:
            yield f"{metric.name}{_labels(labels)} {value:.15g}\n".encode()


def _of_run(document: RunResult, last_success: str | None) -> Iterator[_Metric]:
    counts = document.counts
    by_status = {name: getattr(counts, name) for name in ("ok", "partial", "failed", "skipped")}
    yield _single("run_start_timestamp_seconds", "When the last run began.", _seconds(document.started))
    yield _single("run_duration_seconds", "How long the last run took.", document.seconds)
    yield _Metric(
        "netcollect_run_devices",
        "Devices of the last run by what became of them.",
        [({"status": name}, number) for name, number in by_status.items()],
    )
    yield _single(
        "run_changed_devices",
        "Devices with another output than before.",
        sum(row.changed for row in document.devices),
    )
    if last_success:
        meaning = "When the last run began in which everything was collected."
        yield _single("last_success_timestamp_seconds", meaning, _seconds(last_success))


def _of_audit(audit: Audit) -> Iterator[_Metric]:
    states = ("passed", "violated", "waived", "unknown", "not_applicable")
    yield _Metric(
        "netcollect_audit_verdicts",
        "Verdicts of the last audit by rule.",
        [
            (
                {"rule": rule.id, "severity": rule.severity, "verdict": state},
                getattr(rule.counts, state),
            )
            for rule in audit.rules
            for state in states
        ],
    )
    yield _Metric(
        "netcollect_audit_transitions",
        "Violations of the last audit that are new, still there, or gone.",
        [({"transition": name}, getattr(audit.counts, name)) for name in ("new", "still", "fixed")],
    )


def _single(name: str, meaning: str, value: float) -> _Metric:
    return _Metric(f"netcollect_{name}", meaning, [({}, value)])


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    pairs = (f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{','.join(pairs)}}}"


def _escaped(value: str) -> str:
    return escaped(value).replace("\\", "\\\\").replace('"', '\\"')
