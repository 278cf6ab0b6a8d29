"""Red flags and contraindications: what is asked, and what an answer rules out."""
