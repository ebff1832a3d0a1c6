"""What people and machines look at: pages, one per file, and the shell around them."""
