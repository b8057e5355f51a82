"""Programs of shells' machines that read, and the arguments with which they do; any other is refused.

What acts can never be listed to its end, what reads can. A row is a judge: it permits options and
subcommands by name (`netcollect.guard.options`).

Sources: the manual pages of GNU coreutils, util-linux, procps, iproute2, systemd, net-tools, sysstat, LVM,
Docker, Kubernetes, libvirt, Open vSwitch, FRRouting and BIRD; NVIDIA Cumulus Linux, SONiC, F5 TMSH, Check
Point Gaia and Opengear command references; FreeBSD's section 8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from netcollect.guard.lexeme import endless
from netcollect.guard.options import Judge, options
from netcollect.guard.words import phrases

#: Programs that read and end, whatever their arguments.
ANY = frozenset(
    phrases(
        "arch, basename, cl-netstat, cl-resource-query, decode-syseeprom, df, dig, dirname, du, echo, "
        "enabled_blades, false, findfs, freebsd-version, getent, getfacl, groups, host, hostid, id, "
        "ifquery, kldstat, last, lastb, lastlog, locale, logname, ls, lsattr, lsb_release, lsblk, lscpu, "
        "lsmem, lsmod, lsns, lspci, lsusb, modinfo, namei, nproc, opnsense-version, pgrep, pidof, printenv, "
        "ps, pstree, pwd, readlink, realpath, sensors, sestatus, smonctl, sockstat, stat, swapinfo, true, "
        "tty, type, uname, users, uptime, w, whereis, which, who, whoami"
    )
)
_GREPS = phrases("grep, egrep, fgrep, zgrep, zegrep, zfgrep")
_GREP = options(
    "EFGPivnowxcLlhHqsaAzbrRZ",
    "ABCmef",
    "ignore-case invert-match count line-number only-matching word-regexp line-regexp extended-regexp "
    "fixed-strings perl-regexp quiet silent no-messages with-filename no-filename text recursive regexp= "
    "file= max-count= after-context= before-context= context= color[=] colour[=] include= exclude= "
    "exclude-dir= files-with-matches files-without-match",
    numbers=True,
)
_SUMS = "md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum, b2sum, cksum, sum, md5, sha256"
#: Programs that read what they are given: how their options read, with the letters that have values.
FILTERS: Mapping[str, Judge] = {
    **dict.fromkeys(("cat", "tac", "rev"), options("AbeEnstTuv", long="number show-all squeeze-blank")),
    **dict.fromkeys(_GREPS, _GREP),
    "head": options("qvz", "nc", "lines= bytes= quiet verbose", numbers=True),
    "tail": options("qvzr", "nc", "lines= bytes= quiet verbose", numbers=True),
    "sort": options(
        "bdfghiMnrRVszuCc",
        "ktS",
        "reverse numeric-sort unique key= field-separator= human-numeric-sort version-sort stable "
        "ignore-case general-numeric-sort month-sort zero-terminated check[=]",
    ),
    "uniq": options("cdDiuz", "fsw", "count repeated unique ignore-case skip-fields=", most=1),
    "wc": options("cmlLw", long="lines words bytes chars max-line-length"),
    "cut": options("nsz", "bcdf", "bytes= characters= delimiter= fields= only-delimited complement"),
    "tr": options("cCdst", long="complement delete squeeze-repeats", most=2),
    "nl": options("p", "bdfhilnsvw"),
    "paste": options("sz", "d"),
    "fold": options("bs", "w"),
    "fmt": options("cstu", "w"),
    "pr": options("admtFfJrT", "hlWwosNn", numbers=True),
    "column": options("tx", "cs", "table"),
    "od": options("abcdfhilosvx", "AjNtSw"),
    "hexdump": options("bcdoxCv", "ens"),
    "xxd": options("abceEipu", "cglos", most=1),
    "strings": options("afw", "neto"),
    "base64": options("di", "w", "decode", most=1),
    "jq": options("CMnrcSjeas", long="raw-output compact-output sort-keys slurp arg= argjson="),
    **dict.fromkeys(phrases(_SUMS), options("bct", "a", "tag")),
    **dict.fromkeys(("zcat", "bzcat", "xzcat"), options("q")),
    **dict.fromkeys(("cmp", "comm"), options("bls123", "in")),
    "diff": options("abBcdeEilnNqrstTuwy", "CUxW", "brief unified[=] color[=] recursive"),
    "join": options("i", "12aejtv"),
}
#: How many of the operands in front of the files say what is done.
_LEADING = {**dict.fromkeys((*_GREPS, "jq"), 1), "tr": 2}
#: The letters behind which a word is an option's value, and no file.
_VALUED = {**dict.fromkeys(_GREPS, "ABCmef"), "head": "nc", "tail": "nc", "cut": "bcdf", "sort": "ktS"}


def files_read(name: str, words: Sequence[str]) -> int | None:
    """How many files a filter reads, or None where it may do more than read, or never ends."""
    judge = FILTERS[name]
    if not judge(words) or (name == "xxd" and any(re.match(r"-\w*r", word) for word in words)):
        return None
    operands = _operands(words, _VALUED.get(name, ""))
    if any(endless(word) for word in operands) or "-" in words:
        return None
    return max(0, len(operands) - _leading(name, words))


def _leading(name: str, words: Sequence[str]) -> int:
    """How many of the operands say what is done; to grep an option may say it."""
    if name in _GREPS and any(re.match(r"-\w*[ef]|--(?:regexp|file)", word) for word in words):
        return 0
    return _LEADING.get(name, 0)


def _operands(words: Sequence[str], valued: str) -> list[str]:
    """What is neither an option nor the value of one of these letters."""
    value = re.compile(rf"-\w*[{valued}]" if valued else r"(?!)")
    return [
        word
        for before, word in zip(("", *words), words, strict=False)
        if not word.startswith("-") and not value.fullmatch(before)
    ]
