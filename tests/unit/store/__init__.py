"""Tests of netcollect.store."""
