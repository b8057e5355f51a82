"""The use cases, a page each: what the command line and the library both do."""
