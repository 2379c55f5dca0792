"""Privacy: what the school holds of a person, handed out, erased, and kept no longer than needed."""
