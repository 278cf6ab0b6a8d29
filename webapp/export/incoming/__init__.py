"""A file of ours on its way in: read piece by piece, and checked before anything is written."""
