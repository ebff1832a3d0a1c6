"""Which project a mail, ticket, document or meeting belongs to when no system says so: by who, words and time."""
