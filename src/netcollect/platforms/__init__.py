"""What is known of platforms: one data file a family, and every platform netmiko knows in one of them.

Whoever adds or mends a platform opens `data/FAMILY.yaml`; a site does it with files of its own (`taught`).
"""

from netcollect.platforms.catalogue import (
    Catalogue,
    Own,
    Platform,
    current_catalogue,
    family_of,
    known_platforms,
    own_files,
    platform_of,
    shipped,
    taught,
)
from netcollect.platforms.family import (
    Ask,
    Family,
    Greeting,
    Probe,
    RowKeys,
    Secret,
    SecretTable,
)
from netcollect.platforms.questions import OTHER_NAMES, QUESTIONS, Question, asks_of
from netcollect.platforms.volatile import Banner, Unordered, Volatile

__all__ = [
    "OTHER_NAMES",
    "QUESTIONS",
    "Ask",
    "Banner",
    "Catalogue",
    "Family",
    "Greeting",
    "Own",
    "Platform",
    "Probe",
    "Question",
    "RowKeys",
    "Secret",
    "SecretTable",
    "Unordered",
    "Volatile",
    "asks_of",
    "current_catalogue",
    "family_of",
    "known_platforms",
    "own_files",
    "platform_of",
    "shipped",
    "taught",
]
