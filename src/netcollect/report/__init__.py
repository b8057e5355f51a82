"""Results → text and JSON, on a stream that the caller chooses."""

from netcollect.report.formats import FORMATS, Reporter
from netcollect.report.ping import PING_FORMATS
from netcollect.report.progress import Progress
from netcollect.report.screen import printable

__all__ = ["FORMATS", "PING_FORMATS", "Progress", "Reporter", "printable"]
