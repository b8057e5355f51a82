"""What is known of platforms: one data file a family, and every platform netmiko knows in one of them.

Whoever adds or mends a platform opens `data/FAMILY.yaml`.
"""

from netcollect.platforms.catalogue import (
    Catalogue,
    Platform,
    family_of,
    known_platforms,
    platform_of,
    shipped,
)
from netcollect.platforms.family import Ask, Family, Greeting, RowKeys, Secret, Volatile

__all__ = [
    "Ask",
    "Catalogue",
    "Family",
    "Greeting",
    "Platform",
    "RowKeys",
    "Secret",
    "Volatile",
    "family_of",
    "known_platforms",
    "platform_of",
    "shipped",
]
