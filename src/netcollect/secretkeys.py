"""Which keys announce a secret: what they hold is never kept as a fact, because facts are shown.

A key is judged by its words: `snmpCommunity`, `snmp-community` and `snmp_community` are the same two. It
announces a secret when one of them is a word for a secret (`password`, `token`, `psk`, …), or when they are
together (`api_key`), unless its last word says that only something *about* the secret follows
(`password_policy`, `key_chain`, `token_ring`, `auth_method`). What is true, false or null is no secret.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

#: Keys and list positions that lead to a value.
Path = tuple[str | int, ...]


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _set(words: str) -> frozenset[str]:
    return frozenset(map(_singular, words.split()))


_LOGIN = ("password", "passphrase", "secret")
_SECRETS = _set(
    "password passwd passwort kennwort contraseña senha pass passw pswd pwd passcode passphrase secret psk"
    " token credential cred apikey"
)
#: Glued to another word: `sshpass`, `adminpwd`, `rocommunity`.
_GLUED = re.compile(
    r"\w(?:passwo?r?d|passphrase|passcode|secret|pwd|psk|apikey|authtoken|accesstoken|apitoken"
    r"|(?<!bgp)community)\Z"
    r"|(?:ssh|enable|user|login|admin|root|sudo|telnet|auth|priv|become|device|switch|router)pass\Z"
    r"|(?:api|auth|priv|private|secret|shared|access|encryption)key\Z"
)
#: With one of these in front of it or around it, a `key` is a secret; alone it may sort or number things.
_KEY_OF = _set(
    "api private priv secret auth authentication access shared preshared psk encryption encrypt enc tacacs"
    " radius aaa ospf isis eigrp hsrp vrrp md5 sha wpa wifi wlan ipsec ike isakmp snmp vpn"
)
_NO_KEY_OF = _set("public pub host known")
#: A community of these is a number that routes carry.
_NO_COMMUNITY_OF = _set("bgp route large extended standard ext rt peer vpn list set")
_SNMP_STRINGS = _set("ro rw string read write")
#: Last words of keys that say something about a secret, and not the secret.
_ABOUT = _set(
    "policy method type kind file path dir directory env environment var variable ring bucket rate chain"
    " length len min minimum max maximum age expiry expire expiration rotation rotated day date changed"
    " updated required enabled disabled level strength prompt source store manager vault provider url uri"
    " reset recovery encryption algorithm algo mode format version count status name id ref reference set"
    " group profile command cmd through size timeout attempt retry history complexity lookup label"
    " description comment note owner interval ttl regex pattern template field scheme protocol"
)
#: Never about: an SNMP community's name is the community, an AppRole's secret_id opens the vault.
_NOT_ABOUT = frozenset({("community", "name"), ("secret", "id")})
#: What stands beside a password and is no secret.
_BESIDE = _set("username user login account port host realm domain name type method id")
#: Words of other services' secrets, which no key of a device stands for.
_OTHERS = _set(
    "snmp bgp ospf isis eigrp radius tacacs ldap api client shared vault db mysql wifi wpa ipsec vpn ike ntp"
    " ftp tftp scp http community token psk"
)
#: Which part of a login a key is about; any other is the password.
_PARTS = ((_set("passphrase"), "passphrase"), (_set("enable become secret privileged"), "secret"))
#: Values that say so themselves: a private key, and a URL with a password.
_SAYS_SO = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\w://[^/\s:@]*:[^/\s@]+@")
#: A login in front of an address; a password may hold `@`, `:` and `/` too.
_LOGIN_AT = re.compile(r"(?P<user>(?:\w+://)?[^:@]*):(?P<password>.*)@(?P<rest>[^@]*)\Z", re.DOTALL)
#: Keys of a pair that says a name, and of one that says what the name holds: `{name: password, value: x}`.
_NAMES = ("name", "key", "field", "variable", "var", "attribute", "option", "label", "id")
_VALUES = ("value", "val", "content", "text", "data")
#: Deeper than any honest mapping; a mapping of the library's user may hold itself.
_DEEPEST = 60


class SecretFact(NamedTuple):
    """A secret among facts: where it is, and what to do about it."""

    path: Path
    hint: str


def secrets_in(name: str, value: Any) -> Iterator[SecretFact]:
    """The secrets in a fact, at any depth."""
    for path, names in _found((name,), (name,), value):
        yield SecretFact(path, _hint(names))


def without_password(text: str) -> str:
    """An address as it may be shown: the password of `user:password@host` is masked.

    >>> without_password("ssh://admin:hunter2@192.0.2.1")
    'ssh://admin:***@192.0.2.1'
    """
    found = _LOGIN_AT.match(text)
    return f"{found['user']}:***@{found['rest']}" if found else text


def _found(path: Path, names: tuple[str, ...], value: Any) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Where each secret is, and the names that announce it."""
    if _says_nothing(names[-1], value) or len(path) > _DEEPEST:
        return
    if announces(names) and not (_holds_logins(names[-1]) and _is_nested(value)):
        yield path, names
    elif isinstance(value, Mapping | list | tuple | set | frozenset):
        for key, inner, each in _parts(names, value):
            yield from _found((*path, key), inner, each)
    elif _is_beside_none(names) or _says_so(value):
        yield path, names


