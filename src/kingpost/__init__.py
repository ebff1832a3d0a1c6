"""Kingpost: one picture of a business from the systems it already runs, with the evidence for every value."""

__version__ = "0.1.0"
