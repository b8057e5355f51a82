"""How much may stand on a page: a mail takes it, and a browser shows it at once."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import escape

#: Bytes of a page, beside its style, its script and its headings.
PAGE = 4_600_000


def weight(text: str) -> int:
    """How many bytes a text takes in HTML.

    >>> weight("up"), weight("<script>"), weight("→")
    (2, 14, 3)
    """
    return len(escape(text).encode("utf-8", "replace"))


@dataclass(slots=True)
class Room:
    """Bytes that are left; what a part of the page takes of its own room, the whole page has less."""

    left: int
    whole: Room | None = None

    def part(self, most: int) -> Room:
        """The room of a part of the page: at most so much, and not more than there is."""
        return Room(min(most, self.left), self)

    def take(self, size: int) -> bool:
        """Takes so many bytes, if they are there."""
        if size > self.left:
            return False
        self.left -= size
        if self.whole is not None:
            self.whole.left -= size
        return True
