"""Pages of small runs, and their HTML as a tree."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from netcollect.app.report import Selection, page
from netcollect.archive import Run
from netcollect.report.page import Page
from unit.compare.samples import first_day, second_day


def two_days(output: Path, selection: Selection | None = None) -> Page:
    """The page of the second of two days."""
    first_day(output)
    return page(second_day(output), output, selection)


def page_of(run: Run) -> Page:
    """The page of a run where it is kept."""
    return page(run, run.path.parent.parent)


class Reader(HTMLParser):
    """What stands in a page: its elements in order, and its text without script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._text: list[str] = []
        self._code: list[str] = []
        self._in = ""
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """What a person can read, on one line."""
        return " ".join("".join(self._text).split())

    @property
    def code(self) -> list[str]:
        """The texts of scripts and styles."""
        return self._code

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._in = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        (self._code if self._in else self._text).append(data)
