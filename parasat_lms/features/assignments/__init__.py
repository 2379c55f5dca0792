"""Assignments: tasks with a rubric, and what students hand in."""
