"""One file per system. A file exports its connector class as CONNECTOR."""
