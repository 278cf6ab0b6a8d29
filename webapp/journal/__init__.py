"""Pain entries, day ratings and the timeline of what was written down."""
