"""What happens at the same moment with the keys of a school."""
