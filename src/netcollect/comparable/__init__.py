"""The comparable form of an output: what is left when two of them are compared, without what is volatile.

It stands below `store`, which says by it whether an output changed; the stored bytes are never touched.
"""

from netcollect.comparable.ambiguity import may_take_for_ever
from netcollect.comparable.banners import banner_lines
from netcollect.comparable.form import Digest, Form, comparable, digest
from netcollect.comparable.ignore import ENDLESS, defect, is_found_everywhere, objection
from netcollect.comparable.masking import MASK, SECRET
from netcollect.comparable.rules import Rules, rules_of

__all__ = [
    "ENDLESS",
    "MASK",
    "SECRET",
    "Digest",
    "Form",
    "Rules",
    "banner_lines",
    "comparable",
    "defect",
    "digest",
    "is_found_everywhere",
    "may_take_for_ever",
    "objection",
    "rules_of",
]
