"""Tests of netcollect.query."""
