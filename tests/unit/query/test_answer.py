"""Of whom an answer speaks, in one line; and an answer as a document."""

from __future__ import annotations

from typing import Any

import pytest

from netcollect.query import Answer, Coverage, Missing, Table


def missing(device: str, state: str, kind: str | None = None, run: str = "a") -> Missing:
    return Missing(device, run, "show version", state, kind)


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "200 of 200 devices"),
        ({"asked": 1, "answered": 1}, "1 of 1 device"),
        (
            {
                "answered": 198,
                "missing": (missing("S3", "no_template"), missing("R7", "not_collected", "connect_timeout")),
            },
            "198 of 200 devices; not collected: R7 (connect_timeout); no template: S3",
        ),
        (
            {"answered": 198, "missing": (missing("R1", "template_error"), missing("R2", "unreadable"))},
            "198 of 200 devices; unreadable: R2; template error: R1",
        ),
        (
            {"answered": 186, "missing": tuple(missing(f"R{n}", "no_template") for n in range(14))},
            f"186 of 200 devices; no template: {', '.join(f'R{n}' for n in range(12))} and 2 more",
        ),
        (
            {
                "runs": 2,
                "asked": 400,
                "answered": 398,
                "missing": tuple(missing("R7", "not_collected", "dns", run) for run in "ab"),
            },
            "398 of 400 answers of 200 devices in 2 runs; not collected: R7 (dns, 2 x)",
        ),
        ({"not_asked": ("J1",), "unmatched": 1}, "200 of 200 devices; not asked: J1; "
         "1 line that no rule matched (see the table parsed)"),
    ],
)  # fmt: skip
def test_the_line(more: dict[str, Any], line: str) -> None:
    whole = {"devices": 200, "runs": 1, "asked": 200, "answered": 200, **more}
    found = Coverage(**whole)
    assert found.line() == line
    assert found.is_complete == ("missing" not in more)


def test_a_run_that_was_damaged_is_missing() -> None:
    assert not Coverage(devices=1, runs=1, asked=1, answered=1, damaged=True).is_complete


def test_a_document_has_lists_as_lists() -> None:
    table = Table("answer", ("device", "hardware"), [("R1", '["x"]'), ("R2", None)], frozenset({"hardware"}))
    whole = Coverage(devices=2, runs=1, asked=2, answered=2)
    found = Answer(tables=(table,), coverage=whole, runs=("a",), sql="SELECT 1").document()
    assert found["rows"] == [{"device": "R1", "hardware": ["x"]}, {"device": "R2", "hardware": None}]
    assert (found["run"], found["query"], found["coverage"]) == ("a", "SELECT 1", whole)
