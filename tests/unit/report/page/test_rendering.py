"""One file, nothing from elsewhere, and what devices say is only text."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from msgspec import structs

from netcollect.report.page import page_as_html
from netcollect.report.page.model import Cause, Page, Said
from unit.report.page.samples import Reader, two_days

HOSTILE = (
    "<script>alert(1)</script>\x1b[2J\x00\u202e\"'><img src=x onerror=alert(2)></style> {{ 7*7 }} \udcff"
)
SHOWN = (
    "<script>alert(1)</script>\\x1b[2J\\x00\\u202e\"'><img src=x onerror=alert(2)></style> {{ 7*7 }} \\xff"
)


def saying(page: Page, text: str) -> Page:
    """The page with a text wherever a device or a file has a say."""
    cause = Cause(kind="rejected", hint=text, said=(Said(text, 1),), devices=(text,))
    grid = structs.replace(page.grids[0], rows=((text,) * 5,), commands=(text,), columns=(text,) * 5)
    device = structs.replace(page.devices[0], device=text, why=text, groups=(text,))
    return structs.replace(
        page, causes=(cause,), grids=(grid,), devices=(device,), inventory=(text,), limit=(text,)
    )


def test_the_same_page_has_the_same_bytes(tmp_path: Path) -> None:
    one, other = (two_days(tmp_path / name) for name in ("one", "other"))
    same = structs.replace(other, run=one.run, timeline=one.timeline)
    assert page_as_html(one) == page_as_html(same)


def test_the_policy_lets_only_its_own_script_and_style_in(tmp_path: Path) -> None:
    read = Reader(page_as_html(two_days(tmp_path)))
    policy = next(each["content"] for tag, each in read.elements if "http-equiv" in each)
    digests = [
        f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'" for code in read.code
    ]
    assert len(digests) == 2
    assert all(digest in policy for digest in digests)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_nothing_is_loaded_and_nothing_leads_elsewhere(tmp_path: Path) -> None:
    read = Reader(page_as_html(two_days(tmp_path)))
    places = [
        value
        for _, each in read.elements
        for name, value in each.items()
        if name in ("href", "src", "action")
    ]
    assert places
    assert all(place.startswith("#") or place == "data:," for place in places)
    ids = [each["id"] for _, each in read.elements if "id" in each]
    assert len(ids) == len(set(ids))
    assert {place[1:] for place in places if place.startswith("#")} <= set(ids)
    assert not any(name.startswith("on") or name == "style" for _, each in read.elements for name in each)


def test_what_devices_say_is_only_text(tmp_path: Path) -> None:
    page = two_days(tmp_path)
    html = page_as_html(saying(page, HOSTILE))
    plain, read = Reader(page_as_html(saying(page, "harmless"))), Reader(html)
    assert [tag for tag, _ in read.elements] == [tag for tag, _ in plain.elements]
    assert read.text.count(SHOWN) >= 10
    assert not any(char in html for char in "\x1b\x00\u202e\udcff")
