"""The API, version 1: what the pages show, for programs. One file a subject; ``gate.py`` is the only way in."""
