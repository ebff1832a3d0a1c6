"""Approvals: what was asked, by whom, of whom, its state, and every place that records it."""
