"""What a person wrote, to take along and to bring in again; a page for a clinician."""
