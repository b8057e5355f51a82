"""What stands in a secret's place: the same mask for the same secret, as long as the key is the same."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import NamedTuple

#: A mask as it stands in a text.
MASK = re.compile(r"<redacted:[0-9a-f]{4}>")
#: Where a line goes on in the next one.
_BREAK = re.compile(r"\\\n[ \t]*")
#: A value that is masked already, with what may cling to it.
_MASKED = re.compile(rf"[\"'\\]*{MASK.pattern}[\"'\\;,)}}\]>]*")


def new_key() -> bytes:
    """A random key; whoever has none cannot try out which secret a mask stands for."""
    return secrets.token_bytes(32)


class Masks(NamedTuple):
    """Makes masks with one key: equal secrets look equal, and a changed one shows.

    `found` takes the secrets that were masked, line by line, for whoever has to know them.
    """

    key: bytes
    found: set[str] | None = None

    def of(self, secret: str) -> str:
        """The mask of a secret; a pair of quotes around it is none of it, and stays."""
        quote = secret[0] if len(secret) > 1 and secret[0] in "\"'" and secret[-1] == secret[0] else ""
        bare = secret[1:-1] if quote else secret
        if self.found is not None:
            self.found.update(line for line in map(str.strip, bare.split("\n")) if line)
        digest = hmac.digest(self.key, bare.encode("utf-8", "surrogatepass"), "sha256")
        return f"{quote}<redacted:{digest.hex()[:4]}>{quote}"

    def in_line(self, secret: str) -> str:
        """The mask of a secret in a line; one that goes over several lines leaves as many."""
        mask = self.of(_BREAK.sub("", secret))
        if breaks := secret.count("\n"):
            if self.found is not None:  # each of the lines may be shown alone
                self.found.update(part for each in _BREAK.split(secret) if (part := each.strip("\"'")))
            quote = mask[-1] if mask[-1] in "\"'" else ""
            mask = mask.removesuffix(quote) + "\\\n" * breaks + quote
        return mask


def without_run(text: str) -> str:
    """The text with each mask as every run would have it: what two runs can compare."""
    # A single character is found in no time, and most outputs have none of it.
    return MASK.sub("<redacted>", text) if "<" in text and "<redacted:" in text else text


def is_masked(value: str) -> bool:
    """Whether nothing of the value is left to mask."""
    return bool(_MASKED.fullmatch(value) or ("\n" in value and MASK.search(value)))
