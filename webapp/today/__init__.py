"""The page of the day: what is worth doing now, and why."""
