"""A run as one HTML page: its model, how it is made, and how it is written."""

from netcollect.report.page.building import Found, Past, page_of
from netcollect.report.page.model import Page
from netcollect.report.page.outliers import MAJORITY
from netcollect.report.page.rendering import page_as_html
from netcollect.report.page.veil import key_of

__all__ = ["MAJORITY", "Found", "Page", "Past", "key_of", "page_as_html", "page_of"]
