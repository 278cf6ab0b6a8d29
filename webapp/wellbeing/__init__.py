"""Sleep diary, stress, mood and energy."""
