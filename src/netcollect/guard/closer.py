"""Programs whose arguments need a closer look: samples that must end, dates, searches, TMSH.

Sources: top(1), tcpdump(8), vmstat(8), date(1), find(1); F5 TMSH reference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netcollect.guard.options import options

#: What a find that only prints is made of: its tests, operators and options, and the actions that print.
_FIND_READS = (
    "name iname path ipath type size mtime mmin ctime cmin atime amin newer newermt user group perm"
    " maxdepth mindepth print print0 printf ls empty xdev mount not o a or and prune regex iregex"
    " links inum lname readable L H P depth daystart regextype quit nouser nogroup writable executable"
)


def sampled_reads(words: Sequence[str]) -> bool:
    """Whether vmstat and the like end: an interval needs a count."""
    numbers = [word for word in words if word.isdigit()]
    permitted = all(
        word.isdigit() or re.fullmatch(r"-[A-Zabcdehkmnpqrstuwxyz]+|[a-z]\w*", word) for word in words
    )
    return permitted and (not numbers or (len(numbers) == 2 and int(numbers[1]) <= 100))


def top_reads(words: Sequence[str]) -> bool:
    """A top that prints a bounded number of times."""
    if not options("bcHiSE1", "ndpuowUs", needs="-b -n", most=0)(words):
        return False
    count = re.search(r"(?:^| )-\w*n ?([0-9]+)(?: |$)", " ".join(words))
    return count is not None and int(count[1]) <= 100


def date_reads(words: Sequence[str]) -> bool:
    """A date that is told, not one that is set."""
    plain = options("uRI", "dr", "date= utc rfc-3339= iso-8601[=] reference=")
    formats = [word for word in words if word.startswith("+")]
    dashed = [re.sub(r"^-I\w+$", "-I", word) for word in words if not word.startswith("+")]
    values = sum(word in ("-d", "-r", "--date", "--reference") for word in dashed)
    return plain(dashed) and len(formats) < 2 and (sum(not word.startswith("-") for word in dashed) == values)


def tcpdump_reads(words: Sequence[str]) -> bool:
    """A capture that is printed and ends after a bounded number of packets."""
    if not options("nNtvelqAXxSpK", "cisrTy", needs="-c")(words):
        return False
    count = re.search(r"(?:^| )-\w*c ?([0-9]+)(?: |$)", " ".join(words))
    return count is not None and int(count[1]) <= 1000


def find_reads(words: Sequence[str]) -> bool:
    """A search whose every action prints."""
    return all(not word.startswith("-") or word[1:] in _FIND_READS.split() for word in words)


def tmsh_reads(words: Sequence[str]) -> bool:
    """TMSH asked to show or list, in front of it perhaps the folder to do so in."""
    plain = [word for word in words if word not in ("-q", "-a")]
    if plain[:1] != ["-c"]:
        return plain[:1] in (["show"], ["list"]) and not any(re.search("[;|>]", word) for word in plain)
    parts = plain[1].split(";") if len(plain) == 2 else ["?"]
    good = r" *(?:cd +/[\w/-]*|(?:show|list)(?: [\w ./:,*@{}-]*)?) *"
    return all(re.fullmatch(good, part, re.ASCII) for part in parts)
