"""What to do next: a suggestion from similar cases and real capacity, a person's decision, its writes carried out, proven and undoable."""
