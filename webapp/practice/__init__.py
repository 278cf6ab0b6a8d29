"""Practice: one timed run of a routine, from the check to the next morning."""
