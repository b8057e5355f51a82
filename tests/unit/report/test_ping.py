"""The result of `collect ping`."""

from __future__ import annotations

import json

import pytest

from netcollect.errors import ErrorKind
from netcollect.model import Failure, Reachability
from netcollect.report import PING_FORMATS
from unit.report.samples import Pipe, Terminal

DOWN_ERROR = Failure(ErrorKind.REFUSED, "192.0.2.2 port 2222 refused the connection", "check the port")
UP = Reachability("R1", "192.0.2.1", 22, "cisco_ios", "ok", None, 0.0123, "192.0.2.1")
DOWN = Reachability("longer", "192.0.2.2", 2222, "linux", "failed", DOWN_ERROR, None, None)
TABLE = (
    "R1      cisco_ios  192.0.2.1:22    ok  12.3 ms\n"
    "longer  linux      192.0.2.2:2222  refused: 192.0.2.2 port 2222 refused the connection\n"
    "1 of 2 answer\n"
)


def test_a_table_has_a_line_a_device() -> None:
    stream = Terminal()
    PING_FORMATS["table"](stream, [UP, DOWN], color=False)
    assert stream.getvalue() == TABLE


def test_colour_says_the_same() -> None:
    stream = Terminal()
    PING_FORMATS["table"](stream, [UP, DOWN], color=True)
    text = stream.getvalue()
    assert "\x1b[32mok  12.3 ms\x1b[0m" in text
    assert "\x1b[31mrefused: " in text
    for code in ("\x1b[32m", "\x1b[31m", "\x1b[0m"):
        text = text.replace(code, "")
    assert text == TABLE


def test_nobody_is_an_empty_table() -> None:
    stream = Terminal()
    PING_FORMATS["table"](stream, [], color=False)
    assert stream.getvalue() == "0 of 0 answer\n"


def test_what_cannot_be_seen_is_shown_and_counts_in_the_columns() -> None:
    odd = Reachability("R\x1b", "192.0.2.1", 22, "cisco_ios", "ok", None, 0.0123, "192.0.2.1")
    with Pipe("ascii") as pipe:
        PING_FORMATS["table"](pipe, [odd, UP], color=False)
        first, second, _ = pipe.bytes().decode().splitlines()
    assert first.startswith(r"R\x1b  cisco_ios")
    assert first.index("cisco_ios") == second.index("cisco_ios")


@pytest.mark.parametrize("color", [True, False])
def test_json_is_a_list_of_objects(color: bool) -> None:
    stream = Terminal()
    PING_FORMATS["json"](stream, [UP, DOWN], color=color)
    assert stream.getvalue().startswith('[\n  {\n    "device": "R1",\n')
    assert stream.getvalue().endswith("]\n")
    assert json.loads(stream.getvalue()) == [
        {
            "device": "R1",
            "host": "192.0.2.1",
            "port": 22,
            "platform": "cisco_ios",
            "status": "ok",
            "error": None,
            "seconds": 0.0123,
            "address": "192.0.2.1",
        },
        {
            "device": "longer",
            "host": "192.0.2.2",
            "port": 2222,
            "platform": "linux",
            "status": "failed",
            "error": {
                "kind": "refused",
                "message": "192.0.2.2 port 2222 refused the connection",
                "hint": "check the port",
            },
            "seconds": None,
            "address": None,
        },
    ]
