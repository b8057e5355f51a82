"""Outputs without the secrets of configurations: best effort, by a table for each platform family.

A rule names the beginning of a line and, behind it, the words after which a secret stands; that is how
`description password reset` and `ip community-list` stay as they are. Text is read once, and no rule looks
further than its line, so the time grows with the text.

Sources: the vendors' command references for the lines named below; crypt(5) for the forms of hashes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from netcollect.model import Failure, Outcome

MASK = "<redacted>"

#: A secret: a quoted text, or a word. What ends a statement or a list is none of it.
_SECRET = r"""(?P<s>"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s;"'{}\[\]<#][^\s;{}<]*)"""
#: How it is encoded: a number, or a word.
_TYPE = (
    r"(?:(?:\d{1,2}|encrypted|clear|plaintext|ascii|hex|hidden|sha-?256|sha-?512|md5|scrypt|localized) +)?+"
)


class _Rule(NamedTuple):
    """How a line begins, and where in it secrets stand (group `s`)."""

    line: re.Pattern[str]
    secret: re.Pattern[str]


def _rule(line: str, *words: str, flags: re.RegexFlag = re.IGNORECASE) -> _Rule:
    """Secrets behind any of the words, in lines that begin so; `_` in a word is where blanks may be."""
    behind = "|".join(words)
    return _Rule(re.compile(rf"[ \t]*(?:{line})", flags), re.compile(rf"(?:{behind})(?:{_SECRET})", flags))


_PASSWORD_WORDS = (
    "strength-check|encryption|policy|complexity|recovery|history|expir|min|max|length|change|control|prompt"
)
_CISCO = (
    _rule(r"enable +(?:secret|password)\b", rf"\b(?:secret|password) +(?:level +\d+ +)?+{_TYPE}"),
    _rule(r"username +\S+", rf"\b(?:secret|password) +{_TYPE}"),
    _rule(rf"(?:password|passwd) +(?!(?:{_PASSWORD_WORDS})\b)", rf"(?:password|passwd) +{_TYPE}"),
    _rule(r"secret +(?:\d+|sha512) ", rf"secret +{_TYPE}"),
    _rule(r"snmp-server +community ", r"community +(?:\d +|encrypted +)?+"),
    _rule(
        r"snmp-server +host ",
        r"host +\S+(?: +vrf +\S+)?(?: +(?:informs?|traps?))?(?: +version +(?:1|2c|3 +\w+))? +"
        r"(?!vrf|version|informs?\b|traps?\b|use-vrf|source-interface|filter)",
    ),
    _rule(
        r"snmp-server +user ",
        r"\bauth +(?:md5|sha(?:-?\d+)?) +(?:encrypted +)?+",
        r"\bpriv +(?:(?:aes(?:-?\d+)?|3?des)(?: +(?:128|192|256))?+ +)?+(?:encrypted +)?+",
    ),
    _rule(r"(?:tacacs|radius)[\w-]*\b|server-private ", rf"\b(?:key|shared-secret|secret) +{_TYPE}"),
    _rule(r"key +(?:[05678] +\S|\S*[^\d\s]\S*[ \t]*$)", r"key +(?:[05678] +)?+(?!chain\b)"),
    _rule(
        r"(?:key-string|server-key|pac +key|failover +key|ldap-login-password) ",
        rf"(?:key-string|key|password) +{_TYPE}",
    ),
    _rule(r"client +\S+ +server-key ", rf"server-key +{_TYPE}"),
    _rule(r"neighbor +\S+ +password ", rf"password +{_TYPE}"),
    _rule(
        r"(?:ip|ipv6) +(?:ospf|eigrp|rip) |area +\S+ |(?:ip +)?ospf |authentication |message-digest-key ",
        rf"\bauthentication-key +{_TYPE}",
        rf"\bmd5 +(?=\S+ *\S*[ \t]*$){_TYPE}(?!key-chain|keychain)",
    ),
    _rule(
        r"(?:isis|area-password|domain-password|lsp-password|hello-password) ",
        rf"password +(?:text +|hmac-md5 +)?{_TYPE}",
    ),
    _rule(r"crypto +isakmp +key ", r"key +(?:[06] +)?+"),
    _rule(
        r"(?:ikev[12] +)?(?:local-authentication +|remote-authentication +)?pre-shared-key ",
        r"pre-shared-key +(?:(?:local|remote) +)?+(?:address +\S+(?: +\S+)? +key +)?+(?:[06] +)?+",
    ),
    _rule(r"ppp +(?:chap|pap) ", rf"password +{_TYPE}"),
    _rule(
        r"(?:standby|vrrp|glbp)(?: +\d+)? +authentication ",
        r"(?:key-string|text) +(?:[07] +)?+",
        r"authentication +(?!md5|text)",
    ),
    _rule(r"ntp +authentication-key ", r"authentication-key +\d+ +\w+ +(?:[07] +)?+"),
    _rule(
        r"wpa-psk |wpa +|passphrase |.{0,40}\bset-key +ascii",
        rf"(?:wpa-psk +(?:ascii|hex)|passphrase|set-key +(?:ascii|hex)) +{_TYPE}",
    ),
    _rule(r"ip +(?:ftp|http +client|scp) |(?:http|ftp)-password ", rf"password +{_TYPE}"),
    _rule(r"(?:mka|macsec|cak|cts) ", r"\b(?:cak|key-string|sap pmk) +(?:[07] +)?+", rf"\bpassword +{_TYPE}"),
)
_JUNOS_WORDS = (
    "encrypted-password|plain-text-password|authentication-key|authentication-password|privacy-password"
    "|privacy-key|simple-password|pre-shared-key(?: +(?:ascii-text|hexadecimal))?|secret|shared-secret"
    "|password|chap-secret|md5 +\\d+ +key|key"
)
_JUNOS = (
    # What Junos itself marks as secret, and its reversible form anywhere.
    _rule(r".{0,2000}## SECRET-DATA", r'(?=")'),
    _rule(r".{0,2000}\$9\$", r'(?="?\$9\$)'),
    _rule(
        rf"set +.{{0,500}}(?<=[ ])(?:{_JUNOS_WORDS}) |(?:{_JUNOS_WORDS}) +\S+;",
        rf"(?<![\w-])(?:{_JUNOS_WORDS}) +"
        r"(?!(?:ascii-text|hexadecimal|file|options|format|change\w*|m(?:in|ax)imum\S*)\b|\d+ *;)",
    ),
    _rule(r"set +snmp +community |snmp-community ", r"community +"),
    _rule(r"community +\S+ +\{[ \t]*$", r"\bcommunity +"),
)
_HUAWEI = (
    _rule(
        r"(?:local-user|password|set +authentication|super|user|header|ftp|peer|ospf|isis|rip|vrrp|radius"
        r"|hwtacacs|authentication-mode|key|pre-shared-key|shared-key|snmp-agent|ntp|ppp|wpa|security|md5|hmac|mpls"
        r"|area-authentication)[\w-]* ",
        r"\b(?:irreversible-cipher|cipher|simple|hash|plain) +(?!plain\b|cipher\b)",
    ),
    _rule(
        r"snmp-agent +community ",
        r"community +(?:read|write) +(?!cipher\b|simple\b)",
        r"\b(?:cipher|simple) +",
    ),
    _rule(
        r"snmp-agent +usm-user ",
        r"\b(?:authentication-mode|privacy-mode) +(?:md5|sha[\d-]*|aes\d*|3?des\w*) +(?!cipher\b|simple\b)",
        r"\b(?:cipher|simple) +",
    ),
    _rule(r"snmp-agent +target-host ", r"securityname +(?!cipher\b)", r"\bcipher +"),
)
_FORTIOS = (
    _rule(r"set +[\w-]+ +ENC ", r"\bENC +"),
    _rule(
        r"set +(?:psksecret|passphrase|key|auth-pwd|priv-pwd|\w*-?(?:password|passwd|secret)) ",
        r"set +[\w-]+ +(?!ENC\b|enable\b|disable\b)",
    ),
)
_PANOS_WORDS = "phash|secret|bind-password|snmp-community-string|authpwd|privpwd"
_PANOS = (
    _rule(
        rf".{{0,2000}}<(?:{_PANOS_WORDS}|key|password|passwd|community|private-key)>",
        rf"<(?:{_PANOS_WORDS}|key|password|passwd|community|private-key)>(?=[^<])",
    ),
    _rule(
        rf"(?:set +|.{{0,200}}\b)(?:{_PANOS_WORDS}|pre-shared-key +key) ",
        rf'(?<!")\b(?:{_PANOS_WORDS}|pre-shared-key +key) +',
    ),
)
_ROUTEROS = (
    _rule(r".", r"(?<![\w-])(?:password|secret|passphrase|[\w-]{1,40}-(?:key|passphrase|password|secret))="),
    _rule(r"(?:/snmp +community +)?(?:add|set) .{0,500}addresses=", r"\bname="),
)
_SROS = (
    _rule(
        r".{0,500}\bhash2?\b",
        r"\b(?:authentication-key|message-digest-key +\d+ +md5|password|secret|key|community) +",
    ),
    _rule(r"(?:authentication-key|password|secret|pre-shared-key) +\"", r"(?:key|password|secret) +"),
)
_UNIX = (
    _rule(r"(?:[\w.-]*(?:password|passwd|secret|psk|passphrase|api_?key|token)[\w.-]*) *[=:] *\S", r"[=:] *"),
)
_FAMILIES: Mapping[str, tuple[_Rule, ...]] = {
    "cisco": _CISCO,
    "arista": _CISCO,
    "juniper": _JUNOS,
    "huawei": _HUAWEI,
    "hp_comware": _HUAWEI,
    "h3c": _HUAWEI,
    "fortinet": _FORTIOS,
    "paloalto": _PANOS,
    "mikrotik": _ROUTEROS,
    "nokia": _SROS,
    "alcatel_sros": _SROS,
    "linux": _UNIX,
}
#: Whoever is in no family gets the rules of all whose lines say unmistakably what they are.
_DEFAULT = (*_CISCO, *_JUNOS[:2], *_HUAWEI, *_FORTIOS)

#: Words without which no rule applies to a line; nearly all lines have none.
_TRIGGER = re.compile(
    r"pass|secret|key|communit|psk|\bENC\b|cipher|auth|snmp|\$\d|hash|pwd|cak|pmk|token|standby|name=",
    re.IGNORECASE,
)
#: Hashes of passwords, wherever they stand.
_HASH = re.compile(r"\$(?:1|5|6|8|9|14|2[abxy]|y|7|1a|1c|sha512)\$[./A-Za-z0-9$+=_,-]{8,}")
_PRIVATE_KEY = re.compile(r"(-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----)[^-]*+(-----END)?")
#: Longer lines are no configuration's; they are only looked through for hashes.
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


@cache
def _rules(platform: str) -> tuple[_Rule, ...]:
    return next((rules for name, rules in _FAMILIES.items() if platform.startswith(name)), _DEFAULT)


def redact(text: str, platform: str) -> str:
    """The text with what looks like a secret of the platform's configuration replaced by `<redacted>`."""
    rules = _rules(platform)
    pieces, done = [], 0
    while found := _TRIGGER.search(text, done):
        begin = text.rfind("\n", done, found.start()) + 1 or done
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        pieces += [text[done:begin], _line(text[begin:end], rules)]
        done = end
    pieces.append(text[done:])
    return _PRIVATE_KEY.sub(rf"\1\n{MASK}\n\2", "".join(pieces))


def _line(line: str, rules: tuple[_Rule, ...]) -> str:
    if len(line) <= _LONGEST:
        for rule in rules:
            if rule.line.match(line):
                line = rule.secret.sub(_masked, line)
    return _HASH.sub(MASK, line)


def _masked(found: re.Match[str]) -> str:
    secret = found["s"]
    if MASK in secret:
        return found[0]
    quote = secret[0] if secret[0] in "\"'" and secret[-1] == secret[0] and len(secret) > 1 else ""
    return found[0][: found.start("s") - found.start()] + quote + MASK + quote
