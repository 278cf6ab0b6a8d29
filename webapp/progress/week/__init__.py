"""A week reviewed beside the one before, and the plan for it: kept or not, nothing hangs on it."""
