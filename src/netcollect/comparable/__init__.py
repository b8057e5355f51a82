"""The comparable form of an output: what is left when two of them are compared, without what is volatile.

It stands below `store`, which says by it whether an output changed; the stored bytes are never touched.
"""

from netcollect.comparable.banners import banner_lines
from netcollect.comparable.form import MASK, SECRET, Form, comparable
from netcollect.comparable.ignore import objection, repeats_repeated
from netcollect.comparable.rules import Rules, rules_of

__all__ = [
    "MASK",
    "SECRET",
    "Form",
    "Rules",
    "banner_lines",
    "comparable",
    "objection",
    "repeats_repeated",
    "rules_of",
]
