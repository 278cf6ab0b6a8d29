"""Whether this process is alive and can serve."""
