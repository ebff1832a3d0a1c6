"""What needs a person, and why: rules notice signals, signals about one thing make a flag, flags are ranked by the cost of waiting."""
