"""The slices, lowest first: schools, people, branding, courses, rubrics, assignments, marking, progress, home."""
