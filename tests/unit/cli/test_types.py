"""What the values of options may be."""

from __future__ import annotations

from typing import Any

import click
import pytest

from netcollect.cli.types import Amount, Cap, Lines, Pattern, RowOf, Seconds, Size
from netcollect.model import format_size, parse_size

SITES = {"ams": 1, "fra": 2}


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (Cap(), " site = 4", ("site", 4)),
        (Cap(), ("site", 4), ("site", 4)),
        (Seconds(), "6.5", 6.5),
        (Amount(0, 10), "2.5", 2.5),
        (Size(), "64M", 64_000_000),
        (Pattern(), "clear .*", "clear .*"),
        (RowOf(SITES), "ams", "ams"),
    ],
)
def test_a_value(kind: click.ParamType[Any], given: Any, value: Any) -> None:
    assert kind.convert(given, None, None) == value


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        *((Cap(), text, "KEY=N") for text in ("site", "site=", "=4", "site=0", "site=-1", "site=x", "")),
        *((Seconds(), text, "seconds") for text in ("0", "-1", "x", "inf", "nan", "")),
        *((Amount(0, 10), text, "range|number|float") for text in ("-1", "11", "inf", "-inf", "x", "")),
        *((Amount(0, 10), text, "is not a number") for text in ("nan", "-NaN")),
        *((Size(), text, "64M") for text in ("0", "-1", "64T", "x", "")),
        (Pattern(), "(", "not a valid regular expression"),
        (Pattern(), r"clear (?:\w+ ?)+", "may take for ever"),
        (RowOf(SITES), "lon", "not one of ams, fra"),
    ],
)
def test_what_is_refused(kind: click.ParamType[Any], given: str, why: str) -> None:
    with pytest.raises(click.BadParameter, match=why):
        kind.convert(given, None, None)


def test_a_variable_may_hold_several_one_a_line() -> None:
    assert Lines().split_envvar_value("show version\n\n show clock ") == ["show version", "show clock"]
    assert Cap().split_envvar_value("site=4\ngroup=2\n") == ["site=4", "group=2"]


def test_a_shell_can_complete_the_rows_of_a_table() -> None:
    context = click.Context(click.Command("run"))
    found = RowOf(SITES).shell_complete(context, click.Option(["--site"]), "a")
    assert [item.value for item in found] == ["ams"]


@pytest.mark.parametrize(
    ("size", "text"), [(1, "1"), (1500, "1500"), (64_000, "64k"), (256_000_000, "256M"), (2 * 10**9, "2G")]
)
def test_a_size_is_written_as_it_is_read(size: int, text: str) -> None:
    assert format_size(size) == text
    assert parse_size(text) == size
