"""Rubrics: attribute frameworks, rubrics and their versions, the library."""
