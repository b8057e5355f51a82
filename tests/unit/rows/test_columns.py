"""What a family's `asks` may say of columns."""

from __future__ import annotations

from typing import Any

import pytest

from netcollect.platforms import QUESTIONS
from netcollect.rows.columns import planned, value_of


def value(columns: str, row: dict[str, Any]) -> Any:
    (column,) = planned(columns, tuple(QUESTIONS["interfaces"].columns.items()))
    return value_of(column, row, "cisco_ios")


@pytest.mark.parametrize(
    ("columns", "row", "ours"),
    [
        ("interface = port", {"port": "Gi0/1"}, "GigabitEthernet0/1"),
        ("oper = link", {"link": "UP"}, "up"),
        ("admin = admin(link)", {"link": "down"}, "up"),
        ("address = ip/length", {"ip": "192.0.2.1", "length": "24"}, "192.0.2.1/24"),
        ("address = ip/length", {"ip": "", "length": ""}, None),
        ("description = text | alias", {"text": "", "alias": "uplink"}, "uplink"),
        ("description = 'always'", {}, "always"),
        ("description = text", {"text": ["", "first", "second"]}, "first"),
        ("description = text", {"text": []}, None),
        ("description = text", {}, None),
    ],
)
def test_a_column_says_where_it_comes_from(columns: str, row: dict[str, Any], ours: Any) -> None:
    assert value(columns, row) == ours


@pytest.mark.parametrize(
    "columns",
    ["interface: name", "nothing = name", "interface = strange(name)", "interface = a(b", "interface ="],
)
def test_what_a_map_cannot_mean_is_an_error(columns: str) -> None:
    forms: tuple[tuple[str, Any], ...] = tuple(QUESTIONS["interfaces"].columns.items())
    with pytest.raises(ValueError, match="not understood"):
        planned(columns, forms)
