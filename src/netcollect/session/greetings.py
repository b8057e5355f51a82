"""What devices want before their first prompt: a key that changes nothing, or that terms are accepted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from netcollect.errors import DeviceError, ErrorKind

#: Nobody has to press more keys than this.
MOST_KEYS = 8

_ENTER_CONTINUES = (r"press <?enter>? to continue[.!]*", "\r")
_ANY_KEY = (r"press any key to continue[. ]*", "\r")
_CTRL_Y = (r"(?:enter|press) ctrl-?y to (?:begin|continue)[.]*", "\x19")
_PROCURVE = (_ANY_KEY,)
_BAYSTACK = (_CTRL_Y, _ENTER_CONTINUES)
_SMALL_BUSINESS = (_ENTER_CONTINUES, _ANY_KEY)
#: Keys by platform: what a quiet last line says, and what is pressed. Each of them changes nothing. Sources:
#: HP ProCurve and Extreme ERS access guides, Cisco SF220 and WLC CLI guides, RouterOS "First time
#: configuration", Huawei "password expiry", Hioso OLT manual; netmiko's drivers name the same texts.
_KEYS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "hp_procurve": _PROCURVE,
    "aruba_osswitch": _PROCURVE,
    "aruba_procurve": _PROCURVE,
    "extreme_ers": _BAYSTACK,
    "extreme_vsp": _BAYSTACK,
    "avaya_ers": _BAYSTACK,
    "avaya_vsp": _BAYSTACK,
    "cisco_s200": _SMALL_BUSINESS,
    "cisco_s300": _SMALL_BUSINESS,
    "cisco_wlc": (_ENTER_CONTINUES,),
    "mikrotik_routeros": (
        (r"please press \"enter\" to continue!", "\r"),
        (r"see the software license\? \[y/n\]:?", "n"),
        (r"new password>", "\x03"),
    ),
    "huawei": ((r"change now\? \[y/n\]:?", "N\r"),),
    "huawei_vrp": ((r"change now\? \[y/n\]:?", "N\r"),),
    "huawei_vrpv8": ((r"change now\? \[y/n\]:?", "N\r"),),
    "hioso_olt": ((r"please choose the management mode[^\n]*:", "1\r"), (r"change now\? \[y/n\]:?", "N\r")),
}
#: Questions that accept terms on somebody's behalf; FortiOS "pre-login banner", and what login banners ask.
_TERMS = (
    (r"\(?press '?a'? to accept\)?[.:]?", "a"),
    (r"(?:accept|agree|consent)[^\n]{0,80}\(yes\)\s?\?", "yes\r"),
    (r"(?:accept|agree|consent)[^\n]{0,80}[\[(]yes/no[^\n]{0,6}[\])]\s?[:?]?", "yes\r"),
    (r"(?:accept|agree|consent)[^\n]{0,80}[\[(]y/n[^\n]{0,6}[\])]\s?[:?]?", "y\r"),
    (r"(?:do you|please) (?:accept|agree|consent)[^\n]{0,80}[?:]", "yes\r"),
)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What may be answered before the first prompt of a platform's device."""

    keys: tuple[tuple[re.Pattern[str], str], ...] = ()
    accepts_terms: bool = False

    def answer(self, line: str) -> str | None:
        """What is pressed for a quiet last line; None when nothing is.

        Raises:
            DeviceError: `question`: it wants terms to be accepted, and nobody allowed that.
        """
        if key := _answer(self.keys, line):
            return key
        if (terms := _answer(_terms(), line)) and not self.accepts_terms:
            raise DeviceError(
                ErrorKind.QUESTION,
                f"the device wants its terms to be accepted: {line.strip()}",
                "nothing was answered; --accept-banner (inventory: accept_banner: true) accepts them",
            )
        return terms


@cache
def greeting_of(platform: str, *, accepts_terms: bool) -> Greeting:
    """What may be answered to a platform's devices; `platform` without its transport."""
    return Greeting(_compiled(_KEYS.get(platform, ())), accepts_terms)


@cache
def _terms() -> tuple[tuple[re.Pattern[str], str], ...]:
    return _compiled(_TERMS)


def _compiled(rows: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"{text}\s*\Z", re.IGNORECASE), key) for text, key in rows)


def _answer(rows: tuple[tuple[re.Pattern[str], str], ...], line: str) -> str | None:
    return next((key for text, key in rows if text.search(line)), None)
