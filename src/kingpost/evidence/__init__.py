"""What each system said, unaltered: systems, records, versions, syncs, completeness, and the change log all stages read."""
