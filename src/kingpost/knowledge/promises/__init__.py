"""Promises: found in what people write, followed until they are kept, changed or broken."""
