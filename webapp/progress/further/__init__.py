"""Beyond the weeks: practices side by side, patterns between one thing and another."""
