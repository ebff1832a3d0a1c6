"""A question in, an answer with evidence out: has it been approved, are we on track, who owns the next step; and how all work stands."""
