"""What we hold true, since when, on whose word: golden values, links, whose client a thing is, one timeline, search."""
