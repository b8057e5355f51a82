"""Tests of netcollect.report.page."""
