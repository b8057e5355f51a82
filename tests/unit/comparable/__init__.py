"""The comparable form."""
