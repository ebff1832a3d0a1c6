"""Repeatable measurements of speed: ``python -m bench`` (see docs/bench.md)."""
