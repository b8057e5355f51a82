"""Whatever a device said comes back; a damaged manifest gives no traceback and no wrong output."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netcollect.archive import MANIFEST, Run, output, read_output, runs, verify_run
from netcollect.errors import InputError
from netcollect.model import CommandResult
from netcollect.store import Layout
from unit.archive.samples import aged, run
from unit.fakes import ok

#: Text as it comes from a device: pieces that look like prompts and line ends, and any bytes at all.
PIECES = st.sampled_from(["R1#", "\n", "\r\n", "show a\n", "R1#show a\n", "ü", "\x85", "\u2028", " "])
TEXTS = st.lists(
    PIECES | st.binary(max_size=4).map(lambda data: data.decode("utf-8", "surrogateescape"))
).map("".join)
RESULTS = st.builds(
    CommandResult,
    st.sampled_from(["show a", "show b", "show a"]),
    st.sampled_from(["R1#", "R1> ", "[edit]\nlab@R1# "]),
    TEXTS,
    st.just("ok"),
)


@pytest.mark.no_cover
@settings(max_examples=100, deadline=None)
@given(st.lists(RESULTS, min_size=1, max_size=4), st.sampled_from(get_args(Layout)), st.booleans())
@pytest.mark.no_cover
def test_every_output_comes_back(results: list[CommandResult], layout: Layout, old: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = run(Path(place), outputs={"R1": results}, layout=layout)
        if old:
            aged(path)
        found = Run(path)
        row = found.devices["R1"]
        texts = [read_output(found, row, entry) for entry in row.commands]
        data = [each.output.rstrip("\n").encode("utf-8", "surrogateescape") for each in results]
        assert [text.encode("utf-8", "surrogateescape") for text in texts] == [
            each + b"\n" if each else b"" for each in data
        ]
        assert verify_run(found).findings == ()


def values(document: Any) -> list[tuple[Any, Any]]:
    """Every place in a document, as its container and its key."""
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    found = [(document, key) for key, _ in pairs]
    return found + [place for container, key in found for place in below(container[key])]


def below(value: Any) -> list[tuple[Any, Any]]:
    return values(value) if isinstance(value, dict | list) else []


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, -1, 2**70, 1.5, "", "\0", "../R2.txt", "/etc/passwd", "R1.txt/x", [], {}, True, "x" * 300]
)


@pytest.mark.soak
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_manifest_with_anything_in_it_is_told_and_never_a_traceback(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = run(Path(place), outputs={"R1": [ok("show a", "one\n"), ok("show b", "two\n")], "R2": [ok()]})
        document = json.loads((path / MANIFEST).read_text())
        for _ in range(data.draw(st.integers(1, 3))):
            container, key = data.draw(st.sampled_from(values(document)))
            container[key] = data.draw(ODD)
        text = json.dumps(document)
        (path / MANIFEST).write_text(text[: data.draw(st.sampled_from([len(text), len(text) // 2]))])
        problems: list[InputError] = []
        for found in runs(place, damaged=problems.append):
            verify_run(found)
            for command, stored in (("show a", "one\n"), ("show b", "two\n")):
                try:
                    assert output(found, "R1", command) == stored
                except InputError as error:
                    problems.append(error)
        assert all(str(problem).isprintable() for problem in problems)
