"""Characters that only look like plain ones are named, with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from netcollect.errors import InputError
from netcollect.inventory import load_job, read_inventory
from unit.inventory.readers import READERS

_REST = "  device_type: cisco_ios\n"


def said(path: Path, text: str) -> list[str]:
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_inventory(path)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # In keys.
        (
            "- host: r1\n  device\u00a0type: cisco_ios\n",
            "2:9: [0]: a no-break space (U+00A0) does not belong here",
        ),
        ("- host: r1\n" + _REST + "  \u200bport: 23\n", "3:3: [0]: an invisible character (U+200B)"),
        (
            "- host: r1\n" + _REST + "  port\ufeff: 23\n",
            "3:7: [0]: a byte-order mark (U+FEFF) does not belong here",
        ),
        (
            "- host: r1\n" + _REST + "  port\u3000: 23\n",
            "3:7: [0]: a special space (U+3000) does not belong here",
        ),
        (
            "- host: r1\n" + _REST + "  \u201cport\u201d: 23\n",
            "3:3: [0]: a curly quote (U+201C) does not belong here",
        ),
        ("- {host: r1, device_type: cisco_ios, \u2018port\u2019: 23}\n", "1:38: [0]: a curly quote (U+2018)"),
        (
            "- host: r1\n" + _REST + '  "a\tb": 1\n',
            "3:4: [0]: a tab (U+0009) does not belong here (type a space)",
        ),
        (
            "devices\u00a0: [{host: r1}]\n",
            "1:8: a no-break space (U+00A0) does not belong here (type a plain space)",
        ),
        (
            "\u200bdevices: [{host: r1}]\n",
            "1:1: an invisible character (U+200B) does not belong here (del",
        ),
        # In text without quotes.
        (
            "- host: r1\u00a0\n" + _REST,
            "1:11: [0].host: a no-break space (U+00A0) does not belong here (type a plain",
        ),
        ("- host: \u200br1\n" + _REST, "1:9: [0].host: an invisible character (U+200B) does not belong here"),
        (
            "- host: \u201cr1\u201d\n" + _REST,
            "1:9: [0].host: a curly quote (U+201C) does not belong here (type a str",
        ),
        (
            "- host: r1\n" + _REST + "  password: hunter2\u00a0\n",
            "3:20: [0].password: a no-break space (U+00A0) does not belong here (type a plain space, or put",
        ),
        (
            "- host: r1\n" + _REST + "  password: \u201chunter2\u201d\n",
            "3:13: [0].password: a curly quote (U+201C) does not belong here (type a straight quote, ' or \"",
        ),
        (
            "- host: r1\n" + _REST + "  site: ams\u2060\n",
            "3:12: [0].site: an invisible character",
        ),
        ("- host: r1\n" + _REST + "  tags: [a, b\u00a0]\n", "3:14: [0].tags[1]: a no-break space (U+00A0)"),
        # In the place of YAML's own signs.
        (
            "-\u00a0host: r1\n" + _REST,
            "1:2: a no-break space (U+00A0) does not belong here (type a plain space)",
        ),
        (
            "- host:\u00a0r1\n" + _REST,
            "1:8: a no-break space (U+00A0) does not belong here (type a plain space)",
        ),
        (
            "- host:\u00a0r1\n",
            "1:8: [0]: a no-break space (U+00A0) does not belong here (type a plain space)",
        ),
        (
            "devices:\n\u00a0\u00a0- host: r1\n",
            "2:1: a no-break space (U+00A0) does not belong here (type a plain",
        ),
        (
            "- host: r1\n\u00a0 device_type: cisco_ios\n",
            "2:1: a no-break space (U+00A0) does not belong here (type",
        ),
        (
            "\u2013 host: r1\n" + _REST,
            "1:1: a long dash (U+2013) does not belong here (type a plain hyphen, -)",
        ),
        ("\u2013 host: r1\n", "1:1: a long dash (U+2013) does not belong here (type a plain hyphen, -)"),
        (
            "- host\uff1a r1\n" + _REST,
            "1:7: a wide colon (U+FF1A) does not belong here (type a plain colon",
        ),
        (
            "- host\uff1a r1\n",
            "1:7: [0]: a wide colon (U+FF1A) does not belong here (type a plain colon and a space)",
        ),
    ],
)
def test_a_character_that_was_hardly_meant_is_named(text: str, expected: str, tmp_path: Path) -> None:
    found = said(tmp_path / "x.yaml", text)
    (odd,) = (each for each in found if "does not belong here" in each)
    assert odd.startswith(expected)
    assert "hunter2" not in "".join(found)
    # What follows from it is not reported; some of the texts say no platform at all.
    assert [each for each in found if each != odd] == [
        "1:3: [0].platform: is missing (for example cisco_ios)"
    ][: len(found) - 1]


def test_each_is_named_with_all_that_is_wrong(tmp_path: Path) -> None:
    text = "- host: r1\u00a0\n  \u200bport: 0\n  device_type: cisco_iso\n  read_timeout: x\n"
    found = said(tmp_path / "x.yaml", text)
    assert [each.split(" ")[0] for each in found] == ["1:11:", "2:3:", "2:10:", "3:16:", "4:17:"]


def test_a_job_file_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / "job.yaml"
    path.write_text("commands: [\u201cshow version\u201d]\nwor\u200bkers: 3\n")
    with pytest.raises(InputError) as caught:
        load_job(path, READERS)
    assert [problem.where.removeprefix(f"{path}:") for problem in caught.value.problems] == [
        "1:12: commands[0]",
        "2:4",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- host: r1\n" + _REST + "  site: \u201cCore\u201d router\n",
        "- host: r1\n" + _REST + "  site: the routers\u2019\n",
        "- host: r1\n" + _REST + "  site: Z\u00fcrich\u00a0West \u2013 1\n",
        "- host: r1\n" + _REST + '  password: "hunter2\u00a0"\n',
        "- host: r1\n" + _REST + "  'na\u00efve key': \u2013\n",
        "- host:\tr1\t\n" + _REST,
        "# \u00a0\u201cnote\u201d:\u00a0x\n- host: r1\n" + _REST,
        "\ufeff- host: r1\n" + _REST,
    ],
)
def test_typography_in_prose_is_fine(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    assert read_inventory(path)[0].host == "r1"
