"""Problems that matter only for selected devices."""

from __future__ import annotations

from netcollect.errors import Problem
from netcollect.inventory.putoff import put_off
from netcollect.inventory.source import Source


def source(*names: str) -> Source:
    hint = "set it, or leave it out: --limit 'platform:*'"
    return Source("f", put_off=[(name, Problem(f"f: {name}.x", "no platform", hint)) for name in names])


def test_what_is_not_selected_does_not_count() -> None:
    found = put_off({"b"}, [source("a", "b"), source("c")])
    assert [problem.where for problem in found] == ["f: a.x", "f: c.x"]


def test_many_alike_are_one() -> None:
    assert [str(problem) for problem in put_off(set(), [source("a", "b", "c", "d", "e", "f", "g")])] == [
        "f: 7 devices (a, b, c, d, e, …): x: no platform (set it, or leave them out: --limit 'platform:*')"
    ]
