"""Made-up people with believable months of entries, for pictures, tests and benchmarks."""
