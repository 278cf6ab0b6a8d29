"""The checks: `python -m tests`."""
