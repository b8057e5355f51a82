"""References that stand for a secret: `env:NAME`, `file:PATH`, `cmd:…` and the like; only their form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

#: What follows the colon, as an expression and in words.
_FORMS: Mapping[str, tuple[str, str]] = {
    "env": (r"[A-Za-z_]\w*", "env:NAME, an environment variable"),
    "file": (r".*\S.*", "file:PATH"),
    "cmd": (r".*\S.*", "cmd:PROGRAM ARGUMENT …"),
    "keyring": (r".+/[^/]+", "keyring:SERVICE/USER"),
    "systemd": (r"(?!\.\.?\Z)[\w.:@-]+", "systemd:NAME, a credential of the unit"),
    "prompt": (r".*", "prompt, or prompt:WHAT"),
    "plain": (r".*", "plain:TEXT, for text that begins like one of the others"),
}
#: The words that a reference begins with.
SOURCES = tuple(_FORMS)
_REFERENCE = re.compile(rf"({'|'.join(_FORMS)}):(.*)", re.DOTALL)

_VARIABLE = (
    "(?=.*(?:PASS|PWD|PW|SECRET|USER|LOGIN|CRED))[A-Z_]+"
    "|(?=.*(?:pass|pwd|pw|secret|user|login|cred))[a-z]+_[a-z_]+"
)
#: Texts that a template, a vault or a person was to fill in, and what to write instead; `{}` is the
#: variable's name. They are matched as a whole; what is meant all the same is written `plain:TEXT`.
_PLACEHOLDERS = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), instead)
    for pattern, instead in (
        (r"\$\{(?:env[.:])?([a-z_]\w*)(?::?[-?=+].*)?\}", "env:{}"),
        (r"\$(?:env:|ENV[{\[(]['\"]?)([a-z_]\w*)['\"]?[}\])]?", "env:{}"),
        # Only as variables are mostly written: `$Passw0rd` is a password, and must not be shown.
        (rf"\$((?-i:{_VARIABLE}))", "env:{}"),
        (rf"%((?-i:{_VARIABLE}))%", "env:{}"),
        (r"(?:env|!env)[\[{(]['\"]?([a-z_]\w*)['\"]?[\]})]", "env:{}"),
        (
            r"\{\{.*(?:lookup|query|q)\(\s*['\"](?:[\w.]*\.)?env['\"]\s*,\s*['\"]([a-z_]\w*)['\"].*\}\}",
            "env:{}",
        ),
        (r"\{\{\s*(?:env|environ|ansible_env)[.\[(]['\" ]*([a-z_]\w*).*\}\}", "env:{}"),
        (r"(?:os\.)?(?:environ(?:\.get)?|getenv)[\[(]\s*['\"]([a-z_]\w*)['\"].*[\])]", "env:{}"),
        (r"(?:getpass\.)?getpass\(.*\)|input\(.*\)", "prompt"),
        (r"\$ANSIBLE_VAULT;.*", "cmd:PROGRAM ARGUMENT …"),
        (r"ENC\[.*\]|op://.*|vault:.+", "cmd:PROGRAM ARGUMENT …"),
        (r".*(?:\{\{.*\}\}|\{%.*%\}|\$\{\w+\}).*", "env:NAME"),
        (r"<[^<>]*>", "env:NAME"),
        (
            r"(?:change|replace|fill)[-_ ]?(?:me|it|this|in)\W*|to[-_ ]?do|tbd|fixme|placeholder|redacted",
            "env:NAME",
        ),
        (
            r"(?:your|enter|insert|put|add)[-_ ]?(?:\w+[-_ ]){0,4}(?:user(?:name)?|pass\w*|secret|login)",
            "env:NAME",
        ),
        (r"(?:\w+[-_ ]){0,3}(?:user(?:name)?|pass\w*|secret|login)[-_ ]here", "env:NAME"),
        (r"x{3,}|\*{3,}|\.{3,}|…", "env:NAME"),
    )
)


class Reference(NamedTuple):
    """Where a secret comes from: one of the words above, and what follows its colon."""

    source: str
    rest: str

    def __str__(self) -> str:
        """Short, and without a command's arguments, which may include a token."""
        rest = self.rest.split(maxsplit=1)[0] + " …" if self.source == "cmd" else self.rest
        return f"{self.source}:{rest}" if rest else self.source


class Written(str):
    """A reference that knows where it was written: `devices.yaml:4:13: defaults.password`."""

    place: str

    def __new__(cls, text: str, place: str = "") -> Written:
        """The text, with its place."""
        written = super().__new__(cls, text)
        written.place = place
        return written


def parse_reference(text: str) -> Reference | None:
    """Parses a reference; None when the text is the secret itself."""
    if text == "prompt":
        return Reference("prompt", "")
    found = _REFERENCE.fullmatch(text)
    return Reference(found[1], found[2]) if found else None


def secret_objection(text: str) -> str | None:
    """Why a text cannot be part of a login, or None; a line break would send a line of its own."""
    if any(unicodedata.category(char) == "Cs" for char in text):
        return "it is not UTF-8"
    if any(unicodedata.category(char) == "Cc" for char in text):
        return "it contains a line break or another control character"
    return None


def is_plain(text: str) -> bool:
    """Whether a text is the secret itself, not a reference to it."""
    reference = parse_reference(text)
    return reference is None or reference.source == "plain"


def reference_objection(text: str) -> str | None:
    """Why a reference can never be followed, or None; plain text is fine."""
    reference = parse_reference(text)
    if reference is None:
        return None
    form, words = _FORMS[reference.source]
    # What it says is not shown: it may be a password that begins like a reference.
    return (
        None if re.fullmatch(form, reference.rest) else f"begins with {reference.source}: but is not {words}"
    )


def placeholder(text: str) -> str | None:
    """What to write in place of an unfilled placeholder (`env:SW_PASS`), or None for any other text."""
    if parse_reference(text):
        return None
    for pattern, instead in _PLACEHOLDERS:
        if found := pattern.fullmatch(text):
            return instead.format(*found.groups())
    return None
