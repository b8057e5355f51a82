"""What is volatile on each family of platforms: every pattern is needed, and what looks like it counts."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from netcollect.comparable import comparable, rules_of
from netcollect.comparable.literals import head_of, is_in, literals_of
from netcollect.comparable.rules import Rule, Rules, is_one_of
from netcollect.platforms import Volatile
from netcollect.platforms.catalogue import DATA
from netcollect.platforms.sheet import read_sheet

CASES: dict[str, list[dict[str, Any]]] = yaml.load(
    Path(__file__).with_name("volatile.yaml").read_text("utf-8"), yaml.CSafeLoader
)
EITHER = re.compile(r"«([^|»]*)\|([^»]*)»")
ROWS = [
    (path.stem, row, pattern)
    for path in sorted(DATA.glob("*.yaml"))
    for row in read_sheet(path).volatile
    for pattern in row.patterns
]


def cases() -> Iterator[Any]:
    for family, rows in CASES.items():
        for row in rows:
            platform = row.get("platform", family)
            yield pytest.param(platform, row, id=f"{platform}: {row['command']}")


def both(text: str) -> tuple[str, str]:
    return EITHER.sub(r"\1", text), EITHER.sub(r"\2", text)


@pytest.mark.parametrize(("platform", "row"), list(cases()))
def test_what_is_volatile_does_not_count_and_what_looks_like_it_does(
    platform: str, row: dict[str, Any]
) -> None:
    rules = rules_of(platform, row["command"])
    old, new = (comparable(text, rules) for text in both(row["same"]))
    assert old.lines == new.lines
    assert old.sha256 == new.sha256
    for line in row["counts"].splitlines():
        old, new = (comparable(text + "\n", rules) for text in both(line))
        assert old.lines != new.lines, line


@pytest.mark.parametrize(("family", "row", "pattern"), ROWS)
def test_every_pattern_is_needed(family: str, row: Volatile, pattern: str) -> None:
    """It masks something of a case, which is there only because of it."""
    if row.until:
        return  # the case of FortiOS's keys
    rules = Rules((Rule(literals_of(pattern), re.compile(pattern)),))
    texts = [
        line
        for case in CASES.get(family, [])
        if not row.commands or is_one_of(case["command"], row.commands)
        for line in "\n".join(both(case["same"])).split("\n")
    ]
    assert comparable("\n".join(texts), rules).hidden, f"{family}: no case for {pattern}"


def test_every_family_has_cases() -> None:
    assert {family for family, _, _ in ROWS} == set(CASES)


@pytest.mark.parametrize(("family", "row", "pattern"), ROWS)
def test_the_plain_text_of_a_pattern_is_in_all_that_it_matches(
    family: str, row: Volatile, pattern: str
) -> None:
    for case in CASES[family]:
        for line in "\n".join(both(case["same"])).split("\n"):
            if re.search(pattern, line):
                assert is_in(literals_of(pattern), line)
                assert not (head := head_of(pattern)) or re.match(head, line)


@pytest.mark.parametrize(
    "unit",
    [" ", "1", "a", "1 ", "a b ", " 4 1 ", "%^%#", "ENC ", "via ", "-", "12:00:00 ", "1.", "[1/1] ", "C "],
)
def test_the_time_grows_with_the_text(unit: str) -> None:
    """Lines that are as long as patterns are tried on, and nearly match all of it."""
    patterns = [Rule(("",), re.compile(pattern)) for _, _, pattern in ROWS]

    def seconds(length: int) -> float:
        text = (unit * length)[:length] + "?"
        begun = time.process_time()
        for _ in range(5):
            comparable(text, Rules(tuple(patterns)))
        return time.process_time() - begun

    seconds(100)
    # Eight times the text: 64 times the time would be quadratic.
    assert seconds(1990) < 30 * max(seconds(248), 0.002)
