"""Courses: what is taught, by whom, to whom."""
