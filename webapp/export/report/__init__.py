"""One page for a clinician."""
