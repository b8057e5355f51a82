"""Outputs without the secrets of configurations: best effort, by a table for each platform family.

Text is read once, and no rule looks further than its line, so the time grows with the text.

Sources: crypt(5) for the forms of hashes; the vendors' manuals for their own forms of encrypted text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from netcollect.model import Failure, Outcome
from netcollect.redaction.rules import TRIGGER, Rule, rules_of

MASK = "<redacted>"

#: Hashes of passwords and what vendors encrypt, wherever they stand: crypt's, Comware's, VRP's, PAN-OS's.
_ENCRYPTED = re.compile(
    r"\$(?:1|5|6|8|9|14|2[abxy]|y|7|1a|1c|sha512|[ch]\$\d+)\$[./A-Za-z0-9$+=_,-]{8,}"
    r"|(%\^%#|%@%@|%\$%\$|%#%#).{1,500}?\1|-AQ==[\w+/=-]+"
)
#: The password of `ftp://user:password@host/`.
_IN_URL = re.compile(r"(://[^\s/@:]{1,64}:)[^\s/@]{1,200}(?=@)")
_PRIVATE_KEY = re.compile(
    r"(-----BEGIN [A-Za-z0-9 ]{0,40}(?:PRIVATE KEY(?: BLOCK)?|Static key V1)-----)"
    r"(?:(?!-----END)[\s\S])*+(-----END)?"
)
#: Longer lines are no configuration's; they are only looked through for what is encrypted.
_LONGEST = 4000


def without_secrets(outcome: Outcome) -> Outcome:
    """An outcome whose outputs and errors are redacted; prompts and commands stay as they are."""
    platform, commands = outcome.job.device.platform, outcome.job.commands

    def failure(error: Failure | None) -> Failure | None:
        if error is None:
            return None
        # What a device said of a command stands behind it.
        said = next((f"{each}: " for each in commands if error.message.startswith(f"{each}: ")), "")
        return Failure(error.kind, said + redact(error.message.removeprefix(said), platform), error.hint)

    results = (
        replace(each, output=redact(each.output, platform), error=failure(each.error))
        for each in outcome.results
    )
    return replace(outcome, results=tuple(results), error=failure(outcome.error))


def redact(text: str, platform: str) -> str:
    """The text with what looks like a secret of the platform's configuration replaced by `<redacted>`."""
    rules = rules_of(platform)
    text = _PRIVATE_KEY.sub(rf"\1\n{MASK}\n\2", text)
    pieces, done = [], 0
    while found := TRIGGER.search(text, done):
        begin = text.rfind("\n", done, found.start()) + 1 or done
        end = text.find("\n", found.end())
        while end > 0 and text[end - 1] == "\\":  # the line goes on
            end = text.find("\n", end + 1)
        end = len(text) if end < 0 else end
        pieces += [text[done:begin], _line(text[begin:end], rules)]
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _line(line: str, rules: tuple[Rule, ...]) -> str:
    if len(line) <= _LONGEST:
        for rule in rules:
            if rule.line.match(line):
                line = rule.secret.sub(_masked, line)
    return _IN_URL.sub(rf"\1{MASK}", _ENCRYPTED.sub(MASK, line))


def _masked(found: re.Match[str]) -> str:
    secret = found["s"]
    if MASK in secret or "-----BEGIN" in secret:
        return found[0]
    quote = secret[0] if secret[0] in "\"'" and secret[-1] == secret[0] and len(secret) > 1 else ""
    # A value over several lines leaves as many.
    return found[0][: found.start("s") - found.start()] + quote + MASK + "\\\n" * secret.count("\n") + quote
