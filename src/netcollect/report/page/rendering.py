"""The page as one HTML file: everything is in it, nothing is loaded, and what devices said is only text."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from netcollect.report.page.model import Page
from netcollect.report.page.plot import plot
from netcollect.report.page.words import WORDS
from netcollect.text import escaped

_HERE = "netcollect.report.page"
#: Nothing but the page's own script and style, by their digests.
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'"
)


def page_as_html(page: Page) -> str:
    """The page; the same for the same page, to the byte."""
    style, script = _text("page.css"), _text("page.js")
    policy = _POLICY.format(script=_digest(script), style=_digest(style))
    return (
        _templates()
        .get_template("page.html")
        .render(
            page=page,
            plot=plot(page.timeline),
            policy=policy,
            # Ours, and of which the policy holds the digests.
            style=Markup(style),
            script=Markup(script),
        )
    )


def _text(name: str) -> str:
    return files(_HERE).joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(WORDS)
    return environment


def _shown(value: Any) -> Any:
    """What is written of a value: control and direction characters of a text are shown, not sent."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return escaped(value, lines=True)
    return value
