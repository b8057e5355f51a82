"""What the texts in a family's file are."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

#: Where a row's knowledge comes from: a manual, a program's source.
Source = Annotated[str, Meta(min_length=1)]
#: A regular expression; what reads a file from outside compiles it at once.
Regex = Annotated[str, Meta(min_length=1, extra={"holds": "regex"})]
