"""Tools without business words: time, text, money, secrets, http, SQL files, the embedded PostgreSQL."""
