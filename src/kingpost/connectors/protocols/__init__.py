"""How to speak a protocol: a session with our time-outs whose failures are ConnectorErrors. Used by systems/, knows no records."""
