"""The same entries as others read them: tables, a health record, a calendar."""
