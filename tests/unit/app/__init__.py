"""Tests of netcollect.app."""
