"""Texts and their rows."""
