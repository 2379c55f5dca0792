"""What students of a school do at the same moment with its electives."""
