"""What an operator does: copies, putting one back, moving house, looking from outside."""
