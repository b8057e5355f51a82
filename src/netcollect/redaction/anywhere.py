"""Secrets that are known by their own form, on every platform and wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from netcollect.redaction.masks import Masks, is_masked
from netcollect.redaction.triggers import lowered

#: Hashes of passwords and what vendors encrypt. Sources: crypt(5) and Modular Crypt Format (`$id$…`, also
#: F5's `$M$` and Comware's `$c$3$`); RFC 2307 (`{SSHA}`); Huawei VRP (`%^%#…%^%#`); PAN-OS (`-AQ==`);
#: FortiOS (`ENC`);
#: RFC 7519 (JSON Web Tokens); GitHub and AWS for the beginnings of their tokens.
_ENCRYPTED = re.compile(
    r"\$(?:1|2[abxy]?|[356789]|1[04]|y|gy|sm3|sm3y|md5|sha1|sha256|sha512|apr1|argon2(?:id?|d)|scrypt"
    r"|pbkdf2[\w-]*"
    r"|1[abc]|0|[chM]|[ch]\$\d+|bcrypt-sha256)\$[./A-Za-z0-9$+=_,-]{6,}"
    r"|(?P<scheme>\{(?:S?SHA\d*|S?MD5|CRYPT|PBKDF2[\w-]*|ARGON2\w*|BLF-CRYPT"
    r"|SCRAM-SHA-\d+)\})[./A-Za-z0-9$+=_,-]{6,}"
    r"|(?P<vrp>%[\^@$+#]%[@$#]|%%#|@%@%|%@%@|%\$%\$).{1,500}?(?P=vrp)"
    r"|-AQ==[\w+/=-]+"
    r"|(?P<enc>\bENC[ \t]+)[A-Za-z0-9+/=]{8,}"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,}"
    r"|\b(?:gh[opsu]_[A-Za-z0-9]{20,}|AKIA[A-Z0-9]{16})\b"
)
#: The password of `ftp://user:password@host/`; tokens in the addresses of chat services; HTTP's own header.
_IN_URL = re.compile(
    r"(?P<head>://[^\s/@:]{0,64}:)(?P<s>(?:[^\s/]|(?<=\\)\n[ \t]*){1,200})(?=@)"
    r"|(?P<bot>/bot\d{1,20}:|/services/T\w{1,20}/B\w{1,20}/)(?P<t>(?:[\w-]|\\\n[ \t]*){4,200})"
    r"|(?P<http>\bauthorization\b[\"']?(?:[ \t]*[:=]|[ \t]+value)?[ \t]*[\"']?(?:bearer|basic|token"
    r"|splunk)[ \t](?:[ \t]|\\\n)*)"
    r"(?P<h>(?:[\w.~+/=-]|\\\n[ \t]*){4,5000})",
    re.IGNORECASE,
)
#: Strings of which a line has one where the first of the two above finds anything; the same for the second,
#: in small letters.
_IN_ENCRYPTED = ("$", "%", "{", "-AQ==", "ENC", "eyJ", "gho_", "ghp_", "ghs_", "ghu_", "AKIA")
_IN_ADDRESSES = ("://", "/bot", "/services/t", "authorization")
_PRIVATE_KEY = re.compile(
    r"(-----BEGIN [A-Za-z0-9 ]{0,40}(?:PRIVATE KEY(?: BLOCK)?|Static key V1)-----"
    r"|---- BEGIN SSH2 (?:ENCRYPTED )?PRIVATE KEY ----|(?m:^Private-Lines: \d{1,4})(?=\r?\n))"
    r"(?P<body>(?:(?!-----END|---- END|\nPrivate-MAC)[\s\S])*+)(-----END|---- END|\nPrivate-MAC)?"
)
_BEGINS = re.compile(
    r'"community"[ \t]*:[ \t]*\[|<community>|^[ \t]*config system snmp community[ \t]*$'
    r"|^/snmp community[ \t]*$",
    re.M,
)
_PARTS = re.compile(
    r'(?P<open>[\[{])|(?P<close>[\]}])|"name"\s*:\s*"(?P<s>(?:[^"\\\n]|\\.)*+)"(?P<members>\s*,\s*"members")?'
)
#: Junos' communities of SNMP, not those of a routing policy.
_XML = re.compile(r"\s*<name>(?P<s>[^<\n]+)</name>(?!\s*<(?:members|invert-match))")
_NAME = re.compile(r"[ \t]*set[ \t]+name[ \t]+(?P<s>\"(?:[^\"\\\n]|\\.)*+\"|\S+)")
#: `config` goes one in, `end` one out.
_STEP = re.compile(r"^[ \t]*(?:(?P<open>config )|(?P<close>end\b)|(?=set[ \t]+name ))", re.M)
#: The next menu, or a name in this one.
_ROUTEROS_STEP = re.compile(
    r"^/|(?<=[ \t])name=(?:\\\n[ \t]*)?(?P<s>\"(?:[^\"\\]|\\[\s\S])*+\"|(?:[^\s\"\\]|\\\n[ \t]*|\\.)+)", re.M
)
_DEEP = 2


def mask_forms(line: str, masks: Masks) -> str:
    """The line with everything that is encrypted, a hash or a part of an address masked."""

    def encrypted(found: re.Match[str]) -> str:
        kept = found["scheme"] or found["enc"] or ""
        return kept + masks.of(found[0].removeprefix(kept))

    def in_url(found: re.Match[str]) -> str:
        head, secret = next(
            (found[name], found[value])
            for name, value in (("head", "s"), ("bot", "t"), ("http", "h"))
            if found[name]
        )
        return head + (secret if is_masked(secret) else masks.in_line(secret))

    if any(string in line for string in _IN_ENCRYPTED):
        line = _ENCRYPTED.sub(encrypted, line)
    low = lowered(line)
    return _IN_URL.sub(in_url, line) if any(string in low for string in _IN_ADDRESSES) else line


def mask_private_keys(text: str, masks: Masks, *, keep_lines: bool = False) -> str:
    """The text with each private key as one mask between its first and its last line.

    With `keep_lines` empty lines stand where lines of the key stood.
    """

    def key(found: re.Match[str]) -> str:
        body = found["body"].strip()
        mask = body if is_masked(body) else masks.of(body)
        if keep_lines:
            breaks = found["body"].count("\n")
            lost = breaks - min(breaks, 1) - mask.count("\n")
            return found[1] + "\n" * min(breaks, 1) + mask + "\n" * lost + (found[3] or "")
        end = (found[3] or "").removeprefix("\n")
        return f"{found[1]}\n{mask}\n{end}"

    return _PRIVATE_KEY.sub(key, text)


def mask_communities(text: str, masks: Masks) -> str:
    """The text with the communities masked that are named some lines behind what says that they are one."""
    pieces, done = [], 0
    for begin, end in _communities(text):
        value = text[begin:end]
        pieces += [text[done:begin], value if is_masked(value) else masks.in_line(value)]
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _communities(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    while found := _BEGINS.search(text, done):
        done = found.end()
        if found[0] == "<community>":
            if name := _XML.match(text, done):
                yield name.span("s")
            continue
        for span, end in _IN_BLOCKS[found[0].strip()[:3]](text, done):
            done = end
            if span:
                yield span


def _json(text: str, begin: int) -> Iterator[tuple[tuple[int, int] | None, int]]:
    deep = 1
    for part in _PARTS.finditer(text, begin):
        deep += bool(part["open"]) - bool(part["close"])
        if deep == 0:
            yield None, part.end()
            return
        if part["s"] and deep == _DEEP and not part["members"]:
            yield part.span("s"), part.end()
    yield None, len(text)


def _fortios(text: str, begin: int) -> Iterator[tuple[tuple[int, int] | None, int]]:
    deep = 1
    for part in _STEP.finditer(text, begin):
        deep += bool(part["open"]) - bool(part["close"])
        if deep == 0:
            yield None, part.end()
            return
        name = None if part["open"] or part["close"] else _NAME.match(text, part.start())
        if name and deep == 1:
            yield name.span("s"), name.end()
    yield None, len(text)


def _routeros(text: str, begin: int) -> Iterator[tuple[tuple[int, int] | None, int]]:
    for part in _ROUTEROS_STEP.finditer(text, begin):
        if not part["s"]:
            yield None, part.start()
            return
        yield part.span("s"), part.end()
    yield None, len(text)


_IN_BLOCKS = {'"co': _json, "con": _fortios, "/sn": _routeros}
