"""JSON and YAML: one document, with its coverage."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from netcollect.query import Answer, Table
from unit.report.answers.samples import WHOLE, answer, several, written

DOCUMENT: dict[str, Any] = {
    "run": "a",
    "query": "SELECT 1",
    "coverage": {
        "devices": 2, "runs": 1, "asked": 2, "answered": 2, "missing": [], "not_asked": [], "several": [],
        "unmatched": 0, "told": [], "damaged": False,
    },
    "columns": ["device", "text"],
    "rows": [{"device": "R1", "text": 9}],
}  # fmt: skip


def test_the_document() -> None:
    assert json.loads(written("json", answer(("R1", 9)))) == DOCUMENT
    assert yaml.safe_load(written("yaml", answer(("R1", 9)))) == DOCUMENT


def test_a_document_of_outputs() -> None:
    assert json.loads(written("json", several()))["outputs"] == []


def test_nothing_invisible_is_sent() -> None:
    for form in ("json", "yaml"):
        text = written(form, answer(("R1", "\x1b[2J\u202e\x9b\x7f")))
        assert text.replace("\n", "").isprintable()


_TEXT = st.text().filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text))


@pytest.mark.no_cover
@given(
    _TEXT
    | st.sampled_from(
        ["no", "on", "y", "null", "~", "1e3", "0x10", "1:30", "- a", "a: b", "# x", "", "2026-11-23"]
    )
)
def test_every_text_reads_back_as_the_same_text(text: str) -> None:
    table = Table("answer", (text or "x",), [(text,)])
    found = Answer(tables=(table,), coverage=WHOLE, runs=("a",), sql=text)
    for document in (json.loads(written("json", found)), yaml.safe_load(written("yaml", found))):
        assert document["query"] == text
        assert document["rows"] == [{text or "x": text}]


def test_lists_are_lists() -> None:
    table = Table("answer", ("a", "b"), [('["x",["y"]]', "[]")], frozenset({"a", "b"}))
    found = Answer(tables=(table,), coverage=WHOLE, runs=("a",), sql="x")
    for document in (json.loads(written("json", found)), yaml.safe_load(written("yaml", found))):
        assert document["rows"] == [{"a": ["x", ["y"]], "b": []}]
