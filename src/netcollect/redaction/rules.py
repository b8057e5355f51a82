"""Where secrets stand in the configurations of each platform family; a new family is a row in `_FAMILIES`.

A rule names the beginning of a line and, behind it, the words after which a secret stands; that is how
`description password reset` and `ip community-list` stay as they are.

Sources: the vendors' command references for the lines named below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

#: A secret: a quoted text, or a word.
_WORD = r'(?P<s>"(?:[^"\\\n]|\\.)*"(?=\s|$)|\S+)'
#: The same where `;`, a brace or a tag ends a statement.
_STATEMENT = r"""(?P<s>"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s;"'{}\[\]<#][^\s;{}<]*)"""
#: The same in lists of programs' settings, and to the end of the line.
_VALUE = r'(?P<s>"(?:[^"\\\n]|\\.)*"(?=[\s;,)}]|$)|\S+)'
_REST = r"(?P<s>\S.*?)(?=[ \t]*$)"
#: How it is encoded: a number, or a word; sometimes one of each.
_TYPE = (
    r"(?:(?:\d{1,2}|encrypted|clear|plaintext|ciphertext|ascii|hex|hidden|password|sha-?256|sha-?512|md5"
    r"|scrypt|localized) +){0,2}+"
)


class Rule(NamedTuple):
    """How a line begins, and where in it secrets stand (group `s`)."""

    line: re.Pattern[str]
    secret: re.Pattern[str]


def _rule(line: str, *words: str, secret: str = _WORD) -> Rule:
    """Secrets behind any of the words, in lines that begin so."""
    behind = "|".join(words)
    return Rule(
        re.compile(rf"[ \t]*(?:{line})", re.IGNORECASE),
        re.compile(rf"(?:{behind})(?:{secret})", re.IGNORECASE),
    )


_PASSWORD_WORDS = (
    "strength-check|encryption|policy|complexity|recovery|history|expir|min|max|length|change|control|prompt"
    "|manager|operator|minimum|maximum|configuration"
)
#: What routing daemons on Linux have in common with routers.
_ROUTING = (
    _rule(r"enable +(?:secret|password)\b", rf"\b(?:secret|password) +(?:level +\d+ +)?+{_TYPE}"),
    _rule(rf"(?:password|passwd) +(?!(?:{_PASSWORD_WORDS})\b|[=:])", rf"(?:password|passwd) +{_TYPE}"),
    _rule(r"neighbor +\S+ +password ", rf"password +{_TYPE}"),
    _rule(
        r"(?:ip|ipv6) +(?:ospf|eigrp|rip) |area +\S+ |(?:ip +)?ospf(?:v3)? |(?:isis +)?authentication[ -]"
        r"|message-digest-key ",
        rf"\bauthentication-key +{_TYPE}",
        rf"\b(?:md5|sha1) +(?=\S+ *\S*[ \t]*$){_TYPE}(?!key-?chain|key-string)",
        r"\besp +[\w-]+(?: +(?:128|192|256))?+ +(?:[07] +)?+(?!md5\b|sha1\b)",
        r"\bmode +hmac-sha-256 +(?:[07] +)?+",
        rf"^[ \t]*(?:isis +)?authentication +(?:text|key|md5 +key-string) +{_TYPE}",
    ),
    _rule(
        r"(?:isis|area-password|domain-password|lsp-password|hello-password) ",
        rf"password +(?:text +|hmac-md5 +|md5 +)?{_TYPE}(?!key-?chain\b)",
    ),
    _rule(r"key-string ", rf"key-string +{_TYPE}", secret=_REST),
)
_SNMP = (
    _rule(r"snmp-server +community ", r"community +(?:\d +|encrypted +|clear +)?+"),
    _rule(
        r"snmp-server +host +(?!.* community )",
        r"host +\S+(?: +vrf +\S+)?(?: +(?:informs?|traps?))?(?: +version +(?:1|2c|3 +\w+))? +"
        r"(?:encrypted +|clear +)?+"
        r"(?!vrf|version|informs?\b|traps?\b|use-vrf|source-interface|filter|[\d.]+ |[\da-f]*:[\da-f:]+ )",
    ),
    _rule(r"snmp-server +host +.* community ", r" community +(?:\d +)?+"),
    _rule(
        r"(?:snmp-server|snmpv3) +user ",
        r"\bauth +(?:md5|sha(?:-?\d+)?) +(?:auth-pass +)?+(?:(?:encrypted|clear|ciphertext|plaintext) +)?+",
        r"\bpriv +(?:(?:aes(?:-?\d+)?|3?des)(?: +(?:128|192|256))?+ +)?+(?:priv-pass +)?+"
        r"(?:(?:encrypted|clear|ciphertext|plaintext) +)?+",
    ),
    _rule(r"snmpv3 +community ", r"(?<= )name +"),
    _rule(r"snmp +mib +community-map ", r"community-map +"),
)
_CISCO = (
    *_ROUTING,
    *_SNMP,
    _rule(
        r"(?:(?:mgmtuser|ap +dot1x|vpdn|credentials|authentication) +)?username +\S+|user +\S+ +group ",
        rf"\b(?:secret|password) +{_TYPE}",
    ),
    _rule(
        r"(?:l2tp +tunnel|vtp|login|vpdn|subscriber|pppoe|bind +authenticate|ip +wccp|aaa +authorization"
        r"|smtp-server|mpls +ldp|ip +msdp|http-form|password6) ",
        rf"\bpassword6? +(?:peer +\S+ +|option +\d+ +for +\S+ +)?+(?!required\b|rollover\b){_TYPE}",
    ),
    _rule(
        r"password +(?:manager|operator) ",
        r"(?:manager|operator) +(?:user-name +\S+ +)?+(?:(?:plaintext|sha\d+|md5) +)?+",
    ),
    _rule(r"secret +(?:\d+|sha512) ", rf"secret +{_TYPE}"),
    _rule(
        r"(?:tacacs|radius)[\w-]*\b|server-private |address +ipv[46] "
        r"|(?:ipv[46] +)?(?:proxy-)?etr +map-server ",
        rf"\b(?:(?:encrypted-)?key|shared-secret|secret) +{_TYPE}",
    ),
    _rule(r"key +(?:[05678] +\S|\S*[^\d\s]\S*[ \t]*$)", r"key +(?:[05678] +)?+(?!chain\b)"),
    _rule(r"key +[\da-f]+ +[07] +\S", r"key +[\da-f]+ +[07] +"),
    _rule(
        r"(?:server-key|shared-key|private-key|key-octet-string|pac +key|failover +key|ldap-login-password) ",
        rf"(?:key|key-octet-string|password) +{_TYPE}",
    ),
    _rule(r"client +\S+ +(?:vrf +\S+ +)?server-key ", rf"server-key +{_TYPE}"),
    _rule(
        r"ip +nhrp +authentication |ip +rsvp +authentication +key ", rf"authentication +(?:key +)?+{_TYPE}"
    ),
    _rule(r"crypto +isakmp +key ", r"key +(?:[06] +)?+"),
    _rule(
        r"(?:ikev[12] +|failover +ipsec +)?(?:(?:local|remote)-authentication +)?pre-shared-key ",
        r"pre-shared-key +(?:(?:local|remote|hex) +)?+(?:(?:address|hostname) +\S+(?: +\S+)? +key +)?+"
        r"(?:[06] +)?+",
    ),
    _rule(r"authentication +(?:local|remote) +pre-share +key ", rf"key +{_TYPE}"),
    _rule(r"set +session-key ", r"\b(?:cipher|authenticator) +"),
    _rule(r"ppp +(?:chap|pap) ", rf"password +{_TYPE}"),
    _rule(
        r"(?:standby|vrrp|glbp)(?: +\d+)?(?: +peer)? +authentication ",
        r"(?:key-string|text) +(?:[07] +)?+",
        r"authentication +(?!md5|text)",
    ),
    _rule(r"ntp +authentication-key ", r"authentication-key +\d+ +[\w-]+ +(?:[07] +)?+"),
    _rule(
        r"wpa-psk |wpa +|passphrase |.{0,40}\b(?:set-key|static-wep-key) |encryption +key ",
        rf"(?:wpa-psk +(?:ascii|hex)|passphrase|set-key +(?:ascii|hex)|\b(?:40|128)bit) +{_TYPE}",
        r"static-wep-key +encryption +\d+ +(?:ascii|hex) +\d +",
    ),
    _rule(r"ip +(?:ftp|http +client|scp) |(?:http|ftp)-password ", rf"password +{_TYPE}"),
    _rule(
        r"(?:mka|macsec|cak|cts|sap) ",
        r"\b(?:cak|key-string|sap +pmk) +(?:[07] +)?+",
        rf"\bpassword +{_TYPE}",
    ),
    _rule(r"event +manager +environment +\S*(?:pass|secret)\S* ", r"environment +\S+ +"),
    _rule(r".{0,200}\bTerminAttr ", r"auth=key,"),
)
_JUNOS_WORDS = (
    "encrypted-password|plain-text-password(?:-value)?|authentication-password|privacy-password|privacy-key"
    "|authentication-key(?: +\\d+ +type +\\S+ +value)?+|simple-password|pre-?shared-key"
    "(?: +(?:ascii-text|hexadecimal|cak))?|secret|shared-secret|password|master-password|chap-secret"
    "|community-name|md5 +\\d+ +key|key(?: +(?:ascii-text|hexadecimal))?"
)
_JUNOS = (
    # What Junos itself marks as secret, and its reversible form anywhere.
    _rule(r".{0,2000}## SECRET-DATA", r'(?=")', secret=_STATEMENT),
    _rule(r".{0,2000}\$9\$", r'(?="?\$9\$)', secret=_STATEMENT),
    _rule(
        rf"set +.{{0,500}}(?<=[ ])(?:{_JUNOS_WORDS}) |(?:{_JUNOS_WORDS}) +\S+;",
        rf"(?<![\w-])(?:{_JUNOS_WORDS}) +"
        r"(?!(?:ascii-text|hexadecimal|cak|file|options|format|change\w*|m(?:in|ax)imum\S*)\b"
        r"|\d+ *;|\d{1,3} *$)",
        secret=_STATEMENT,
    ),
    _rule(r"set +snmp +community |snmp-community ", r"community +", secret=_STATEMENT),
    _rule(r"community +\S+ +\{[ \t]*$", r"\bcommunity +", secret=_STATEMENT),
)
_VYOS_WORDS = (
    "(?:encrypted|plaintext)-password|pre-?shared-(?:secret|key)|password|passphrase|secret|private-key"
)
_VYOS = (
    _rule(
        rf"set +.{{0,500}} (?:{_VYOS_WORDS}|key) |(?:{_VYOS_WORDS}) +\S",
        rf"(?<![\w-])(?:{_VYOS_WORDS}|(?<=\d )key) +",
        secret=_STATEMENT,
    ),
    _rule(r"set +service +snmp +community |community +\S+ +\{", r"\bcommunity +", secret=_STATEMENT),
)
_HUAWEI = (
    _rule(
        r"(?:local-user|password|set +authentication|super|user|header|ftp|peer|ospf|isis|rip|vrrp|radius"
        r"|hwtacacs|authentication-mode|key|pre-shared-key|shared-key|snmp-agent|ntp|ppp|wpa|security|md5|hmac|mpls"
        r"|area-authentication|domain-authentication|primary|secondary|ike|web-auth-server)[\w-]* ",
        r"\b(?:irreversible-cipher|cipher|simple|hash|plain) +(?:\d+\.\d+\.\d+\.\d+ +)?+"
        r"(?!plain\b|cipher\b|authentication-mode|privacy-mode)",
        r"\bpass-phrase +(?!cipher\b|simple\b)",
        r"\b(?:pre-shared-key|shared-key|shared-key-cipher) +(?!cipher\b|simple\b)",
        r"\bauthentication-mode +(?:md5|hmac-\w+) +(?:\d{1,3} +)?+"
        r"(?!cipher\b|simple\b|plain\b|nonstandard\b|usual\b)",
    ),
    _rule(
        r"snmp-agent +community ",
        r"community +(?:read|write) +(?!cipher\b|simple\b)",
        r"\b(?:cipher|simple) +",
    ),
    _rule(
        r"snmp-agent +usm-user ",
        r"\b(?:authentication-mode|privacy-mode) +(?:md5|sha[\d-]*|aes\d*|3?des\w*) +(?!cipher\b|simple\b)",
    ),
    _rule(r"snmp-agent +target-host ", r"securityname +(?!cipher\b)"),
)
_FORTIOS = (
    _rule(r"set +[\w-]+ +ENC ", r"\bENC +"),
    _rule(
        r"set +(?:psksecret|psk|key|auth-pwd|priv-pwd|pre-shared-key|token|authkey|community"
        r"|[\w-]*(?:password|passwd\d?|secret|passphrase)|[\w-]+-key) ",
        r"set +[\w-]+ +(?!ENC\b|enable\b|disable\b)",
    ),
)
_PANOS_WORDS = "phash|secret|bind-password|snmp-community-string|authpwd|privpwd|passphrase|auth-key"
_PANOS = (
    _rule(
        rf".{{0,2000}}<(?:{_PANOS_WORDS}|key|password|passwd|community|private-key)>",
        rf"<(?:{_PANOS_WORDS}|key|password|passwd|community|private-key)>(?=[^<])",
        secret=_STATEMENT,
    ),
    _rule(
        rf"(?:set +|.{{0,200}}\b)(?:{_PANOS_WORDS}|pre-shared-key +key) "
        r"|set +mgt-config +users +\S+ +password ",
        rf'(?<!")\b(?:{_PANOS_WORDS}|pre-shared-key +key|users +\S+ +password) +',
        secret=_STATEMENT,
    ),
)
#: RouterOS goes on behind a `\` at a line's end, inside a value, too.
_ROUTEROS_VALUE = r'(?P<s>(?:\\\n[ \t]*)?(?:"(?:[^"\\]|\\[\s\S])*+"|(?:[^\s"\\]|\\\n[ \t]*|\\.)+))'
_ROUTEROS = (
    _rule(
        r".",
        r"(?<![\w-])(?:password|secret|passphrase|(?!public-key)[\w-]{1,40}-(?:key|passphrase|password|secret))=",
        r"(?<![\w-])preshared-key=",
        secret=_ROUTEROS_VALUE,
    ),
    _rule(r"(?:/snmp +community +)?(?:add|set) .{0,500}addresses=", r"(?<= )name=", secret=_ROUTEROS_VALUE),
)
_SROS_WORDS = "authentication-key|auth-key|password|secret|pre-shared-key"
_SROS = (
    _rule(
        r".{0,500}\bhash2?\b",
        r"\b(?:authentication-key|message-digest-key +\d+ +md5|password|secret|key|community) +",
    ),
    _rule(
        rf"(?!description ).{{0,200}}\b(?:(?:{_SROS_WORDS})|authentication +(?:md5|sha\d*|hmac\S*)) +\"",
        rf"\b(?:{_SROS_WORDS}|authentication +(?:md5|sha\d*|hmac\S*)) +",
    ),
)
_UNIX_KEY = (
    r"(?<!no)(?:password|passwd|secret|psk|passphrase|api_?key|token|private_?key|preshared_?key|auth_?key|access_key"
    r"|bindpw)[\w.-]*[\"']?"
)
_UNIX = (
    *_ROUTING,
    _rule(r".", rf"{_UNIX_KEY} *[=:] *(?!(?:files|compat|db|sss)\b)", r"(?<= )--pass\w*[= ]+", secret=_VALUE),
    _rule(r"r[ow]community6? |com2sec6? ", r"community6? +", r"com2sec6? +\S+ +\S+ +"),
    _rule(r"createUser +\S+ ", r"\b(?:MD5|SHA[\d-]*|DES|AES\d*) +"),
    _rule(r"bindpw +\S", r"bindpw +"),
)
_FAMILIES: Mapping[str, tuple[Rule, ...]] = {
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
    "vyos": _VYOS,
    "vyatta": _VYOS,
    "brocade_vyos": _VYOS,
    "ubiquiti_edgerouter": _VYOS,
    "linux": _UNIX,
}
#: Whoever is in no family gets the rules of all whose lines say unmistakably what they are.
_DEFAULT = (*_CISCO, *_JUNOS[:2], *_HUAWEI, *_FORTIOS)

#: Words without which no rule applies to a line; nearly all lines have none.
TRIGGER = re.compile(
    r"pass|secret|key|communit|psk|\bENC\b|cipher|auth|snmp|\$\d|hash|pwd|cak|pmk|token|standby|name="
    r"|session|wep|\bspi\b|com2sec|createuser|bindpw|wpa|://|%[@^$#]%|-AQ==|\$[ch]\$",
    re.IGNORECASE,
)


@cache
def rules_of(platform: str) -> tuple[Rule, ...]:
    """The rules for a platform: netmiko's `device_type`."""
    return next((rules for name, rules in _FAMILIES.items() if platform.startswith(name)), _DEFAULT)