def _says_so(value: Any) -> bool:
    return isinstance(value, str) and _SAYS_SO.search(value) is not None


def _parts(
    names: tuple[str, ...], value: Mapping[Any, Any] | Collection[Any]
) -> Iterator[tuple[str | int, tuple[str, ...], Any]]:
    """The parts of a value: where each one is in it, and the names that lead there."""
    if not isinstance(value, Mapping):
        yield from ((at, names, each) for at, each in enumerate(value))
        return
    called = _called(value)
    for key, each in value.items():
        name = called if called and str(key).lower() in _VALUES else str(key)
        yield str(key), (*names, name), each


def _called(pair: Mapping[Any, Any]) -> str:
    """What a pair of name and value calls its value, or nothing."""
    names = (each for key, each in pair.items() if str(key).lower() in _NAMES)
    return next((name for name in names if isinstance(name, str)), "")


def _says_nothing(name: str, value: Any) -> bool:
    """Whether a value is no secret whatever its key says: empty, a flag, or the path of a key file."""
    if value is None or isinstance(value, bool) or value in ("", {}, [], ()):
        return True
    # Base64 may begin with a slash too, but then mostly ends with `=`.
    is_path = isinstance(value, str) and value.startswith(("~", "/", "./", "../")) and value[-1] != "="
    return is_path and _words(name)[-1:] == ("key",)


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list | tuple) and all(isinstance(each, Mapping) for each in value)
    )


@lru_cache(maxsize=4096)
def announces(names: tuple[str, ...]) -> bool:
    """Whether the last of some nested keys announces a secret."""
    words = _words(names[-1])
    if not words or _is_about(words):
        return False
    around = {word for name in names for word in _words(name)}
    return (
        any(_is_secret(word) for word in words)
        or bool(_meant(names[-1]))
        or words[-1] == "pw"
        or _is_secret_among(words, around)
    )


def _is_secret_among(words: tuple[str, ...], around: set[str]) -> bool:
    """Whether words that may mean many things mean a secret by the company they keep."""
    if words[-1] == "key" and around & _KEY_OF and not around & _NO_KEY_OF:
        return True
    if "community" in words and not around & _NO_COMMUNITY_OF:
        return True
    return "snmp" in around and words[-1] in _SNMP_STRINGS


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    """The words of a key in the singular, without numbers."""
    parts = re.findall(r"md5|[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])", name)
    return tuple(_singular(part.lower()) for part in parts)


def _is_about(words: tuple[str, ...]) -> bool:
    return len(words) > 1 and words[-1] in _ABOUT and words[-2:] not in _NOT_ABOUT


@lru_cache(maxsize=4096)
def _is_secret(word: str) -> bool:
    near = len(word) > 5 and bool(difflib.get_close_matches(word, _LOGIN, n=1, cutoff=0.85))
    return near or word in _SECRETS or bool(_GLUED.search(word))


def _holds_logins(name: str) -> bool:
    words = _words(name)
    return not _is_about(words) and not {"credential", "cred"}.isdisjoint(words)


def _is_beside_none(names: tuple[str, ...]) -> bool:
    """Whether this is one of the texts under `credentials` that are not known to be harmless."""
    words = _words(names[-1])
    return (
        any(map(_holds_logins, names[:-1])) and not (words and words[-1] in _BESIDE) and not _is_about(words)
    )


def _meant(name: str) -> str:
    """The part of a login that a key misspells."""
    return "".join(difflib.get_close_matches(name.lower(), _LOGIN, n=1, cutoff=0.85))


def _part_of_login(names: tuple[str, ...]) -> str:
    """The field of a device that a key stands for, or nothing."""
    last = set(_words(names[-1]))
    if last == {"private", "key"}:
        return "private_key"
    meant = _meant(names[-1])
    if any(_OTHERS.intersection(_words(name)) for name in names) or not (meant or any(map(_is_secret, last))):
        return ""
    return meant or next((part for words, part in _PARTS if last & words), "password")


def _hint(names: tuple[str, ...]) -> str:
    part = _part_of_login(names)
    if not part:
        return "remove it; netcollect has no use for it"
    return f"did you mean {part}?" if len(names) == 1 else f"write it as the device's own `{part}`"
