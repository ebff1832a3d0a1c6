"""Which records are the same thing: match keys, look-alikes, judgements, and clusters that follow from the live judgements."""
