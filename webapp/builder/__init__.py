"""Routines that a person builds for themselves, within the same limits as ours."""
