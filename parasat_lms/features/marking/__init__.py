"""Marking: applying a rubric, returning work, and the evidence it yields."""
