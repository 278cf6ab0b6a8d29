"""Techniques and routines, read from content/ and checked once at the start."""
