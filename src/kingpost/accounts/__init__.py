"""Who asks, what they may see and do, and what was done. Nothing here knows of systems, clients or pages."""
