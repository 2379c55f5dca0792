"""Progress: the attribute profile of a student."""
