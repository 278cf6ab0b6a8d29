"""Questionnaires asked now and then: PEG, change all in all, Roland-Morris, an operator's PSS."""
