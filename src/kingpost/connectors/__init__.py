"""Speak to the systems. Plain Python: no Django, no database, no clock, no retries (the runner owns those)."""
