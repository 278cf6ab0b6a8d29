"""Mail: rows written with the act they tell of, sent afterwards by a round of their own."""
