"""Forms: clubs with their schedule, members, contests, achievements, pieces of a portfolio."""
