"""The weeks in pictures and words: reads what the other parts keep, keeps nothing."""
